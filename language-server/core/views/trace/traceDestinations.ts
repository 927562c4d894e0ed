/**
 * Where a traced packet can be sent in a workspace. In: a root's routing, and the Service that is meant, if one is. Out:
 * choices whose values a trace request takes: all ways to the Service first, in the order of its ports; then the others.
 */

import { needsClusterIp } from '../../cluster/assumedClusterIps.ts';
import type { IpFamily } from '../../cluster/clusterSettings.ts';
import { familiesOf } from '../../cluster/ipFamilies.ts';
import { namedOnce, namespacedName, type Service } from '../../cluster/objects.ts';
import { slicesOfService } from '../../cluster/synthesize.ts';
import { joinHostPort, parseAddress } from '../../ip/address.ts';
import type { Protocol } from '../../netfilter/ir.ts';
import { compareText } from '../../routing/endpoint.ts';
import { ownAddress } from '../../routing/nodeView.ts';
import type { ServicePortPlan } from '../../routing/plan.ts';
import { type ClaimedAddress, readProtocol, type ServicePort } from '../../routing/servicePort.ts';
import { portsOf } from '../compilePlan.ts';
import type { RoutingSource, RoutingView } from '../routingView.ts';
import { hasNoRules } from '../serviceOf.ts';
import { joined, type Limited, limited } from './limitedChoices.ts';
import { nodeAddressOf } from './nodeAt.ts';
import type { TraceChoice } from './traceModel.ts';

/** Lists longer than these are no help; what is left out can be typed. */
const limits = { endpoints: 10, nodes: 10, services: 1000 } as const;

export interface DestinationContext {
  readonly source: RoutingSource;
  readonly routing: RoutingView;
  readonly family: IpFamily;
  readonly service: Service | undefined;
  /** Of the Service that is meant. */
  readonly ports: readonly ServicePortPlan[];
}

export function traceDestinations(context: DestinationContext): Limited {
  const { service } = context;
  return joined([...(service ? ownDestinations(service, context) : []), otherDestinations(context)]);
}

/** In the order of the manifest. */
export function portsIn(family: IpFamily, service: Service, { shown, mode }: RoutingView): readonly ServicePortPlan[] {
  return [...portsOf(shown.one(service, mode, family), service)].sort((a, b) => a.port.portIndex - b.port.portIndex);
}

function ownDestinations(service: Service, context: DestinationContext): Limited[] {
  const group = namespacedName(service);
  if (service.clusterIP === 'None') return [direct(headlessEndpoints(service, context), group, 'as DNS gives it')];
  const { ports } = context;
  const isAssumed = needsClusterIp(service);
  const ways = ports.flatMap(({ port }) => [
    ...portChoices(port, { group, isAssumed, context }),
    ...nodePortChoices(port, group, context),
  ]);
  const endpoints = ports.flatMap(({ port: { protocol }, allEndpoints }) =>
    allEndpoints.map(({ text, nodeName }) => ({ text, nodeName, protocol })),
  );
  return [
    { choices: [...ways, ...otherFamily(service, group, context)], left: 0 },
    direct(endpoints, group, 'directly, past the Service'),
  ];
}

interface DirectEndpoint {
  /** "ip:port" */
  readonly text: string;
  readonly nodeName: string | undefined;
  readonly protocol: Protocol;
}

/** One for each address, port and protocol. */
function direct(endpoints: readonly DirectEndpoint[], group: string, how: string): Limited {
  const distinct = new Map(endpoints.map(endpoint => [`${endpoint.text}/${endpoint.protocol}`, endpoint]));
  return limited([...distinct], limits.endpoints, ([name, { text, nodeName, protocol }]) => ({
    group,
    label: `endpoint ${name}`,
    detail: `${how}${nodeName === undefined ? '' : `, on ${nodeName}`}`,
    value: text,
    protocol,
  }));
}

/** There is no rule to ask: DNS leads to the pods themselves. */
function headlessEndpoints(service: Service, { source: { cluster, settings } }: DestinationContext): DirectEndpoint[] {
  return slicesOfService(service, cluster, settings).flatMap(({ ports, endpoints }) =>
    ports.flatMap(({ port, protocol: name }) =>
      endpoints.flatMap(({ addresses, nodeName }) => {
        const address = parseAddress(addresses[0] ?? '');
        const protocol = readProtocol(name);
        if (!address || typeof port !== 'number' || !protocol) return [];
        return [{ text: joinHostPort(address, port), nodeName, protocol }];
      }),
    ),
  );
}

