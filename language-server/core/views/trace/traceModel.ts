/**
 * Traces as an editor shows them, plain and serialisable. `Place` is how a place in a file is told: offsets in the core,
 * positions beyond the language server.
 */
import type { IpFamily, ProxyMode } from '../../cluster/clusterSettings.ts';
import type { Protocol } from '../../netfilter/ir.ts';
import type { Disposition } from '../../trace/outcome.ts';
import type { ViewLocation } from '../model.ts';

/** A sender or a destination that the workspace has. */
export interface TraceChoice {
  /** Choices with one group stand together, in order. */
  readonly group: string;
  readonly label: string;
  readonly detail: string;
  /** What a request takes as `from` or `to`. */
  readonly value: string;
  /** The node whose rules are meant; absent where the request decides. */
  readonly node?: string;
  /** Of the destination's port. */
  readonly protocol?: Protocol;
}

export interface TraceChoices {
  /** A file under the root that the choices are of. */
  readonly file: string;
  /** The Service whose choices stand first, if one was meant: "namespace/name". */
  readonly service?: string;
  readonly sources: readonly TraceChoice[];
  readonly destinations: readonly TraceChoice[];
  /** How many are left out. */
  readonly left: { readonly sources: number; readonly destinations: number };
}

export interface TraceView<Place = ViewLocation> {
  /** "pod:shop/web → shop/api (10.96.0.10:80/tcp), on node-a, iptables, IPv4" */
  readonly title: string;
  readonly node: string;
  readonly mode: ProxyMode;
  readonly family: IpFamily;
  /** Sentences on what is assumed. */
  readonly notes: readonly string[];
  readonly outcomes: readonly TraceOutcomeView<Place>[];
  /** Of a Service that the API server refuses: how the packet would end if the Service were accepted. */
  readonly ifAccepted?: readonly TraceEndView<Place>[];
  /** What other nodes do with what leaves for them. */
  readonly beyond: readonly TraceBeyondView<Place>[];
  /** For a Service port with a Local policy. */
  readonly table?: NodeTable<Place>;
}

/** A way's end. */
export interface TraceEndView<Place = ViewLocation> {
  /** "1/3"; null where a choice cannot be known. */
  readonly probability: string | null;
  readonly disposition: Disposition;
  readonly sentence: string;
  /** Why it ends so, and what would help. */
  readonly reasons: readonly TraceReasonView<Place>[];
  /** Assumptions without which it could end otherwise. */
  readonly restsOn: readonly TraceAssumptionView<Place>[];
  /** The YAML of what it ends at: an endpoint, or what refuses it. */
  readonly location?: Place;
}

export interface TraceAssumptionView<Place = ViewLocation> {
  readonly code: string;
  readonly args: Readonly<Record<string, string | number>>;
  readonly sentence: string;
  /** What would make it a fact, or refute it. */
  readonly settledBy: string;
  /** The object that it is about. */
  readonly location?: Place;
}

export interface TraceReasonView<Place = ViewLocation> {
  readonly sentence: string;
  /** The field that is the cause. */
  readonly location?: Place;
}

/** The other node's view of a packet that this node lets go. */
export interface TraceBeyondView<Place = ViewLocation> {
  readonly node: string;
  /** "Over there, on node-b (10.244.1.5 → 192.168.10.12:30080, …)" */
  readonly title: string;
  readonly outcomes: readonly TraceEndView<Place>[];
}

export interface TraceOutcomeView<Place = ViewLocation> extends TraceEndView<Place> {
  /** Empty for outcomes beyond those that are told step by step. */
  readonly stages: readonly TraceStageView<Place>[];
}

/** A hook of the kernel and the rules that take part in it. */
export interface TraceStageView<Place = ViewLocation> {
  readonly sentence: string;
  readonly steps: readonly TraceStepView<Place>[];
}

export interface TraceStepView<Place = ViewLocation> {
  readonly sentence: string;
  /** "nat KUBE-SERVICES 3": table, chain and number, or numbers; absent for a virtual server. */
  readonly at?: string;
  /** As printed, without its chain; absent for a virtual server, and for several rules that do nothing. */
  readonly rule?: string;
  /** The YAML that made the rule; absent for what no manifest made. */
  readonly location?: Place;
}

/** From where a Service port is served, node by node. */
export interface NodeTable<Place = ViewLocation> {
  /** The Service port: "shop/web:http". */
  readonly servicePort: string;
  /** Which policies are Local. */
  readonly policies: readonly string[];
  /** "a pod on the node → cluster IP 10.96.0.10:80" */
  readonly columns: readonly string[];
  readonly rows: readonly NodeTableRow<Place>[];
  /** Nodes that are left out. */
  readonly left: number;
}

export interface NodeTableRow<Place = ViewLocation> {
  readonly node: string;
  /** One for each column: "served by 10.244.1.5:8080", "dropped". */
  readonly cells: readonly string[];
  /** One for each column: the YAML of the endpoint that serves, where it is one. */
  readonly locations: readonly (Place | null)[];
}
