/**
 * What each outcome of a trace rests on, and whether it stands. In: a trace's result. Out: its outcomes in order, each with
 * the assumptions without which it could differ; one that would end otherwise under another value of an assumption is
 * unknown, and tells the alternatives.
 */
import { printFraction } from '../../base/fraction.ts';
import { needsClusterIp } from '../../cluster/assumedClusterIps.ts';
import { isLoopback, joinHostPort } from '../../ip/address.ts';
import type { Origin } from '../../routing/origin.ts';
import type { Disposition, Outcome } from '../../trace/outcome.ts';
import { routingView } from '../routingView.ts';
import { type Alternative, alternativesTo } from './alternatives.ts';
import {
  type Assumption,
  clusterIpUnassigned,
  nodeAddressUnknown,
  nodeFirewall,
  placeholderEndpoint,
  placeholderSender,
} from './assumption.ts';
import { supposedAddress } from './endpointAlternatives.ts';
import { policiesOn } from './networkPolicies.ts';
import { claimsOf } from './traceClaims.ts';
import { podsAt } from './tracePods.ts';
import type { TraceResult } from './traceRequest.ts';

export interface JudgedOutcome {
  /** As it is told: `unknown` where another value of an assumption leads elsewhere. */
  readonly outcome: Outcome<Origin>;
  /** As it was traced with what the manifests show. */
  readonly traced: Outcome<Origin>;
  readonly restsOn: readonly RestsOn[];
}

export interface RestsOn extends Assumption {
  /** What would become of the packet under the assumption's other value; absent where it ends in the same way. */
  readonly otherwise?: readonly Disposition[];
}

const known = new WeakMap<TraceResult, readonly JudgedOutcome[]>();

export function judgedOutcomes(result: TraceResult): readonly JudgedOutcome[] {
  const found = known.get(result) ?? judge(result);
  known.set(result, found);
  return found;
}

function judge(result: TraceResult): readonly JudgedOutcome[] {
  const ends = alternativesTo(result).map(endsOf);
  const own = new Set(result.outcomes.map(({ disposition }) => disposition));
  return result.outcomes.map(outcome => judgeOne(outcome, { result, own, ends }));
}

/** What an alternative comes to; worked out once, since each outcome of a trace is compared with it. */
interface AlternativeEnds extends Pick<Alternative, 'assumption' | 'condition'> {
  readonly signatures: ReadonlySet<string>;
  readonly dispositions: readonly Disposition[];
  readonly words: string;
  readonly denials: readonly Assumption[];
}

function endsOf({ assumption, condition, result }: Alternative): AlternativeEnds {
  const { outcomes } = result;
  return {
    assumption,
    condition,
    signatures: new Set(outcomes.map(signature)),
    dispositions: [...new Set(outcomes.map(({ disposition }) => disposition))],
    words: endsText(outcomes),
    denials: outcomes.flatMap(end => policiesOn(end, result)),
  };
}

interface Compared {
  readonly result: TraceResult;
  /** How the ways of the trace end. */
  readonly own: ReadonlySet<Disposition>;
  readonly ends: readonly AlternativeEnds[];
}

function judgeOne(traced: Outcome<Origin>, { result, own, ends }: Compared): JudgedOutcome {
  // It stays in its pod, where no rule sees it.
  if (traced.events.length === 0) return { outcome: traced, traced, restsOn: [] };
  const key = signature(traced);
  const differing = ends.filter(({ signatures }) => !signatures.has(key));
  const denials = [...policiesOn(traced, result), ...differing.flatMap(alternative => alternative.denials)];
  const ways = [...differing.flatMap(way => otherWay(way, traced, own)), ...deniedWay(traced, result)];
  const restsOn = [
    ...differing.map(({ assumption }) => assumption),
    ...denials,
    ...standingAssumptions(traced, result),
  ];
  return {
    outcome: ways.length > 0 && traced.disposition !== 'unknown' ? inDoubt(traced, ways) : traced,
    traced,
    restsOn: distinct(restsOn).map(assumption => withOther(assumption, ways)),
  };
}

interface Way {
  readonly codes: readonly Assumption[];
  readonly condition: string;
  readonly dispositions: readonly Disposition[];
  readonly words: string;
}

/** Where all of the alternative's ends are among those of the trace, and this one is among its, nothing is in doubt. */
function otherWay(
  { assumption, condition, dispositions, words }: AlternativeEnds,
  traced: Outcome<Origin>,
  own: ReadonlySet<Disposition>,
): Way[] {
  if (dispositions.includes(traced.disposition) && dispositions.every(disposition => own.has(disposition))) return [];
  return [{ codes: [assumption], condition, dispositions, words }];
}

function deniedWay(traced: Outcome<Origin>, result: TraceResult): Way[] {
  const denials = policiesOn(traced, result);
  if (denials.length === 0) return [];
  const names = [...new Set(denials.map(({ args }) => args.policy))].join(' or ');
  return [
    { codes: denials, condition: `NetworkPolicy ${names} denies it`, dispositions: ['dropped'], words: 'dropped' },
  ];
}

