/**
 * Rulesets as data: one model for iptables and nftables, made by compilers, read by printers, the tracer and the graph.
 * Nothing here knows why a rule exists; what made it is its `origin`, opaque to this layer (`Origin`).
 *
 * A ruleset is a sequence of units (what one owner brings: chains, rules, set elements) in the order in which they are
 * written, because the text form interleaves rules of shared and of own chains. `indexRuleset` answers by chain and set.
 */
import type { IpAddress, IpFamily } from '../ip/address.ts';
import type { IpNetwork } from '../ip/cidr.ts';
import type { ForeignMatch, ForeignSet, ForeignStatement } from './foreignIr.ts';

export type Protocol = 'tcp' | 'udp' | 'sctp';
export type Side = 'source' | 'destination';

/** A single address, or all those of a network. */
export type AddressRange = IpAddress | IpNetwork;

export type ConntrackState = 'new' | 'established' | 'related' | 'invalid' | 'untracked' | 'snat' | 'dnat';

/** A field of the packet, as part of a set's key. */
export type KeyField = 'source-address' | 'destination-address' | 'protocol' | 'destination-port';

export interface Negatable {
  readonly negated?: boolean;
}

export interface AddressMatch extends Negatable {
  readonly kind: 'address';
  readonly side: Side;
  readonly range: AddressRange;
}

/** The address is in one of several ranges (an anonymous set). */
export interface AddressesMatch extends Negatable {
  readonly kind: 'addresses';
  readonly side: Side;
  readonly ranges: readonly AddressRange[];
  /** Written without blanks around the commas. */
  readonly tight?: boolean;
}

export interface ProtocolMatch {
  readonly kind: 'protocol';
  readonly protocol: Protocol;
  /** iptables: the protocol's own match module is named too (`-m tcp -p tcp`); nftables: a port follows (`tcp dport`). */
  readonly module?: boolean;
}

/** A protocol without ports, such as icmp, or one of several; the names or numbers as the text has them. */
export interface OtherProtocolMatch extends Negatable {
  readonly kind: 'other-protocol';
  readonly name: string;
}

export interface PortMatch {
  readonly kind: 'port';
  readonly side: Side;
  readonly port: number;
}

/** The port lies in one of several ranges, both ends included. */
export interface PortsMatch extends Negatable {
  readonly kind: 'ports';
  readonly side: Side;
  readonly ranges: readonly { readonly first: number; readonly last: number }[];
}

/** The kernel's routing table calls the address its own. */
export interface AddressTypeMatch extends Negatable {
  readonly kind: 'address-type';
  readonly side: Side;
  readonly type: 'local';
}

export interface ConntrackStateMatch extends Negatable {
  readonly kind: 'conntrack-state';
  readonly states: readonly ConntrackState[];
}

/** The connection's destination (or source) was translated. */
export interface ConntrackStatusMatch {
  readonly kind: 'conntrack-status';
  readonly status: 'dnat' | 'snat';
}

/** (packet mark AND mask) equals value. */
export interface MarkMatch extends Negatable {
  readonly kind: 'mark';
  readonly value: number;
  readonly mask: number;
}

/** True for one packet in `oneIn`, by chance. */
export interface ChanceMatch {
  readonly kind: 'chance';
  readonly oneIn: number;
}

/** The source address is on a list, entered within the last `seconds`; stale entries go away. */
export interface RecentlySeenMatch {
  readonly kind: 'recently-seen';
  readonly list: string;
  readonly seconds: number;
  readonly reap: boolean;
}

/** Always true: enters the source address into a list. */
export interface RememberMatch {
  readonly kind: 'remember';
  readonly list: string;
}

/** Always true: counts in a named accounting object. */
export interface AccountingMatch {
  readonly kind: 'accounting';
  readonly counter: string;
}

/** Membership in a named set of the same table (nftables). */
export interface SetMatch extends Negatable {
  readonly kind: 'set';
  readonly set: string;
  readonly key: readonly KeyField[];
}

/** Membership in an ipset; one side for each dimension of the set's type. */
export interface IpsetMatch extends Negatable {
  readonly kind: 'ipset';
  readonly set: string;
  readonly sides: readonly Side[];
}

export interface InterfaceMatch extends Negatable {
  readonly kind: 'interface';
  readonly direction: 'in' | 'out';
  /** The whole name, or its beginning where `prefix` is set. */
  readonly name: string;
  readonly prefix: boolean;
}

/** The packet came in through a bridge port. */
export interface BridgedInMatch extends Negatable {
  readonly kind: 'bridged-in';
}

/** The connection is one of this IPVS virtual server. */
export interface VirtualServerMatch {
  readonly kind: 'virtual-server';
  readonly address: IpAddress;
  readonly protocol: Protocol;
  readonly port: number;
}

/** A test that is not understood, as the text has it: whether it holds is not known. */
export interface UnknownMatch {
  readonly kind: 'unknown';
  readonly text: string;
}

export type Match =
  | AddressMatch
  | AddressesMatch
  | ProtocolMatch
  | OtherProtocolMatch
  | PortMatch
  | PortsMatch
  | AddressTypeMatch
  | ConntrackStateMatch
  | ConntrackStatusMatch
  | MarkMatch
  | ChanceMatch
  | RecentlySeenMatch
  | RememberMatch
  | AccountingMatch
  | SetMatch
  | IpsetMatch
  | InterfaceMatch
  | BridgedInMatch
  | VirtualServerMatch
  | ForeignMatch
  | UnknownMatch;

