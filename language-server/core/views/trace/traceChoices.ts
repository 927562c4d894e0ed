/**
 * What a trace can be asked about in a workspace: pods, nodes and clients that may send, addresses that may be asked.
 * In: a root's routing, and the Service that is meant, if one is. Out: choices whose values a trace request takes; what
 * belongs to the Service stands first.
 */
import { namedOnce, namespacedName, type Service } from '../../cluster/objects.ts';
import { type IpFamily, isLoopback, joinHostPort, parseAddress } from '../../ip/address.ts';
import { compareText } from '../../routing/endpoint.ts';
import type { ServicePortPlan } from '../../routing/plan.ts';
import type { ClaimedAddress, ServicePort } from '../../routing/servicePort.ts';
import { portsOf } from '../compilePlan.ts';
import { type RoutingSource, type RoutingView, routingView } from '../routingView.ts';
import { firstFamily, hasNoRules } from '../serviceOf.ts';
import { allowedClient, outsideClient } from './outsideClient.ts';
import type { TraceChoice, TraceChoices } from './traceModel.ts';
import { findPod, podNames } from './tracePods.ts';

/** Lists longer than these are no help; what is left out can be typed. */
const limits = { pods: 300, nodes: 30, endpoints: 10, otherNodes: 5, services: 300 } as const;

interface Limited {
  readonly choices: readonly TraceChoice[];
  readonly left: number;
}

interface Context {
  readonly source: RoutingSource;
  readonly routing: RoutingView;
  readonly family: IpFamily;
  readonly service: Service | undefined;
  /** Of the Service that is meant. */
  readonly ports: readonly ServicePortPlan[];
  /** The node whose rules are shown first. */
  readonly nodes: readonly string[];
}

export function traceChoices(source: RoutingSource, service: Service | undefined): Omit<TraceChoices, 'file'> {
  const routing = routingView(source);
  const family = service ? firstFamily(service, routing.families) : (routing.families[0] ?? 'IPv4');
  const ports = service ? portsOf(routing.shown.one(service, routing.mode, family), service) : [];
  const context = { source, routing, family, service, ports, nodes: nodeNames(source, routing) };
  const sources = joined([ownEndpoints(context), podSources(context), nodeSources(context), clientSources(context)]);
  const destinations = joined([ownDestinations(context), otherDestinations(context)]);
  return {
    ...(service && { service: namespacedName(service) }),
    sources: sources.choices,
    destinations: destinations.choices,
    left: { sources: sources.left, destinations: destinations.left },
  };
}

function joined(parts: readonly Limited[]): Limited {
  return { choices: parts.flatMap(({ choices }) => choices), left: parts.reduce((sum, { left }) => sum + left, 0) };
}

function limited<T>(items: readonly T[], limit: number, toChoices: (item: T) => TraceChoice | readonly TraceChoice[]) {
  const shown = items.slice(0, limit);
  return { choices: shown.flatMap(toChoices), left: items.length - shown.length };
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
    detail: `${nodeName === undefined ? '' : `on ${nodeName}, `}an endpoint of this Service`,
    value: `pod-ip:${address.text}`,
    ...(nodeName !== undefined && onNode(nodeName, context)),
  }));
}

function addressesOf(name: string, source: RoutingSource): string[] {
  return findPod(source, nameOf(name))?.addresses.map(({ text }) => text) ?? [];
}

/** Those that are endpoints of the Service first, then those of its namespace. */
function podSources({ source, family, service, ports }: Context): Limited {
  const own = new Set(ports.flatMap(plan => plan.allEndpoints.map(({ address }) => address.text)));
  const isOwn = (name: string) => addressesOf(name, source).some(text => own.has(text));
  const rankOf = (name: string) => (isOwn(name) ? 0 : service && nameOf(name).namespace === service.namespace ? 1 : 2);
  const able = podNames(source).filter(name => findPod(source, nameOf(name))?.addresses.some(a => a.family === family));
  const ranked = able.map(name => ({ name, rank: rankOf(name) }));
  ranked.sort((a, b) => a.rank - b.rank || compareText(a.name, b.name));
  return limited(ranked, limits.pods, ({ name, rank }) => podChoice(name, { source, isOwn: rank === 0 }));
}

