/**
 * Which nodes serve a Service port whose traffic policy is Local, and from where: each cell is a packet traced through the
 * rules that the node has for this Service. In: a root's routing and the port. Out: a table; undefined without such a policy.
 */
import type { IpFamily, ProxyMode } from '../../cluster/clusterSettings.ts';
import { addressOfValue, addressValue, type IpAddress, joinHostPort } from '../../ip/address.ts';
import { containsAddress, type IpNetwork, network as networkAt } from '../../ip/cidr.ts';
import { compareText, type Endpoint } from '../../routing/endpoint.ts';
import type { NodeNetwork } from '../../routing/hostRoutes.ts';
import { type NodeView, nodeView, ownAddress } from '../../routing/nodeView.ts';
import { locateOrigin, type Origin } from '../../routing/origin.ts';
import type { RoutingPlan, ServicePortPlan } from '../../routing/plan.ts';
import type { ServicePort } from '../../routing/servicePort.ts';
import type { Outcome } from '../../trace/outcome.ts';
import { type PacketToTrace, tracePacket } from '../../trace/tracePacket.ts';
import type { Locate } from '../chains/chainGraph.ts';
import { compilePlan } from '../compilePlan.ts';
import { type RoutingSource, type RoutingView, routingView } from '../routingView.ts';
import { supposing } from '../suppositions.ts';
import { isPodRangeUnknown } from './alternatives.ts';
import { allowedClient, outsideClient } from './outsideClient.ts';
import { endpointOf } from './traceJson.ts';
import type { NodeTable, NodeTableRow } from './traceModel.ts';
import { makeTraceNode, type TraceNode } from './traceWorld.ts';

/** More rows than anybody reads, and few enough to be worked out between two keystrokes. */
const maxNodes = 50;

export interface LocalTableInput {
  readonly source: RoutingSource;
  readonly mode: ProxyMode;
  readonly family: IpFamily;
  readonly port: ServicePort;
  readonly locate: Locate;
}

export function localTable(input: LocalTableInput): NodeTable | undefined {
  const { source, port } = input;
  const policies = localPolicies(port);
  if (policies.length === 0) return undefined;
  const planOn = plansOf(input);
  const routing = routingView(source);
  const endpoints = portOf(planOn(routing.node), port)?.allEndpoints ?? [];
  const { shown, left } = nodesOf(source, routing, endpoints);
  const columns = columnsOf(port);
  const views = shown.map(name => viewOf(name, source, routing));
  const planIfKnown = plansWithPodRange(input, views);
  const rows = views.map(view => rowOf(view, columns, { ...input, planOn, planIfKnown }));
  return { servicePort: port.name, policies, columns: columns.map(({ title }) => title), rows, left };
}

function localPolicies({ internalPolicyLocal, externalPolicyLocal, externallyReachable }: ServicePort): string[] {
  return [
    ...(internalPolicyLocal ? ['internalTrafficPolicy'] : []),
    ...(externalPolicyLocal && externallyReachable ? ['externalTrafficPolicy'] : []),
  ];
}

type PlanOn = (node: NodeView) => RoutingPlan;

/** The Service alone, planned for any node. */
function plansOf({ source, mode, family, port }: LocalTableInput): PlanOn {
  const { namespace, serviceName: name } = port;
  const routing = routingView(source);
  return node => routing.shown.one({ namespace, name }, mode, family, node);
}

/** The same where kube-proxy knows the pods' range; undefined where the manifests tell whether it does. */
function plansWithPodRange(input: LocalTableInput, nodes: readonly NodeView[]): PlanOn | undefined {
  const { source, family } = input;
  if (!isPodRangeUnknown(source, family)) return undefined;
  const planOn = plansOf(input);
  const ranges = nodes.map(node => traceNode(planOn(node), node).network.podRange);
  const range = cover(ranges);
  return range && plansOf({ ...input, source: supposing(source, { key: `pods ${range.text}`, podRange: range }) });
}

/** The least range that holds all of them. */
function cover([first, ...others]: readonly IpNetwork[]): IpNetwork | undefined {
  for (let length = first?.prefixLength ?? 0; first && length > 0; length--) {
    const wider = networkAt(first.address, length);
    if (others.every(({ address, prefixLength }) => prefixLength >= length && containsAddress(wider, address)))
      return wider;
  }
  return undefined;
}

function traceNode(plan: RoutingPlan, node: NodeView): TraceNode {
  return makeTraceNode({ plan, compiled: compilePlan(plan), node, pods: [], isTaken: isEndpointOf(plan) });
}

function isEndpointOf({ servicePorts }: RoutingPlan): (address: string) => boolean {
  const taken = new Set(servicePorts.flatMap(({ allEndpoints }) => allEndpoints.map(({ address }) => address.text)));
  return address => taken.has(address);
}

function portOf({ servicePorts }: RoutingPlan, { name, protocol }: ServicePort): ServicePortPlan | undefined {
  return servicePorts.find(({ port }) => port.name === name && port.protocol === protocol);
}

/** Where there are too many, those with endpoints are shown first. */
function nodesOf({ cluster }: RoutingSource, routing: RoutingView, endpoints: readonly Endpoint[]) {
  const withEndpoints = endpoints.flatMap(({ nodeName }) => nodeName ?? []);
  const known = cluster.model.nodes.map(({ name }) => name).sort(compareText);
  const all = [...new Set([...withEndpoints, ...(known.length ? known : [routing.node.name])])];
  const shown = all.slice(0, maxNodes).sort(compareText);
  return { shown, left: all.length - shown.length };
}

