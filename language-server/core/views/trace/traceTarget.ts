/** The destination of a trace: a Service's address of one kind, or a bare address, resolved in one family. */
import { needsClusterIp, standInHolder } from '../../cluster/assumedClusterIps.ts';
import type { ClusterIndex } from '../../cluster/clusterIndex.ts';
import type { IpFamily, ProxyMode } from '../../cluster/clusterSettings.ts';
import { type NamespacedName, namespacedName } from '../../cluster/objects.ts';
import { serviceNameLabel } from '../../cluster/sliceLabels.ts';
import { allSlices } from '../../cluster/synthesize.ts';
import { type IpAddress, isLoopback, joinHostPort, parseAddress } from '../../ip/address.ts';
import type { Protocol } from '../../netfilter/ir.ts';
import { ownAddress } from '../../routing/nodeView.ts';
import type { RoutingPlan } from '../../routing/plan.ts';
import type { ServicePort } from '../../routing/servicePort.ts';
import { portsOf } from '../compilePlan.ts';
import type { RoutingSource, RoutingView } from '../routingView.ts';
import { skipSentence } from '../serviceRules.ts';
import { nodeAddressOf, nodeAt } from './nodeAt.ts';
import type { Destination } from './tracePlan.ts';
import type { AddressWords, Misread, ServiceAddressKind, ServiceWords, TargetWords } from './traceWords.ts';
import { unknownName } from './unknownName.ts';

export interface FoundTarget {
  readonly words: TargetWords;
  readonly address: IpAddress;
  readonly port: number;
  /** Undefined for a bare address. */
  readonly protocol: Protocol | undefined;
  readonly servicePort: ServicePort | undefined;
  /** The Service that is asked for by its name, or by an address that only stands in for its cluster IP. */
  readonly service: NamespacedName | undefined;
  /** The cluster IP of a Service that has the destination is a stand-in. */
  readonly standIn: boolean;
}

export function destinationOf({ address, port, service }: FoundTarget): Destination {
  return { address: address.text, port, service };
}

export interface TargetContext {
  readonly source: RoutingSource;
  readonly routing: RoutingView;
  readonly mode: ProxyMode;
  readonly family: IpFamily;
  readonly protocol: Protocol | undefined;
}

export function findTarget(words: TargetWords, context: TargetContext): FoundTarget | Misread {
  if (words.kind === 'address') return findAddress(words, context);
  const { routing, mode, family } = context;
  const exact = routing.exact.one(words.service, mode, family);
  const isExact = portsOf(exact, words.service).length > 0;
  const plan = isExact ? exact : routing.shown.one(words.service, mode, family);
  const found = findPort(words, plan, context);
  if ('error' in found) return found;
  const at = addressOf(words, found, context);
  if ('error' in at) return at;
  const { service } = words;
  return { words, ...at, protocol: found.protocol, servicePort: found, service, standIn: !isExact };
}

/** What a Service's name leads to, its address leads to as well, also before the server gave it a cluster IP. */
function findAddress(words: AddressWords, { source, routing }: TargetContext): FoundTarget {
  const { address, port } = words;
  const { cluster, settings } = source;
  const holder = standInHolder(address, cluster, settings);
  const claims = [
    ...cluster.addressClaims(address.text),
    ...(isNodeAddress(address, cluster, routing) ? cluster.nodePortClaims(port) : []),
  ].filter(service => cluster.servicesNamed(service).at(-1) === service);
  const service = holder && { namespace: holder.namespace, name: holder.name };
  const standIn = holder !== undefined || claims.some(needsClusterIp);
  return { words, address, port, protocol: undefined, servicePort: undefined, service, standIn };
}

export function isNodeAddress(address: IpAddress, cluster: ClusterIndex, { node }: RoutingView): boolean {
  const own = node.host.interfaces.flatMap(({ addresses }) => addresses.map(({ address: { text } }) => text));
  return isLoopback(address) || own.includes(address.text) || nodeAt(cluster, address) !== undefined;
}

