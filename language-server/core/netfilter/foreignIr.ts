/**
 * What only rules of other programs have: tests and statements that no compiler makes and parsers understand. Each keeps
 * its text, which printers write again.
 */
import type { Fraction } from '../base/fraction.ts';
import type { IpAddress } from '../ip/address.ts';
import type { Span } from './addressSpans.ts';
import type { AddressRange, KeyField, Match, Negatable, PortsMatch, Side, Verdict } from './ir.ts';

/** What else rules of other programs ask of a packet and its connection; `original-…`: as before any translation. */
export type Field =
  | KeyField
  | 'source-port'
  | 'mark'
  | 'connection-mark'
  | 'connection-state'
  | 'connection-direction'
  | 'in-interface'
  | 'out-interface'
  | 'original-source-address'
  | 'original-source-port'
  | 'original-destination-address'
  | 'original-destination-port'
  | 'original-protocol';

/** A span of numbers, both ends included, a word, or the beginning of one. */
export type FieldValue = Span | { readonly word: string; readonly prefix?: boolean };

interface Foreign {
  readonly text: string;
}

/** A field, of which a mask may take some bits, has one of several values. */
export interface FieldMatch extends Negatable, Foreign {
  readonly kind: 'field';
  readonly field: Field;
  readonly mask?: number;
  readonly among: readonly FieldValue[];
}

/** One of the packet's two ports lies in one of the ranges. */
export interface EitherPortMatch extends Negatable, Foreign {
  readonly kind: 'either-port';
  readonly ranges: PortsMatch['ranges'];
}

/** Holds for every packet that is traced, or for none. */
export interface ConstantMatch extends Foreign {
  readonly kind: 'constant';
  readonly holds: boolean;
  /** Holds for no packet whose connection the kernel does not keep. */
  readonly ofConnection?: boolean;
}

export type AddressType = 'local' | 'unicast' | 'broadcast' | 'multicast';

/** What the kernel's routing calls the address; `on`: local only if it belongs to the interface that the packet uses. */
export interface AddressTypesMatch extends Negatable, Foreign {
  readonly kind: 'address-types';
  readonly side: Side;
  readonly types: readonly AddressType[];
  readonly on?: 'in' | 'out';
}

export type ConnectionStatus = 'expected' | 'seen-reply' | 'assured' | 'confirmed' | 'snat' | 'dnat';

/** The connection has one of these bits; `exact`: these, and none beside. */
export interface ConnectionStatusMatch extends Negatable, Foreign {
  readonly kind: 'connection-status';
  readonly exact?: boolean;
  readonly statuses: readonly ConnectionStatus[];
}

/** Of the flags in `mask`, as bits of the TCP header, exactly those in `value` are set; without it, any. */
export interface TcpFlagsMatch extends Negatable, Foreign {
  readonly kind: 'tcp-flags';
  readonly mask: number;
  readonly value?: number;
}

/** The way back to the source leads by the interface that the packet came in by; by any where `loose`. */
export interface ReversePathMatch extends Negatable, Foreign {
  readonly kind: 'reverse-path';
  readonly loose: boolean;
}

/** The packet goes from one port of a bridge to another. */
export interface BridgedMatch extends Foreign {
  readonly kind: 'bridged';
}

/** Asks for the process that sent the packet. */
export interface SenderProcessMatch extends Foreign {
  readonly kind: 'sender-process';
  /** For packets that no process of this node sent. */
  readonly otherwise: boolean;
}

/** True by chance, for this part of all packets. */
export interface PartMatch extends Foreign {
  readonly kind: 'part';
  readonly part: Fraction;
}

/** A field, of which a mask may take some bits, as part of a key. */
export interface KeyedField {
  readonly field: Field;
  readonly mask?: number;
}

/** What a set or map holds for a key: one value for each of its fields. */
export interface ForeignEntry {
  readonly key: readonly FieldValue[];
  /** Of maps. */
  readonly verdict?: Verdict;
  readonly data?: TranslationData;
}

export interface TranslationData {
  readonly address?: IpAddress;
  readonly port?: number;
}

/** A set or map of a table that the plain model does not have: with intervals, of interface names, to addresses. */
export interface ForeignSet<Origin> {
  readonly name: string;
  /** How the values of each field of a key are written. */
  readonly types: readonly ValueType[];
  readonly entries: readonly ForeignEntry[];
  readonly origin: Origin;
}

export type ValueType = 'address' | 'port' | 'protocol' | 'mark' | 'interface' | 'state';

/** The packet's key is among the entries, or in the set of this name. */
export interface LookupMatch extends Negatable, Foreign {
  readonly kind: 'lookup';
  readonly key: readonly KeyedField[];
  readonly among: string | readonly ForeignEntry[];
}

export type ForeignMatch =
  | LookupMatch
  | FieldMatch
  | EitherPortMatch
  | ConstantMatch
  | AddressTypesMatch
  | ConnectionStatusMatch
  | TcpFlagsMatch
  | ReversePathMatch
  | BridgedMatch
  | SenderProcessMatch
  | PartMatch;

/** mark = (mark AND keep) XOR (the other mark AND take) XOR flip, for the packet's own mark or its connection's. */
export interface ChangeMark extends Foreign {
  readonly kind: 'change-mark';
  readonly of: 'packet' | 'connection';
  readonly keep: number;
  readonly take: number;
  readonly flip: number;
}

/** Another address, another port, or both; a network takes the place of as many bits of the address as it has. */
export interface Translate extends Foreign {
  readonly kind: 'translate';
  readonly side: Side;
  readonly to?: AddressRange;
  readonly port?: number;
}

/** The verdict that the entries, or the map of this name, have for the packet's key; none if it is not there. */
export interface LookupVerdict extends Foreign {
  readonly kind: 'lookup-verdict';
  readonly key: readonly KeyedField[];
  readonly among: string | readonly ForeignEntry[];
}

/** Where the entries, or the map of this name, send the packet with this key. */
export interface LookupTranslation extends Foreign {
  readonly kind: 'lookup-translation';
  readonly side: Side;
  /** To the node itself, at the port that is found. */
  readonly redirects?: boolean;
  readonly key: readonly KeyedField[];
  readonly among: string | readonly ForeignEntry[];
}

/**
 * One of several verdicts: by chance, each for its part of all packets, or as nobody can know where `part` is absent.
 * Without a verdict the next rule is next.
 */
export interface ChooseVerdict extends Foreign {
  readonly kind: 'choose-verdict';
  readonly choices: readonly { readonly part: Fraction | undefined; readonly verdict: Verdict | undefined }[];
}

/** Enters a key that the plain model does not have into a set. */
export interface AddToSet extends Foreign {
  readonly kind: 'add-to-set';
  readonly set: string;
  readonly key: readonly KeyedField[];
  /** What the key takes for granted; of other packets the rule breaks off. */
  readonly implied: readonly Match[];
}

/** One of several targets, as `ChooseVerdict` has verdicts. */
export interface ChooseTranslation extends Foreign {
  readonly kind: 'choose-translation';
  readonly side: Side;
  readonly choices: readonly { readonly part: Fraction | undefined; readonly data: TranslationData | undefined }[];
}

export type ForeignStatement =
  | AddToSet
  | ChooseTranslation
  | ChangeMark
  | Translate
  | LookupVerdict
  | LookupTranslation
  | ChooseVerdict
  /** To the node itself: the address of the interface by which the packet came, or the loopback address. */
  | (Foreign & { readonly kind: 'redirect'; readonly port?: number })
  /** Connection tracking, and with it translation, leaves the packet alone. */
  | (Foreign & { readonly kind: 'untrack' });
