/** What runs at one place of a hook: what it is given, and the ways on from it. */
import type { Effort } from './effort.ts';
import type { Flight } from './packet.ts';
import type { ChainVerdict } from './runChain.ts';
import type { Hook } from './trail.ts';
import type { World } from './world.ts';

export interface StageExit<Origin> {
  readonly flight: Flight<Origin>;
  /** `sent-on`: the load balancer sends it to a server elsewhere. */
  readonly verdict: ChainVerdict | 'lost' | 'sent-on';
  readonly reason?: string;
}

export interface StagePlace<Origin> {
  readonly hook: Hook;
  readonly flight: Flight<Origin>;
  readonly world: World<Origin>;
  readonly effort: Effort;
}