/** What ends the walk through a chain. `jump` comes back when the target chain is through; `goto` does not. */
export type Verdict =
  | { readonly kind: 'accept' }
  | { readonly kind: 'drop' }
  | { readonly kind: 'return' }
  | { readonly kind: 'jump'; readonly chain: string }
  | { readonly kind: 'goto'; readonly chain: string };

export interface NatTarget {
  readonly address: IpAddress;
  readonly port: number;
}

export type Statement =
  | Verdict
  /** With port unreachable, or with what the text names. */
  | { readonly kind: 'reject'; readonly with?: string }
  | { readonly kind: 'dnat'; readonly target: NatTarget }
  /** Each target with the same chance. */
  | { readonly kind: 'dnat-random'; readonly targets: readonly NatTarget[] }
  /** `text`: with options that only other programs use. */
  | { readonly kind: 'masquerade'; readonly fullyRandom: boolean; readonly text?: string }
  | { readonly kind: 'set-mark'; readonly operation: 'or' | 'xor'; readonly value: number }
  /** The verdict that the map holds for the packet's key; none if the key is not there. */
  | { readonly kind: 'verdict-map'; readonly key: readonly KeyField[]; readonly map: string }
  /** Each verdict with the same chance. */
  | { readonly kind: 'verdict-random'; readonly verdicts: readonly Verdict[] }
  /** Enters the key into a dynamic set, or renews its timeout. */
  | { readonly kind: 'update-set'; readonly set: string; readonly key: readonly KeyField[]; readonly text?: string }
  | ForeignStatement
  /** Reports, counts, or changes what no rule asks for; the packet goes on. As the text has it. */
  | { readonly kind: 'log'; readonly text: string }
  /** What is not understood, as the text has it: it may change the packet, decide on it, or test it further. */
  | { readonly kind: 'unknown'; readonly text: string };

export interface Rule<Origin> {
  readonly chain: string;
  /** All must hold, in this order. */
  readonly matches: readonly Match[];
  /** Executed in this order when all matches hold; none for a rule that only counts or remarks. */
  readonly statements: readonly Statement[];
  readonly comment?: string | undefined;
  /** iptables, where a comment is a match: how many matches stand before it. */
  readonly commentPosition?: number;
  /** Its number in its chain, from 1, where it is not that of its place here: rules of the other family stand between. */
  readonly number?: number;
  readonly origin: Origin;
}

/** Of the IP layer; of the devices around it; of bridges, which have hooks of their own under the same names. */
type IpHook = 'prerouting' | 'input' | 'forward' | 'output' | 'postrouting';

export interface BaseHook {
  readonly type: 'filter' | 'nat' | 'route';
  readonly hook: IpHook | 'ingress' | 'egress' | `bridge-${IpHook}`;
  readonly priority: number;
  /** Of ingress and egress: whose packets come here. */
  readonly devices?: readonly string[];
}

export interface Chain<Origin> {
  readonly name: string;
  /** Base chains of nftables, and the kernel's own chains where a text of iptables declares them. */
  readonly hook?: BaseHook;
  /** What becomes of packets that come to the end of a base chain; absent where the text does not say: accept. */
  readonly policy?: 'accept' | 'drop';
  readonly comment?: string;
  readonly origin: Origin;
}

export type KeyType = 'address' | 'protocol' | 'port';

/** A set, or a map from keys to verdicts. */
export interface SetDeclaration<Origin> {
  readonly name: string;
  readonly kind: 'set' | 'verdict-map';
  readonly key: readonly KeyType[];
  /** Rules may add keys, which leave after this many seconds. */
  readonly timeoutSeconds?: number;
  readonly comment?: string;
  readonly origin: Origin;
}

export type KeyPart = IpAddress | Protocol | number;

export interface SetElement<Origin> {
  readonly set: string;
  readonly key: readonly KeyPart[];
  /** For maps. */
  readonly verdict?: Verdict;
  readonly comment?: string;
  readonly origin: Origin;
}

/** What one unit brings to one table. */
export interface Section<Origin> {
  readonly table: string;
  readonly chains: readonly Chain<Origin>[];
  readonly rules: readonly Rule<Origin>[];
  readonly sets?: readonly SetDeclaration<Origin>[];
  readonly elements?: readonly SetElement<Origin>[];
  readonly foreignSets?: readonly ForeignSet<Origin>[];
}

export interface Unit<Origin> {
  /** Key of what the unit belongs to; undefined for what all share. */
  readonly owner: string | undefined;
  /** Rules in the kernel's own chains: they are there, but not part of the text that a restore is given. */
  readonly builtIn?: boolean;
  readonly sections: readonly Section<Origin>[];
}

export interface Table {
  readonly name: string;
  readonly comment?: string;
  /** Where several listings were joined: which one it comes from. Whose chains were made first is not known between them. */
  readonly listing?: number;
}

export interface Ruleset<Origin> {
  readonly syntax: 'iptables' | 'nftables';
  readonly family: IpFamily;
  /** In the order of the text. Tables of nftables that serve both families are named "inet NAME", "netdev NAME", "bridge NAME". */
  readonly tables: readonly Table[];
  /** May be made while it is read, so that a big ruleset can be printed without being held; can be read again. */
  readonly units: Iterable<Unit<Origin>>;
}
