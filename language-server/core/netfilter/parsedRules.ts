/** What the parsers of rule texts give: rulesets whose parts know their place in the text, and what was left out. */
import type { TextRange } from '../base/textRange.ts';
import type { IpFamily } from '../ip/address.ts';
import type { Ruleset } from './ir.ts';
import type { CapturedIpset } from './parseIpsets.ts';

export interface TextPlace {
  /** From 1. */
  readonly line: number;
  readonly range: TextRange;
}

export interface ParseProblem {
  readonly message: string;
  readonly place: TextPlace;
  /** Whose rules are not all read: some that the node has may decide on any packet. Absent: only what is named is unknown. */
  readonly hides?: IpFamily | 'both';
}

export interface ParsedRules {
  /** At most one for each family and syntax; those of iptables first. */
  readonly rulesets: readonly Ruleset<TextPlace>[];
  /** What `ipset save` wrote beside them; absent where it did not. */
  readonly ipsets?: readonly CapturedIpset[];
  readonly problems: readonly ParseProblem[];
}

export interface ParseOptions {
  /** Of texts that do not show it; absent: what the addresses in the text say, else IPv4. */
  readonly family?: IpFamily | undefined;
}
