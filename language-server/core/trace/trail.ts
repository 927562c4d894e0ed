/** What a branch leaves behind: hooks that it enters, rules that take part. Newest first, so that branches share it. */
import type { IpAddress } from '../ip/address.ts';
import type { BaseHook, NatTarget, Rule, Verdict } from '../netfilter/ir.ts';
import type { Packet } from './packet.ts';

export type Hook = BaseHook['hook'];

/** What a rule did; `continue` where it matched and only counted or remarked. */
export type Action =
  | Verdict
  | { readonly kind: 'reject'; readonly with?: string }
  | { readonly kind: 'dnat'; readonly target: NatTarget }
  | { readonly kind: 'masquerade'; readonly source: IpAddress }
  | { readonly kind: 'set-mark'; readonly mark: number }
  | { readonly kind: 'remember'; readonly list: string }
  | { readonly kind: 'continue' }
  /** What it does to the packet, if anything, is not known. */
  | { readonly kind: 'unknown' };

export interface Step<Origin> {
  readonly kind: 'step';
  readonly hook: Hook;
  readonly table: string;
  readonly chain: string;
  /** Position in its chain, from 1. */
  readonly number: number;
  readonly rule: Rule<Origin>;
  readonly action: Action;
  /** Where a map decided: the origin of its element. */
  readonly elementOrigin?: Origin;
}

/** The packet as it enters a hook. */
export interface HookEntry {
  readonly kind: 'enter';
  readonly hook: Hook;
  readonly packet: Packet;
}

/** A virtual server of the kernel's load balancer took the packet. */
export interface BalancerStep<Origin> {
  readonly kind: 'balance';
  readonly hook: Hook;
  readonly scheduler: string;
  readonly target: NatTarget;
  readonly origin: Origin;
}

export type TrailEvent<Origin> = Step<Origin> | HookEntry | BalancerStep<Origin>;

export interface Trail<Origin> {
  readonly event: TrailEvent<Origin>;
  readonly before: Trail<Origin> | undefined;
}

export function trailEvents<Origin>(trail: Trail<Origin> | undefined): TrailEvent<Origin>[] {
  const events: TrailEvent<Origin>[] = [];
  for (let at = trail; at; at = at.before) events.push(at.event);
  return events.reverse();
}
