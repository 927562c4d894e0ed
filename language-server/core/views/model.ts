/**
 * What people are shown, as plain serialisable data with offsets: hovers, lenses, the chain graph, the status line. Adapters and the webview only
 * format it; the webview imports nothing of the core but these types.
 */
import type { TextRange } from '../base/textRange.ts';
import type { IpFamily, ProxyMode } from '../cluster/clusterSettings.ts';

/** A place in a file that something on the screen leads to. */
export interface ViewLocation {
  readonly file: string;
  readonly range: TextRange;
}

/** Something that can be done from a hover or lens; the adapter turns it into a command link where the client can. */
export type ViewAction =
  | { readonly kind: 'show-chains'; readonly title: string; readonly service: ServiceRef }
  | { readonly kind: 'go-to-endpoints'; readonly title: string; readonly service: ServiceRef }
  | { readonly kind: 'trace'; readonly title: string; readonly service: ServiceRef };

export interface ServiceRef {
  /** A file that holds the Service, so that its root is known. */
  readonly file: string;
  readonly namespace: string;
  readonly name: string;
}

export interface HoverView {
  readonly range: TextRange;
  /** Markdown, already escaped where it quotes manifests; the actions belong between it and the details. */
  readonly summary: string;
  /** Markdown; empty where there is no more to tell. */
  readonly details: string;
  readonly actions: readonly ViewAction[];
}

export interface CodeLensView {
  readonly range: TextRange;
  readonly title: string;
  readonly action: ViewAction;
}

export type GraphNodeKind = 'entry' | 'chain' | 'endpoint' | 'verdict';

export interface GraphNode {
  readonly id: string;
  readonly kind: GraphNodeKind;
  /** Column from 0; edges lead from lower to higher layers. */
  readonly layer: number;
  /** Chain name, endpoint address or verdict. */
  readonly label: string;
  /** A second, smaller line: what the node stands for. */
  readonly detail: string;
  /** The rules of the chain as printed, in order; empty for nodes that are no chain. */
  readonly rules: readonly string[];
  /** The Service port that a chain belongs to, by kube-proxy's name: "default/web:http". */
  readonly servicePort?: string;
  /** The YAML that made the node. */
  readonly location?: ViewLocation;
  /** Stands for a replica whose address no manifest holds. */
  readonly placeholder?: boolean;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  /** Which traffic takes it: "10.96.0.10:53/udp", "node port 30080". */
  readonly label: string;
  /** Exact share of the traffic that reaches `from`, as "1/3"; absent where it is not a choice by chance. */
  readonly share?: string;
}

export interface ChainGraph {
  readonly service: ServiceRef;
  readonly title: string;
  readonly mode: ProxyMode;
  readonly family: IpFamily;
  /** Families that the Service has rules in, for a switch. */
  readonly families: readonly IpFamily[];
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  /** The API server refuses the Service, and says why: the graph shows what would hold if it were accepted. */
  readonly refused?: string;
  /** Sentences worth knowing: assumptions, placeholders, why there are no rules. */
  readonly notes: readonly string[];
}

export interface StatusView {
  readonly root: string;
  readonly mode: ProxyMode;
  readonly kubernetesVersion: string;
  readonly node: string;
  readonly services: number;
  /** Each setting, with what decided it and what was overruled. */
  readonly settings: readonly SettingView[];
  /** Sentences: what kube-proxy would refuse, what is not known of the node or of the files. */
  readonly remarks: readonly string[];
  /** The same and the remarks as sentences: where the settings come from, why the root is incomplete. */
  readonly details: readonly string[];
}

export type SettingName =
  | 'mode'
  | 'kubernetesVersion'
  | 'serviceCidr'
  | 'podCidr'
  | 'nodePortRange'
  | 'clusterDomain'
  | 'node'
  | 'hostnameOverride'
  | 'detectLocalMode';

/** A value, and who states it where. */
export interface StatedView {
  readonly value: string;
  /** `default`: what kube-proxy or Routelens does where nobody says otherwise. */
  readonly from: 'option' | 'setting' | '.routelens.yaml' | 'manifests' | 'assumed' | 'default';
  /** "kubeadm ClusterConfiguration networking.podSubnet", "--mode". */
  readonly by: string;
  readonly file?: string;
  /** From 1. */
  readonly line?: number;
}

export interface SettingView extends Omit<StatedView, 'value'> {
  readonly setting: SettingName;
  /** Absent where it is not known, or does not apply. */
  readonly value?: string;
  readonly overruled: readonly StatedView[];
}
