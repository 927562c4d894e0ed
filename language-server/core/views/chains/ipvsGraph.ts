/**
 * Virtual servers as a layered graph: the addresses on the left, the real servers on the right. In: an IPVS state of
 * one owner. Out: nodes and edges; equal shares are told for rr alone, since other schedulers choose by what happens.
 */
import { fraction, printFraction } from '../../base/fraction.ts';
import { joinHostPort } from '../../ip/address.ts';
import type { IpvsState, VirtualServer } from '../../netfilter/ipvsState.ts';
import { virtualServerLines } from '../../netfilter/printIpvs.ts';
import type { GraphEdge, GraphNode } from '../model.ts';
import type { GraphWords, RulesetGraph } from './rulesetGraph.ts';

export function ipvsGraph<Origin>(
  { virtualServers, dummyInterface, dummyAddresses }: IpvsState<Origin>,
  words: Omit<GraphWords<Origin>, 'printRule'>,
): RulesetGraph {
  const nodes = new Map<string, GraphNode>();
  const edges: GraphEdge[] = [];
  const bound = new Set(dummyAddresses.map(({ address }) => address.text));
  for (const server of virtualServers) {
    const entry = bound.has(server.address.text) ? dummyInterface : "the node's own addresses";
    const id = serverId(server);
    nodes.set(`entry ${entry}`, { id: `entry ${entry}`, kind: 'entry', layer: 0, label: entry, detail: '', rules: [] });
    nodes.set(id, serverNode(server, words));
    edges.push({ from: `entry ${entry}`, to: id, label: '' });
    for (const edge of realServerEdges(server)) {
      edges.push(edge);
      nodes.set(edge.to, realServerNode(edge.to, words));
    }
  }
  return { nodes: [...nodes.values()], edges };
}

function serverId<Origin>({ address, port, protocol }: VirtualServer<Origin>): string {
  return `${joinHostPort(address, port)}/${protocol}`;
}

function serverNode<Origin>(server: VirtualServer<Origin>, words: Omit<GraphWords<Origin>, 'printRule'>): GraphNode {
  const { location, servicePort } = words.describe(server.origin);
  const rules = virtualServerLines(server);
  const id = serverId(server);
  const node: GraphNode = { id, kind: 'chain', layer: 1, label: id, detail: `scheduler ${server.scheduler}`, rules };
  return { ...node, ...(servicePort ? { servicePort } : {}), ...(location ? { location } : {}) };
}

const targetPrefix = 'endpoint ';

function realServerEdges<Origin>(server: VirtualServer<Origin>): GraphEdge[] {
  const share = printFraction(fraction(1, Math.max(1, server.realServers.length)));
  return server.realServers.map(real => ({
    from: serverId(server),
    to: targetPrefix + joinHostPort(real.address, real.port),
    label: '',
    ...(server.scheduler === 'rr' ? { share } : {}),
  }));
}

function realServerNode<Origin>(id: string, words: Omit<GraphWords<Origin>, 'printRule'>): GraphNode {
  const label = id.slice(targetPrefix.length);
  const { detail, location, placeholder } = words.describeTarget(label);
  const node: GraphNode = { id, kind: 'endpoint', layer: 2, label, detail, rules: [] };
  return { ...node, ...(location ? { location } : {}), ...(placeholder ? { placeholder } : {}) };
}
