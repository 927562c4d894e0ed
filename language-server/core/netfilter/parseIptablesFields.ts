/**
 * Match modules of iptables that only rules of other programs use: fields of the packet and of its connection. In: one
 * option, its text with the module's name. Out: the match, or undefined where it is not understood.
 */
import { fraction } from '../base/fraction.ts';
import { addressValue, type IpFamily, parseAddress } from '../ip/address.ts';
import { type Span, spanOf } from './addressSpans.ts';
import type { AddressType, ConnectionStatus, Field } from './foreignIr.ts';
import type { Match, Side } from './ir.ts';
import type { Option } from './parseIptablesOptions.ts';
import { readMark, readPortRange, readProtocolNumber, readRange } from './readValues.ts';

/** `text` is what printers write again. */
export type FieldParser = (option: Option, text: string, family: IpFamily) => Match | undefined;

function value({ values }: Option): string | undefined {
  return values.length === 1 ? values[0] : undefined;
}

export function negation({ negated }: { readonly negated: boolean }): { negated?: true } {
  return negated ? { negated } : {};
}

function among(field: Field, option: Option, text: string, span: Span | undefined): Match | undefined {
  return span && { kind: 'field', field, among: [span], text, ...negation(option) };
}

const originals: Readonly<Record<string, Field>> = {
  '--ctorigsrc': 'original-source-address',
  '--ctorigdst': 'original-destination-address',
  '--ctorigsrcport': 'original-source-port',
  '--ctorigdstport': 'original-destination-port',
};

export const connection: FieldParser = (option, text, family) => {
  const given = value(option) ?? '';
  switch (option.name) {
    case '--ctorigsrc':
    case '--ctorigdst': {
      const range = readRange(given, family);
      return among(originals[option.name]!, option, text, range && spanOf(range));
    }
    case '--ctorigsrcport':
    case '--ctorigdstport':
      return among(originals[option.name]!, option, text, portSpan(given));
    case '--ctproto':
      return among('original-protocol', option, text, protocolSpan(given));
    case '--ctstatus':
      return connectionStatus(option, given, text);
    case '--ctdir':
      // What is traced is what opens a connection, and what the same side sends on.
      return { kind: 'constant', holds: (given === 'ORIGINAL') !== option.negated, ofConnection: true, text };
    default:
      return undefined;
  }
};

const statusWords: Readonly<Record<string, ConnectionStatus>> = {
  EXPECTED: 'expected',
  SEEN_REPLY: 'seen-reply',
  ASSURED: 'assured',
  CONFIRMED: 'confirmed',
};

function connectionStatus(option: Option, given: string, text: string): Match | undefined {
  const statuses = given.split(',').map(word => (Object.hasOwn(statusWords, word) ? statusWords[word] : undefined));
  if (!statuses.every(status => status !== undefined)) return undefined;
  return { kind: 'connection-status', statuses, text, ...negation(option) };
}

function portSpan(text: string): Span | undefined {
  const range = readPortRange(text, ':');
  return range && { first: BigInt(range.first), last: BigInt(range.last) };
}

function protocolSpan(text: string): Span | undefined {
  const number = readProtocolNumber(text);
  return number === undefined ? undefined : { first: BigInt(number), last: BigInt(number) };
}

export const connectionMark: FieldParser = (option, text) => {
  const [mark = '', maskText = '0xffffffff'] = (value(option) ?? '').split('/');
  const [asked, mask] = [readMark(mark), readMark(maskText)];
  if (option.name !== '--mark' || asked === undefined || mask === undefined) return undefined;
  const span = { first: BigInt(asked), last: BigInt(asked) };
  return { kind: 'field', field: 'connection-mark', mask, among: [span], text, ...negation(option) };
};

const rangeFields: Readonly<Record<string, Field>> = {
  '--src-range': 'source-address',
  '--dst-range': 'destination-address',
};

export const addressRange: FieldParser = (option, text, family) => {
  const [first, last, ...more] = (value(option) ?? '').split('-').map(part => parseAddress(part));
  const field = Object.hasOwn(rangeFields, option.name) ? rangeFields[option.name] : undefined;
  if (!field || first?.family !== family || last?.family !== family || more.length > 0) return undefined;
  return among(field, option, text, { first: addressValue(first), last: addressValue(last) });
};

const addressTypes: Readonly<Record<string, AddressType>> = {
  LOCAL: 'local',
  UNICAST: 'unicast',
  BROADCAST: 'broadcast',
  MULTICAST: 'multicast',
};

