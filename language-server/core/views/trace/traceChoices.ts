/**
 * What a trace can be asked about in a workspace: pods, nodes and clients that may send, addresses that may be asked.
 * In: a root's routing, and the Service that is meant, if one is. Out: choices whose values a trace request takes; what
 * belongs to the Service stands first.
 */
import { namespacedName, type Service } from '../../cluster/objects.ts';
import type { IpAddress } from '../../ip/address.ts';
import { compareText } from '../../routing/endpoint.ts';
import { ownAddress } from '../../routing/nodeView.ts';
import { type RoutingSource, type RoutingView, routingView } from '../routingView.ts';
import { firstFamily } from '../serviceOf.ts';
import { joined, type Limited, limited } from './limitedChoices.ts';
import { nodeAddressOf } from './nodeAt.ts';
import { allowedClient, outsideClient } from './outsideClient.ts';
import { type DestinationContext, portsIn, traceDestinations } from './traceDestinations.ts';
import type { TraceChoice, TraceChoices } from './traceModel.ts';
import { findPod, podNames, podsAt } from './tracePods.ts';

/** Lists longer than these are no help; what is left out can be typed. */
const limits = { pods: 5000, nodes: 100, endpoints: 10 } as const;

interface Context extends DestinationContext {
  /** The node whose rules are shown first. */
  readonly nodes: readonly string[];
}

/** An ExternalName is a name for DNS: nothing of its own can be asked. */
export function traceChoices(source: RoutingSource, asked: Service | undefined): Omit<TraceChoices, 'file'> {
  const routing = routingView(source);
  const service = asked?.type === 'ExternalName' ? undefined : asked;
  const family = service ? firstFamily(service, routing.families) : (routing.families[0] ?? 'IPv4');
  const ports = service ? portsIn(family, service, routing) : [];
  const context = { source, routing, family, service, ports, nodes: nodeNames(source, routing) };
  const sources = joined([...podSources(context), nodeSources(context), clientSources(context)]);
  const destinations = traceDestinations(context);
  return {
    ...(service && { service: namespacedName(service) }),
    sources: sources.choices,
    destinations: destinations.choices,
    left: { sources: sources.left, destinations: destinations.left },
  };
}

function nodeNames({ cluster }: RoutingSource, { node }: RoutingView): string[] {
  const others = cluster.model.nodes.map(({ name }) => name).filter(name => name !== node.name);
  return [node.name, ...[...new Set(others)].sort(compareText)];
}

/** Endpoints that no pod is known to stand for: they may be dealt themselves. */
function ownEndpoints(context: Context): Limited {
  const { source, ports } = context;
  const named = new Set(podNames(source).flatMap(name => addressesOf(name, source)));
  const endpoints = new Map(ports.flatMap(plan => plan.allEndpoints.map(e => [e.address.text, e])));
  const nameless = [...endpoints.values()].filter(({ address }) => !named.has(address.text));
  return limited(nameless, limits.endpoints, ({ address, nodeName }) => ({
    group: 'Pods',
    label: `pod ${address.text}`,
    detail: [...replicaOf(address, source), ...onNodes(nodeName), 'an endpoint of this Service'].join(', '),
    value: `pod-ip:${address.text}`,
    ...(nodeName !== undefined && onNode(nodeName, context)),
  }));
}

function replicaOf(address: IpAddress, source: RoutingSource): string[] {
  const [pod] = podsAt(source, address);
  return pod?.placeholder ? [`another replica of ${pod.name}`] : [];
}

function onNodes(nodeName: string | undefined): string[] {
  return nodeName === undefined ? [] : [`on ${nodeName}`];
}

function addressesOf(name: string, source: RoutingSource): string[] {
  return findPod(source, nameOf(name))?.addresses.map(({ text }) => text) ?? [];
}

/** Those that are endpoints of the Service first, then those of its namespace. */
function podSources(context: Context): Limited[] {
  const { source, family, service, ports } = context;
  const own = new Set(ports.flatMap(plan => plan.allEndpoints.map(({ address }) => address.text)));
  const isOwn = (name: string) => addressesOf(name, source).some(text => own.has(text));
  const rankOf = (name: string) => (isOwn(name) ? 0 : service && nameOf(name).namespace === service.namespace ? 1 : 2);
  const able = podNames(source).filter(name => findPod(source, nameOf(name))?.addresses.some(a => a.family === family));
  const ranked = able.map(name => ({ name, rank: rankOf(name) }));
  ranked.sort((a, b) => a.rank - b.rank || compareText(a.name, b.name));
  const firstOther = ranked.findIndex(({ rank }) => rank > 0);
  const owns = firstOther < 0 ? ranked.length : firstOther;
  const room = Math.max(0, limits.pods - owns);
  const toChoice = ({ name, rank }: { name: string; rank: number }) => podChoice(name, { source, isOwn: rank === 0 });
  return [
    limited(ranked.slice(0, owns), limits.pods, toChoice),
    ownEndpoints(context),
    limited(ranked.slice(owns), room, toChoice),
  ];
}

function podChoice(name: string, { source, isOwn }: { source: RoutingSource; isOwn: boolean }): TraceChoice[] {
  const pod = findPod(source, nameOf(name));
  if (!pod) return [];
  const { addresses, placeholder, hostNetwork, nodeName } = pod;
  const at = `${addresses.map(({ text }) => text).join(', ')}${placeholder ? ' (placeholder)' : ''}`;
  const place = nodeName === undefined ? '' : ` on ${nodeName}`;
  const detail = [
    `${at}${place}`,
    ...(hostNetwork ? ['on the node’s own network'] : []),
    ...(isOwn ? ['an endpoint of this Service'] : []),
  ].join(', ');
  // A request moves to the pod's node by itself.
  return [{ group: 'Pods', label: `pod ${name}`, detail, value: `pod:${name}` }];
}

function nameOf(text: string): { namespace: string; name: string } {
  const slash = text.indexOf('/');
  return { namespace: text.slice(0, slash), name: text.slice(slash + 1) };
}

function nodeSources(context: Context): Limited {
  return limited(context.nodes, limits.nodes, name => ({
    group: 'Nodes',
    label: `a process on ${name}`,
    detail: nodeAddress(name, context) ?? unknownAddress(context),
    value: 'node',
    ...onNode(name, context),
  }));
}

function nodeAddress(name: string, { source, routing, family }: Context): string | undefined {
  const own = ownAddress(routing.node, family);
  if (name === routing.node.name && own) return own.text;
  return nodeAddressOf(name, source, family)?.text;
}

function unknownAddress({ source }: Context): string {
  return source.cluster.model.nodes.length ? 'no address known' : 'assumed, no manifest has a Node';
}

function onNode(name: string, { routing }: Context): Pick<TraceChoice, 'node'> {
  return name === routing.node.name ? {} : { node: name };
}

/** By way of each node: with policy Local it matters where the packet arrives. */
function clientSources(context: Context): Limited {
  const address = outsideClient(context.family);
  const allowed = context.ports.flatMap(({ port }) => allowedClient(port) ?? [])[0];
  const clients = [
    ...(allowed ? [{ address: allowed, what: 'a client in the source ranges' }] : []),
    { address, what: 'a client outside' },
  ];
  return limited(context.nodes, limits.nodes, name =>
    clients.map(client => ({
      group: 'Outside the cluster',
      label: `${client.what}, at ${name}`,
      detail: client.address.text,
      value: `client:${client.address.text}`,
      ...onNode(name, context),
    })),
  );
}