function findPort(words: ServiceWords, plan: RoutingPlan, context: TargetContext): ServicePort | Misread {
  const ports = portsOf(plan, words.service).map(({ port }) => port);
  if (ports.length === 0) return unknownService(words, plan, context);
  const wanted = ports.filter(port => words.port === undefined || isNamed(port, words.port));
  const fitting = wanted.filter(({ protocol }) => !context.protocol || protocol === context.protocol);
  const [first, second] = fitting;
  const name = namespacedName(words.service);
  const listed = ports.map(
    port => `${port.portName ? `${port.portName} (${port.port}` : `(${port.port}`}/${port.protocol})`,
  );
  if (!first) {
    const what = words.port === undefined ? `no port for ${context.protocol}` : `no port ${words.port}`;
    return { error: `${name} has ${what}; it has ${listed.join(', ')}` };
  }
  // One number for two protocols is one name to people; TCP is meant unless they say otherwise.
  if (second && words.port === undefined) return { error: `${name} has several ports, name one: ${listed.join(', ')}` };
  return fitting.find(({ protocol }) => protocol === 'tcp') ?? first;
}

function isNamed({ portName, port, nodePort }: ServicePort, text: string): boolean {
  return portName === text || String(port) === text || String(nodePort?.port) === text;
}

function unknownService({ service }: ServiceWords, plan: RoutingPlan, { source, family }: TargetContext): Misread {
  const name = namespacedName(service);
  const skipped = plan.skipped.find(entry => namespacedName(entry.service) === name);
  if (skipped) {
    const hint = skipped.reason === 'headless' ? podHint(service, source) : '';
    return { error: `${name} (${family}): ${skipSentence(skipped.reason)}${hint}` };
  }
  return unknownName('Service', name, source.cluster.model.services.map(namespacedName));
}

/** DNS leads to the pods themselves, and so may the trace. */
function podHint(service: NamespacedName, { cluster, settings }: RoutingSource): string {
  const own = allSlices(cluster, settings).filter(
    ({ namespace, labels }) => namespace === service.namespace && labels[serviceNameLabel] === service.name,
  );
  const found = own.flatMap(({ ports, endpoints }) =>
    endpoints.flatMap(({ addresses }) => {
      const address = parseAddress(addresses[0] ?? '');
      const port = ports[0]?.port;
      return address && port !== undefined ? [joinHostPort(address, port)] : [];
    }),
  );
  return found.length ? ` Trace what it answers: ${found.slice(0, 3).join(', ')}` : '';
}

type Place = { readonly address: IpAddress; readonly port: number } | Misread;

function addressOf(words: ServiceWords, port: ServicePort, context: TargetContext): Place {
  const claims: Readonly<Record<Exclude<ServiceAddressKind, 'nodePort'>, IpAddress | undefined>> = {
    clusterIP: port.clusterIp.address,
    loadBalancer: port.loadBalancerVips[0]?.address ?? ownBalancer(port, context),
    externalIP: port.externalIps[0]?.address,
  };
  if (words.kind === 'nodePort') return nodePortOf(words, port, context);
  const address = claims[words.kind];
  if (address) return { address, port: port.port };
  return {
    error: `${port.name} has no ${words.kind === 'loadBalancer' ? noBalancer(context.family) : noExternal(context)}`,
  };
}

/** With ipMode Proxy the address is the load balancer's own; nodes let pass what is sent to it. */
function ownBalancer({ namespace, serviceName: name }: ServicePort, { source, family }: TargetContext) {
  const ingress = source.cluster.servicesNamed({ namespace, name }).at(-1)?.loadBalancerIngress ?? [];
  return ingress.map(({ ip }) => parseAddress(ip ?? '')).find(address => address?.family === family);
}

function noBalancer(family: IpFamily): string {
  return `load-balancer address (${family}); its controller writes one to status.loadBalancer.ingress`;
}

function noExternal({ family, routing }: TargetContext): string {
  const isOff = !routing.config.allowExternalIps;
  return `external IP (${family})${isOff ? ' that counts: the feature gate AllowServiceExternalIPs is off' : ''}`;
}

function nodePortOf({ node }: ServiceWords, port: ServicePort, { source, routing, family }: TargetContext): Place {
  if (!port.nodePort) return { error: `${port.name} has no node port` };
  if (node === undefined || node === routing.node.name) {
    const address = ownAddress(routing.node, family);
    const what = `no ${family} address of node ${routing.node.name} is known`;
    return address ? { address, port: port.nodePort.port } : { error: what };
  }
  const { nodes } = source.cluster.model;
  if (!nodes.some(candidate => candidate.name === node)) {
    const names = nodes.map(candidate => candidate.name);
    return unknownName('Node', node, names);
  }
  const address = nodeAddressOf(node, source, family);
  return address
    ? { address, port: port.nodePort.port }
    : { error: `Node ${node} has no ${family} address in the manifests` };
}