/** With the options that narrow it to the packet's interface. */
export function parseAddressTypes(options: readonly Option[], textOf: (option: Option) => string): Match[] | undefined {
  const limit = options.find(({ name }) => name === '--limit-iface-in' || name === '--limit-iface-out');
  const on = limit && (limit.name === '--limit-iface-in' ? 'in' : 'out');
  const matches = options
    .filter(option => option !== limit)
    .map((option): Match | undefined => {
      const side = ({ '--src-type': 'source', '--dst-type': 'destination' } as Record<string, Side>)[option.name];
      const types = (value(option) ?? '').split(',').map(word => addressTypes[word]);
      if (!side || !types.every(type => type !== undefined)) return undefined;
      const text = limit ? `${textOf(option)} ${limit.name}` : textOf(option);
      return { kind: 'address-types', side, types, text, ...(on ? { on } : {}), ...negation(option) };
    });
  const isRead = limit?.values.length !== 1 && matches.every(match => match !== undefined);
  return isRead && matches.length > 0 ? matches : undefined;
}

/** What the link layer calls a packet is what its destination is. */
export const packetType: FieldParser = (option, text) => {
  const side = 'destination';
  switch (option.name === '--pkt-type' && value(option)) {
    case 'broadcast':
      return { kind: 'address-types', side, types: ['broadcast'], text, ...negation(option) };
    case 'multicast':
      return { kind: 'address-types', side, types: ['multicast'], text, ...negation(option) };
    case 'unicast':
      return {
        kind: 'address-types',
        side,
        types: ['broadcast', 'multicast'],
        text,
        ...negation({ negated: !option.negated }),
      };
    default:
      return undefined;
  }
};

const flagBits: Readonly<Record<string, number>> = {
  FIN: 0x01,
  SYN: 0x02,
  RST: 0x04,
  PSH: 0x08,
  ACK: 0x10,
  URG: 0x20,
  ALL: 0x3f,
  NONE: 0,
};

/** Names of TCP flags as the bits that they are; undefined for other words. */
export function readFlags(words: readonly string[]): number | undefined {
  const bits = words.map(word =>
    Object.hasOwn(flagBits, word.toUpperCase()) ? flagBits[word.toUpperCase()] : undefined,
  );
  return bits.reduce<number | undefined>(
    (sum, bit) => (sum === undefined || bit === undefined ? undefined : sum | bit),
    0,
  );
}

export const tcpFlags: FieldParser = (option, text) => {
  if (option.name === '--syn' && option.values.length === 0) {
    return {
      kind: 'tcp-flags',
      mask: readFlags(['FIN', 'SYN', 'RST', 'ACK'])!,
      value: 0x02,
      text,
      ...negation(option),
    };
  }
  if (option.name !== '--tcp-flags' || option.values.length !== 2) return undefined;
  const [mask, set] = option.values.map(words => readFlags(words.split(',')));
  return mask === undefined || set === undefined
    ? undefined
    : { kind: 'tcp-flags', mask, value: set, text, ...negation(option) };
};

/** The options of `-m rpfilter`, which tests that the way back exists. */
export function parseReversePath(options: readonly Option[], text: string): Match[] | undefined {
  const names = options.map(({ name }) => name);
  const known = ['--loose', '--validmark', '--invert'];
  if (
    options.some(({ negated, values }) => negated || values.length > 0) ||
    !names.every(name => known.includes(name))
  ) {
    return undefined;
  }
  return [
    {
      kind: 'reverse-path',
      loose: names.includes('--loose'),
      text,
      ...negation({ negated: names.includes('--invert') }),
    },
  ];
}

/** Of packets without a sending process, the kernel finds true what is asked only in the negative (xt_owner.c). */
export function parseOwner(options: readonly Option[], text: string): Match[] | undefined {
  const known = ['--uid-owner', '--gid-owner', '--socket-exists', '--suppl-groups'];
  if (options.length === 0 || !options.every(({ name }) => known.includes(name))) return undefined;
  const tests = options.filter(({ name }) => name !== '--suppl-groups');
  return [{ kind: 'sender-process', otherwise: tests.every(({ negated }) => negated), text }];
}

/** The kernel keeps multiples of 2^-31. */
export function parsePart(options: readonly Option[], text: string): Match[] | undefined {
  const [mode, probability, ...more] = options;
  const isRandom = mode?.name === '--mode' && mode.values[0] === 'random' && !mode.negated;
  if (!isRandom || probability?.name !== '--probability' || more.length > 0) return undefined;
  const share = Number(value(probability));
  if (!(share >= 0 && share <= 1)) return undefined;
  const kept = fraction(Math.round(share * 2 ** 31), 2 ** 31);
  const part = probability.negated ? fraction(kept.denominator - kept.numerator, kept.denominator) : kept;
  return [{ kind: 'part', part, text }];
}