function podChoice(name: string, { source, isOwn }: { source: RoutingSource; isOwn: boolean }): TraceChoice[] {
  const pod = findPod(source, nameOf(name));
  if (!pod) return [];
  const { addresses, placeholder, nodeName } = pod;
  const place = nodeName === undefined ? '' : ` on ${nodeName}`;
  const detail = `${addresses.map(({ text }) => text).join(', ')}${placeholder ? ' (placeholder)' : ''}${place}`;
  return [
    {
      group: 'Pods',
      label: `pod ${name}`,
      detail: isOwn ? `${detail}, an endpoint of this Service` : detail,
      // A request moves to the pod's node by itself.
      value: `pod:${name}`,
    },
  ];
}

function nameOf(text: string): { namespace: string; name: string } {
  const slash = text.indexOf('/');
  return { namespace: text.slice(0, slash), name: text.slice(slash + 1) };
}

function nodeSources(context: Context): Limited {
  return limited(context.nodes, limits.nodes, name => ({
    group: 'Nodes',
    label: `a process on ${name}`,
    detail: 'node',
    value: 'node',
    ...onNode(name, context),
  }));
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

function ownDestinations(context: Context): Limited {
  const { ports, service } = context;
  if (!service) return { choices: [], left: 0 };
  const group = namespacedName(service);
  const endpoints = new Map(ports.flatMap(({ port, allEndpoints }) => allEndpoints.map(e => [e.text, { e, port }])));
  const direct = limited([...endpoints.values()], limits.endpoints, ({ e, port }) => ({
    group,
    label: `endpoint ${e.text}`,
    detail: `directly, past the Service${e.nodeName === undefined ? '' : `, on ${e.nodeName}`}`,
    value: e.text,
    protocol: port.protocol,
  }));
  const choices = ports.flatMap(({ port }) => [
    ...portChoices(port, group, context),
    ...elsewhere(port, group, context),
  ]);
  return { choices: [...choices, ...direct.choices], left: direct.left };
}

/** Only those that are shown are planned. */
function otherDestinations(context: Context): Limited {
  const { source, routing, family, service } = context;
  const own = service && namespacedName(service);
  const services = [...namedOnce(source.cluster.model.services)].filter(([name, s]) => name !== own && !hasNoRules(s));
  services.sort(([a], [b]) => compareText(a, b));
  const others = services.map(([, other]) => other);
  const { servicePorts } = routing.shown.some(others.slice(0, limits.services), routing.mode, family);
  const group = own === undefined ? 'Services' : 'Other Services';
  const { choices, left } = limited(servicePorts, limits.services, ({ port }) => portChoices(port, group, context));
  const unseen = others.slice(limits.services).reduce((sum, { ports }) => sum + ports.length, 0);
  return { choices, left: left + unseen };
}

function portChoices(port: ServicePort, group: string, { routing, family }: Context): TraceChoice[] {
  const { clusterIp, nodePort, loadBalancerVips, externalIps, protocol } = port;
  const choice = (what: string, prefix: string, at: string): TraceChoice => ({
    group,
    label: `${port.name} by ${what}`,
    detail: `${at}/${protocol}`,
    value: `${prefix}${wordsFor(port)}`,
    protocol,
  });
  const at = ({ address }: ClaimedAddress) => joinHostPort(address, port.port);
  const hasNodePort = nodePort && !isLoopback(routing.node.ips[family]);
  return [
    choice('cluster IP', '', at(clusterIp)),
    ...(hasNodePort ? [choice('node port', 'nodeport:', `node port ${nodePort.port}`)] : []),
    ...loadBalancerVips.slice(0, 1).map(claim => choice('load balancer', 'lb:', at(claim))),
    ...externalIps.slice(0, 1).map(claim => choice('external IP', 'external-ip:', at(claim))),
  ];
}

/** The node port by another node's address: what leaves for it, or comes back by it. */
function elsewhere(port: ServicePort, group: string, { source, routing, family }: Context): TraceChoice[] {
  const { nodePort, protocol } = port;
  if (!nodePort) return [];
  const others = source.cluster.model.nodes.filter(({ name, addresses }) => {
    const isReached = addresses.some(({ address }) => parseAddress(address)?.family === family);
    return isReached && name !== routing.node.name;
  });
  return others.slice(0, limits.otherNodes).map(({ name }) => ({
    group,
    label: `${port.name} by node port of ${name}`,
    detail: `node port ${nodePort.port}/${protocol}`,
    value: `nodeport@${name}:${wordsFor(port)}`,
    protocol,
  }));
}

function wordsFor({ namespace, serviceName, portName, port }: ServicePort): string {
  return `${namespace}/${serviceName}:${portName || port}`;
}