/** Of a Service with two, the cluster IP that words for the Service do not lead to. */
function otherFamily(service: Service, group: string, { source, routing, family }: DestinationContext): TraceChoice[] {
  const other = familiesOf(service, source.settings).find(candidate => candidate !== family);
  if (other === undefined || needsClusterIp(service)) return [];
  return portsIn(other, service, routing).map(({ port }) => {
    const { protocol, clusterIp } = port;
    const at = joinHostPort(clusterIp.address, port.port);
    return {
      group,
      label: `${port.name} by its ${other} cluster IP`,
      detail: `${at}/${protocol}`,
      value: at,
      protocol,
    };
  });
}

/** Only those that are shown are planned. */
function otherDestinations(context: DestinationContext): Limited {
  const { source, routing, family, service } = context;
  const own = service && namespacedName(service);
  const services = [...namedOnce(source.cluster.model.services)].filter(([name, s]) => name !== own && !hasNoRules(s));
  services.sort(([a], [b]) => rank(a, service) - rank(b, service) || compareText(a, b));
  const others = services.map(([, other]) => other);
  const planned = others.slice(0, limits.services);
  const plan = routing.shown.some(planned, routing.mode, family);
  const ports = planned.flatMap(other => {
    const isAssumed = needsClusterIp(other);
    const inOrder = [...portsOf(plan, other)].sort((a, b) => a.port.portIndex - b.port.portIndex);
    return inOrder.map(({ port }) => ({ port, isAssumed }));
  });
  const group = own === undefined ? 'Services' : 'Other Services';
  const { choices, left } = limited(ports, limits.services, ({ port, isAssumed }) =>
    portChoices(port, { group, isAssumed, context }),
  );
  const unseen = others.slice(limits.services).reduce((sum, { ports }) => sum + ports.length, 0);
  return { choices, left: left + unseen };
}

/** Neighbours in the namespace are what people mean first. */
function rank(name: string, service: Service | undefined): number {
  return service && name.startsWith(`${service.namespace}/`) ? 0 : 1;
}

interface PortContext {
  readonly group: string;
  /** The cluster IP is a stand-in: the API server will choose another. */
  readonly isAssumed: boolean;
  readonly context: DestinationContext;
}

function portChoices(port: ServicePort, { group, isAssumed, context }: PortContext): TraceChoice[] {
  const { routing, family } = context;
  const { clusterIp, nodePort, loadBalancerVips, externalIps, protocol } = port;
  const choice = (what: string, prefix: string, at: string): TraceChoice => ({
    group,
    label: `${port.name} by ${what}`,
    detail: at,
    value: `${prefix}${wordsFor(port)}`,
    protocol,
  });
  const at = ({ address }: ClaimedAddress) => `${joinHostPort(address, port.port)}/${protocol}`;
  const hasNodePort = nodePort && ownAddress(routing.node, family) !== undefined;
  return [
    choice('cluster IP', '', `${at(clusterIp)}${isAssumed ? ' (a stand-in until the API server chooses)' : ''}`),
    ...(hasNodePort
      ? [choice('node port', 'nodeport:', `${nodePort.port}/${protocol} of the node that is traced`)]
      : []),
    ...loadBalancerVips.slice(0, 1).map(claim => choice('load balancer', 'lb:', at(claim))),
    ...externalIps.slice(0, 1).map(claim => choice('external IP', 'external-ip:', at(claim))),
  ];
}

/** By each node's address: the sender may be on any of them, or on none. */
function nodePortChoices(port: ServicePort, group: string, { source, family }: DestinationContext): TraceChoice[] {
  const { nodePort, protocol } = port;
  if (!nodePort) return [];
  const names = [...new Set(source.cluster.model.nodes.map(({ name }) => name))].sort(compareText);
  const reached = names.flatMap(name => {
    const address = nodeAddressOf(name, source, family);
    return address ? [{ name, address }] : [];
  });
  return reached.slice(0, limits.nodes).map(({ name, address }) => ({
    group,
    label: `${port.name} by node port of ${name}`,
    detail: `${joinHostPort(address, nodePort.port)}/${protocol}`,
    value: `nodeport@${name}:${wordsFor(port)}`,
    protocol,
  }));
}

function wordsFor({ namespace, serviceName, portName, port }: ServicePort): string {
  return `${namespace}/${serviceName}:${portName || port}`;
}