function viewOf(name: string, { cluster }: RoutingSource, { node, config }: RoutingView): NodeView {
  return name === node.name ? node : nodeView({ nodes: cluster.model.nodes, config, nodeName: name });
}

interface Column {
  readonly title: string;
  readonly from: 'pod' | 'outside';
  /** Undefined where the node has no known address. */
  readonly to: (node: NodeView) => { readonly address: IpAddress; readonly port: number } | undefined;
}

function columnsOf(port: ServicePort): Column[] {
  const { clusterIp, nodePort, loadBalancerVips, externalIps } = port;
  const { family } = clusterIp.address;
  const inside = [{ name: 'cluster IP', address: clusterIp.address }];
  const outside = [
    ...loadBalancerVips.slice(0, 1).map(({ address }) => ({ name: 'load balancer', address })),
    ...externalIps.slice(0, 1).map(({ address }) => ({ name: 'external IP', address })),
  ];
  const senders = { pod: 'a pod on the node', outside: `a client outside (${clientOf(port).text})` } as const;
  const fixed = (from: Column['from'], { name, address }: { name: string; address: IpAddress }): Column => ({
    title: `${senders[from]} → ${name} ${joinHostPort(address, port.port)}`,
    from,
    to: () => ({ address, port: port.port }),
  });
  const own = (from: Column['from'], number: number): Column => ({
    title: `${senders[from]} → node port ${number} of the node`,
    from,
    to: node => {
      const address = ownAddress(node, family);
      return address && { address, port: number };
    },
  });
  const nodePorts = nodePort ? [nodePort.port] : [];
  return [
    ...inside.map(place => fixed('pod', place)),
    ...nodePorts.flatMap(number => [own('pod', number), own('outside', number)]),
    ...outside.flatMap(place => [fixed('pod', place), fixed('outside', place)]),
  ];
}

function rowOf(
  node: NodeView,
  columns: readonly Column[],
  { planOn, planIfKnown, port, locate }: LocalTableInput & { planOn: PlanOn; planIfKnown: PlanOn | undefined },
): NodeTableRow {
  const plan = planOn(node);
  const there = traceNode(plan, node);
  const ifKnown = planIfKnown && traceNode(planIfKnown(node), node);
  const endpoints = portOf(plan, port)?.allEndpoints ?? [];
  const cells = columns.map(column => {
    const cell = cellOf(column, node, there, port);
    return ifKnown && column.from === 'pod' ? eitherOf(cellOf(column, node, ifKnown, port), cell) : cell;
  });
  return {
    node: node.name,
    cells: cells.map(({ text }) => text),
    locations: cells.map(({ served }) => {
      const shown = served.length === 1 ? endpoints.find(({ text }) => text === served[0]) : undefined;
      const place = shown && locateOrigin(shown);
      return (place && locate(place.source, place.path)) ?? null;
    }),
  };
}

interface Cell {
  readonly text: string;
  /** "ip:port" of each endpoint that serves. */
  readonly served: readonly string[];
}

/** As the trace says it: unknown, with both alternatives. */
function eitherOf(ifKnown: Cell, otherwise: Cell): Cell {
  if (ifKnown.text === otherwise.text) return otherwise;
  const text = `unknown: ${ifKnown.text} if kube-proxy knows the pod range (clusterCIDR), ${otherwise.text} otherwise`;
  return { text, served: [] };
}

function cellOf({ from, to }: Column, node: NodeView, { network, world, plan }: TraceNode, port: ServicePort): Cell {
  const target = to(node);
  if (!target) return { text: 'no address known', served: [] };
  const sender =
    from === 'pod'
      ? podSender(network, plan)
      : { kind: 'interface' as const, name: network.uplink, address: clientOf(port) };
  const { protocol } = port;
  return summary(
    tracePacket({ protocol, destination: target.address, destinationPort: target.port, from: sender }, world),
  );
}

/** A pod that is no endpoint of the Service, so that it is not dealt itself. */
function podSender({ podRange, podInterface, host }: NodeNetwork, plan: RoutingPlan): PacketToTrace['from'] {
  const taken = new Set([
    ...plan.servicePorts.flatMap(port => port.allEndpoints.map(({ address }) => address.text)),
    ...host.interfaces.flatMap(({ addresses }) => addresses.map(({ address }) => address.text)),
  ]);
  const base = addressValue(podRange.address);
  for (let offset = 2n; offset < 2n + BigInt(taken.size) + 1n; offset++) {
    const address = addressOfValue(podRange.family, base + offset);
    if (!taken.has(address.text) && containsAddress(podRange, address))
      return { kind: 'interface', name: podInterface, address };
  }
  return { kind: 'interface', name: podInterface, address: podRange.address };
}

function clientOf(port: ServicePort): IpAddress {
  return allowedClient(port) ?? outsideClient(port.clusterIp.address.family);
}

const words: Readonly<Record<Outcome<Origin>['disposition'], string>> = {
  delivered: 'served',
  local: 'no rule takes it',
  forwarded: 'no rule takes it',
  rejected: 'rejected',
  dropped: 'dropped',
  lost: 'lost',
  refused: 'refused',
  unknown: 'unknown',
};

function summary(outcomes: readonly Outcome<Origin>[]): Cell {
  const served = new Set(outcomes.filter(o => o.disposition === 'delivered').flatMap(o => endpointOf(o) ?? []));
  const others = new Set(outcomes.filter(o => o.disposition !== 'delivered').map(o => words[o.disposition]));
  const [first] = served;
  const servedText = served.size > 1 ? `served by ${served.size} endpoints` : `served by ${first}`;
  const text = [...(first === undefined ? [] : [servedText]), ...others].join(' or ');
  return { text, served: [...served] };
}
