/**
 * What the extension and the panel say to each other, and what the panel remembers between sessions. The extension
 * keeps every location; the panel knows nodes by id and shows where a node comes from as text only.
 */
import type { IpFamily, ProxyMode } from '../../language-server/core/cluster/clusterSettings.ts';
import type { ChainGraph, GraphNode } from '../../language-server/core/views/model.ts';

export interface PanelNode extends Omit<GraphNode, 'location'> {
  /** "service.yaml:12"; absent where no YAML made the node. */
  readonly source?: string;
}

export interface PanelGraph extends Omit<ChainGraph, 'nodes' | 'service'> {
  readonly nodes: readonly PanelNode[];
}

/** What the person chose to look at; absent means "as configured" and "the first family". */
export interface PanelChoice {
  readonly mode?: ProxyMode;
  readonly family?: IpFamily;
}

/** Written by the panel with setState, given back by the editor when it restores the window. */
export interface PanelState {
  readonly service: { readonly uri: string; readonly namespace: string; readonly name: string };
  readonly choice: PanelChoice;
}

export type PanelAction = 'restart' | 'output';

export type ToPanel =
  | { readonly type: 'graph'; readonly graph: PanelGraph; readonly choice: PanelChoice; readonly state: PanelState }
  | {
      readonly type: 'sentence';
      readonly title: string;
      readonly text: string;
      readonly actions: readonly PanelAction[];
    };

export type FromPanel =
  | { readonly type: 'ready' }
  | { readonly type: 'reveal'; readonly node: string }
  | { readonly type: 'choose'; readonly choice: PanelChoice }
  | { readonly type: 'act'; readonly action: PanelAction };

export const proxyModes: readonly ProxyMode[] = ['iptables', 'nftables', 'ipvs'];
const ipFamilies: readonly IpFamily[] = ['IPv4', 'IPv6'];

type Loose = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Loose => typeof value === 'object' && value !== null;

/** Anything can be posted to an extension; what is not one of the panel's messages is undefined. */
export function readFromPanel(value: unknown): FromPanel | undefined {
  if (!isObject(value)) return undefined;
  if (value.type === 'ready') return { type: 'ready' };
  if (value.type === 'reveal' && typeof value.node === 'string') return { type: 'reveal', node: value.node };
  if (value.type === 'choose') return { type: 'choose', choice: readChoice(value.choice) };
  if (value.type === 'act' && (value.action === 'restart' || value.action === 'output')) {
    return { type: 'act', action: value.action };
  }
  return undefined;
}

/** The state that an earlier version of the panel may have written, or undefined. */
export function readState(value: unknown): PanelState | undefined {
  if (!isObject(value) || !isObject(value.service)) return undefined;
  const { uri, namespace, name } = value.service;
  if (typeof uri !== 'string' || typeof namespace !== 'string' || typeof name !== 'string') return undefined;
  return { service: { uri, namespace, name }, choice: readChoice(value.choice) };
}

function readChoice(value: unknown): PanelChoice {
  if (!isObject(value)) return {};
  const mode = proxyModes.find(known => known === value.mode);
  const family = ipFamilies.find(known => known === value.family);
  return { ...(mode && { mode }), ...(family && { family }) };
}
