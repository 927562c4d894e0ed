/** What the test and its agents in the namespaces say to each other. */

export interface Listener {
  readonly protocol: 'tcp' | 'udp';
  readonly address: string;
  readonly port: number;
}

export interface Probe extends Listener {
  /** Left to the kernel where absent. */
  readonly source?: string;
  readonly tries: number;
}

/** A server's answer: who it is and whom it saw. */
export interface Answer {
  readonly place: string;
  readonly address: string;
  readonly port: number;
  readonly from: { readonly address: string; readonly port: number };
}

export type Sighting =
  | {
      readonly disposition: 'delivered' | 'local' | 'forwarded';
      readonly address: string;
      readonly port: number;
      readonly source: string;
      /** The source that the server saw is not the one that the sender used, be it only by its port. */
      readonly changed: boolean;
    }
  /** `rejected`, `silence`, or an error that nobody expects. */
  | { readonly disposition: 'rejected' | 'silence' | `error ${string}` };

export interface Tally {
  readonly sighting: Sighting;
  readonly count: number;
}

export type Request =
  /** In place of those it has. */
  | { readonly do: 'listen'; readonly listeners: readonly Listener[] }
  /** Milliseconds of patience with each try. Answered by tallies in the probes' order. */
  | { readonly do: 'probe'; readonly probes: readonly Probe[]; readonly patience: number }
  | { readonly do: 'forget' }
  /** Files below /proc/sys/net, which are those of the agent's namespace. */
  | { readonly do: 'set'; readonly values: readonly (readonly [file: string, value: string])[] };
