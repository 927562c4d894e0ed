/**
 * One rule in the form that does not depend on who wrote it down. In: a rule of a compiler or of a parser. Out: a rule
 * that means the same; equal for rules that differ only in what listing tools change (order of options, /32, single
 * elements in braces, adjacent ranges, order of states).
 */
import type { IpFamily } from '../ip/address.ts';
import { mergeSpans, rangesOf, spanOf } from './addressSpans.ts';
import type { AddressesMatch, AddressMatch, AddressRange, MarkMatch, Match, PortsMatch, Rule, Ruleset } from './ir.ts';

export function normalRule<Origin>(
  { chain, matches, statements, comment, origin }: Rule<Origin>,
  { syntax, family }: Pick<Ruleset<Origin>, 'syntax' | 'family'>,
): Rule<Origin> {
  const normal = matches.flatMap(match => normalMatch(match, family));
  // nft keeps the order of a rule; iptables lists what belongs to the packet's header first, modules in their order.
  if (syntax === 'iptables') normal.sort((a, b) => rank(a) - rank(b));
  return { chain, matches: normal, statements, comment, origin };
}

function rank(match: Match): number {
  switch (match.kind) {
    case 'address':
      return match.side === 'source' ? 0 : 1;
    case 'interface':
      return match.direction === 'in' ? 2 : 3;
    case 'protocol':
    case 'other-protocol':
      return 4;
    case 'port':
    case 'ports':
      return 5;
    default:
      return 6;
  }
}

/** None for a match that always holds. */
function normalMatch(match: Match, family: IpFamily): readonly Match[] {
  switch (match.kind) {
    case 'address':
      return isEverything(match) ? [] : [{ ...match, range: normalRange(match.range) }];
    case 'addresses':
      return [normalAddresses(match, family)];
    case 'protocol':
      return [{ kind: 'protocol', protocol: match.protocol }];
    case 'ports':
      return [normalPorts(match)];
    case 'conntrack-state':
      return [{ ...match, states: [...match.states].sort() }];
    case 'mark':
      return [normalMark(match)];
    case 'unknown':
      return [{ kind: 'unknown', text: match.text.replace(/\s+/g, ' ') }];
    default:
      return [match];
  }
}

function isEverything({ range, negated }: AddressMatch): boolean {
  return 'prefixLength' in range && range.prefixLength === 0 && !negated;
}

/** A network of one address is that address. */
function normalRange(range: AddressRange): AddressRange {
  if (!('prefixLength' in range)) return range;
  return range.prefixLength === (range.family === 'IPv4' ? 32 : 128) ? range.address : range;
}

function negation({ negated }: { readonly negated?: boolean }): { negated?: true } {
  return negated ? { negated } : {};
}

function normalAddresses(match: AddressesMatch, family: IpFamily): Match {
  const ranges = mergeSpans(match.ranges.map(spanOf)).flatMap(span => rangesOf(span, family));
  const [range] = ranges;
  const { side } = match;
  if (range && ranges.length === 1) return { kind: 'address', side, range, ...negation(match) };
  return { kind: 'addresses', side, ranges, ...negation(match) };
}

function normalPorts(match: PortsMatch): Match {
  const spans = match.ranges.map(({ first, last }) => ({ first: BigInt(first), last: BigInt(last) }));
  const ranges = mergeSpans(spans).map(({ first, last }) => ({ first: Number(first), last: Number(last) }));
  const { side } = match;
  const only = ranges.length === 1 ? ranges[0] : undefined;
  if (only && only.first === only.last && !match.negated) return { kind: 'port', side, port: only.first };
  return { kind: 'ports', side, ranges, ...negation(match) };
}

/** That a single bit is set is the same as that it is not zero. */
function normalMark({ value, mask, negated }: MarkMatch): Match {
  const isSingleBit = mask !== 0 && (mask & (mask - 1)) === 0;
  const asks = isSingleBit && value === mask ? { value: 0, negated: !negated } : { value, negated };
  return { kind: 'mark', value: asks.value, mask, ...(asks.negated ? { negated: true } : {}) };
}
