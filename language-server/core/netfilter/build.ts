/** Short constructors for matches and statements; those without parameters are shared values. */
import type { AddressMatch, AddressRange, Match, PortMatch, Protocol, ProtocolMatch, Side, Statement } from './ir.ts';

export const accept = { kind: 'accept' } as const;
export const drop = { kind: 'drop' } as const;
export const reject = { kind: 'reject' } as const;
export const returnToCaller = { kind: 'return' } as const;

export function jump(chain: string) {
  return { kind: 'jump', chain } as const;
}

export function goto(chain: string) {
  return { kind: 'goto', chain } as const;
}

export const fromLocalAddress: Match = { kind: 'address-type', side: 'source', type: 'local' };
export const toLocalAddress: Match = { kind: 'address-type', side: 'destination', type: 'local' };

export function from(range: AddressRange): AddressMatch {
  return { kind: 'address', side: 'source', range };
}

export function to(range: AddressRange): AddressMatch {
  return { kind: 'address', side: 'destination', range };
}

/** The same test with the opposite outcome. */
export function not<M extends Extract<Match, { readonly negated?: boolean }>>(match: M): M {
  return { ...match, negated: !match.negated };
}

const protocolMatches: Readonly<Record<Protocol, ProtocolMatch>> = {
  tcp: { kind: 'protocol', protocol: 'tcp', module: true },
  udp: { kind: 'protocol', protocol: 'udp', module: true },
  sctp: { kind: 'protocol', protocol: 'sctp', module: true },
};

/** `-m tcp -p tcp`: with the match module, which port matches need. */
export function withProtocol(protocol: Protocol): ProtocolMatch {
  return protocolMatches[protocol];
}

export function port(side: Side, number: number): PortMatch {
  return { kind: 'port', side, port: number };
}

export function orMark(value: number): Statement {
  return { kind: 'set-mark', operation: 'or', value };
}

export function xorMark(value: number): Statement {
  return { kind: 'set-mark', operation: 'xor', value };
}
