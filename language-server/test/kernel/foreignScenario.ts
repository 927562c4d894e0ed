/** A ruleset in the manner of another program, for the kernel and the tracer. */
import type { IpFamily } from '../../core/ip/address.ts';

export interface Scenario {
  readonly name: string;
  readonly family: IpFamily;
  readonly syntax: 'iptables' | 'nftables';
  /** For iptables-restore or nft. */
  readonly rules: string;
  /** What the tracer cannot know of some flows, as it names it. */
  readonly unknown?: RegExp;
  /** For `ipset restore`, before the rules. */
  readonly ipsets?: string;
  /** For nft, beside rules of iptables. */
  readonly beside?: string;
  /** For iptables-legacy-restore, beside rules of iptables. */
  readonly legacy?: string;
}