function inDoubt(traced: Outcome<Origin>, ways: readonly Way[]): Outcome<Origin> {
  const told = [...new Set(ways.map(({ words, condition }) => `${words} if ${condition}`))];
  return { ...traced, disposition: 'unknown', reason: `${told.join(', ')}, ${endsText([traced])} otherwise` };
}

const endTexts: Readonly<Record<Disposition, string>> = {
  delivered: 'delivered',
  local: 'left to the node’s own sockets',
  forwarded: 'leaves the node untranslated',
  rejected: 'rejected',
  dropped: 'dropped',
  lost: 'lost',
  refused: 'refused by the API server',
  unknown: 'unknown',
};

/** "delivered to 10.244.1.20:8080" */
function endsText(outcomes: readonly Outcome<Origin>[]): string {
  const dispositions = [...new Set(outcomes.map(({ disposition }) => disposition))];
  return dispositions
    .map(disposition => {
      const targets = outcomes.flatMap(outcome => (outcome.disposition === disposition ? (outcome.target ?? []) : []));
      const texts = [...new Set(targets.map(({ address, port }) => joinHostPort(address, port)))];
      const isReal = !targets.some(({ address }) => address.text === supposedAddress[address.family]);
      const isNamed = disposition === 'delivered' && isReal && texts.length === 1;
      return isNamed ? `delivered to ${texts[0]}` : endTexts[disposition];
    })
    .join(' or ');
}

/** What the sender and the receiver can tell of an outcome. */
function signature({ disposition, target, packet, probability }: Outcome<Origin>): string {
  const at = target && joinHostPort(target.address, target.port);
  const seen = disposition === 'delivered' || disposition === 'forwarded' ? packet.source.text : '';
  return [disposition, at, seen, probability && printFraction(probability)].join(' ');
}

/** Those that have no other value to try. */
function standingAssumptions(outcome: Outcome<Origin>, result: TraceResult): Assumption[] {
  return [
    ...assumedSender(outcome, result),
    ...assumedEndpoint(outcome, result),
    ...assumedClusterIp(result),
    ...assumedSource(outcome, result),
    ...firewall(outcome, result),
  ];
}

function assumedSender(outcome: Outcome<Origin>, { pod, senderAddress, sender }: TraceResult): Assumption[] {
  if (!pod?.placeholder || !senderAddress || sender.kind !== 'pod') return [];
  // What is refused is refused to whatever address.
  if (outcome.disposition === 'rejected') return [];
  return [placeholderSender(senderAddress.text, `${sender.pod.namespace}/${sender.pod.name}`, pod.nodeName)];
}

function assumedEndpoint({ target, disposition }: Outcome<Origin>, result: TraceResult): Assumption[] {
  if (!target || (disposition !== 'delivered' && disposition !== 'lost')) return [];
  const replica = podsAt(result.source, target.address).find(({ placeholder }) => placeholder);
  return replica ? [placeholderEndpoint(joinHostPort(target.address, target.port), replica.name)] : [];
}

/** Asked for by name or by the stand-in itself. */
function assumedClusterIp(result: TraceResult): Assumption[] {
  const { source, family, target } = result;
  const { plan } = claimsOf(result).find(({ kind }) => kind === 'clusterIP') ?? {};
  if (!plan) return [];
  const name = { namespace: plan.port.namespace, name: plan.port.serviceName };
  const service = source.cluster.servicesNamed(name).at(-1);
  if (!service || !needsClusterIp(service)) return [];
  const sign = family === 'IPv4' ? '.' : ':';
  return [
    clusterIpUnassigned(
      name,
      target.address.text,
      source.settings.serviceCidrs.value.find(r => r.includes(sign)),
    ),
  ];
}

/** The source of what is masqueraded is the node's own. */
function assumedSource({ masqueraded, packet }: Outcome<Origin>, { source, family, node }: TraceResult): Assumption[] {
  const isUnknown = source.host === undefined && isLoopback(routingView(source).node.ips[family]);
  return masqueraded && isUnknown && packet.outInterface === node.network.uplink
    ? [nodeAddressUnknown(node.plan.nodeName)]
    : [];
}

function firewall({ disposition }: Outcome<Origin>, { node }: TraceResult): Assumption[] {
  const mayEnd = disposition === 'delivered' || disposition === 'forwarded' || disposition === 'local';
  return mayEnd && !node.lineOf ? [nodeFirewall(node.plan.nodeName)] : [];
}

/** One of a kind for each subject. */
function distinct(assumptions: readonly Assumption[]): Assumption[] {
  return [...new Map(assumptions.map(each => [JSON.stringify([each.code, each.args]), each])).values()];
}

function withOther(assumption: Assumption, ways: readonly Way[]): RestsOn {
  const key = JSON.stringify([assumption.code, assumption.args]);
  const own = ways.filter(({ codes }) => codes.some(each => JSON.stringify([each.code, each.args]) === key));
  const otherwise = [...new Set(own.flatMap(({ dispositions }) => dispositions))];
  return otherwise.length > 0 ? { ...assumption, otherwise } : assumption;
}
