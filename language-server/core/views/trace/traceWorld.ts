/**
 * What a trace needs of one node: its rules compiled, its network, which interfaces pods and others use. In: a root's
 * routing, mode and family, and where packets will go. Out: one TraceNode.
 */
import type { ClusterIndex } from '../../cluster/clusterIndex.ts';
import type { IpFamily, ProxyMode } from '../../cluster/clusterSettings.ts';
import type { Endpoints } from '../../cluster/objects.ts';
import { placeholderAt } from '../../cluster/placeholders.ts';
import { canonicalAddress, type IpAddress, parseAddress } from '../../ip/address.ts';
import { hostNetwork } from '../../ip/cidr.ts';
import type { Rule, Ruleset } from '../../netfilter/ir.ts';
import { type NodeNetwork, nodeNetwork, type PlacedAddress } from '../../routing/hostRoutes.ts';
import type { NodeView } from '../../routing/nodeView.ts';
import type { Origin } from '../../routing/origin.ts';
import type { RoutingPlan } from '../../routing/plan.ts';
import { makeWorld, type World } from '../../trace/world.ts';
import { type Compiled, compilePart, compilePlan, printRule } from '../compilePlan.ts';
import type { RoutingSource, RoutingView } from '../routingView.ts';
import { type Destination, planTowards, rulePlaces } from './tracePlan.ts';

export interface TraceNode {
  readonly plan: RoutingPlan;
  readonly network: NodeNetwork;
  readonly world: World<Origin>;
  readonly printRule: (rule: Rule<Origin>) => string;
  /** Where the rules were captured: the line that a rule stands on, from 1. */
  readonly lineOf?: (rule: Rule<Origin>) => number | undefined;
  /** What of the captured text is not followed, with its line. */
  readonly leftOut?: readonly string[];
}

const nodes = new WeakMap<RoutingPlan, TraceNode>();

export interface TraceNodeInput {
  readonly source: RoutingSource;
  readonly routing: RoutingView;
  readonly mode: ProxyMode;
  readonly family: IpFamily;
  /** Services that have no address yet get a stand-in; else they have no rules, as in kube-proxy. */
  readonly withStandIns: boolean;
  readonly towards: Destination;
}

const partial = new WeakMap<RoutingSource, Map<string, TraceNode>>();

/** Each weighs some ten thousand bytes. A matrix of pods and Services comes to the same ones again and again. */
const partialKept = 1024;

/** With the rules that a packet to the destination can come to. */
export function traceNode(input: TraceNodeInput): TraceNode {
  const { source, mode, family, withStandIns, towards } = input;
  const kept = partial.get(source) ?? new Map<string, TraceNode>();
  partial.set(source, kept);
  const key = JSON.stringify([mode, family, withStandIns, towards]);
  const node = kept.get(key) ?? partialTraceNode(input);
  kept.set(key, node);
  const [oldest] = kept.keys();
  if (kept.size > partialKept && oldest !== undefined) kept.delete(oldest);
  return node;
}

function partialTraceNode({ source, routing, mode, family, withStandIns, towards }: TraceNodeInput): TraceNode {
  const plans = withStandIns ? routing.shown : routing.exact;
  const { cluster } = source;
  const plan = planTowards(towards, cluster, services => plans.some(services, mode, family));
  // Where a rule stands among all of the cluster is of no interest in a supposed one, and costs a look at every Service.
  const isNumbered = !source.supposed && (mode === 'iptables' || mode === 'ipvs');
  const compiled = isNumbered
    ? compilePart(plan, rulePlaces(source, routing, { plan, plans, name: withStandIns ? 'shown' : 'exact' }))
    : compilePlan(plan);
  // One Service may tell where the endpoint of another is.
  const endpoints = plan.servicePorts.flatMap(({ allEndpoints }) => allEndpoints.map(({ address }) => address.text));
  const addresses = [...new Set([towards.address, ...endpoints])];
  return makeTraceNode({ plan, compiled, node: routing.node, ...placesIn(source, family, addresses) });
}

/** With the rules of all Services; kept as long as their plan is. */
export function wholeTraceNode(input: Omit<TraceNodeInput, 'towards'>): TraceNode {
  const { source, routing, mode, family, withStandIns } = input;
  const plan = (withStandIns ? routing.shown : routing.exact).whole(mode, family);
  const known = nodes.get(plan);
  if (known) return known;
  const pods = placedPods(source);
  const { isTaken } = placesIn(source, family, []);
  const node = makeTraceNode({ plan, compiled: compilePlan(plan), node: routing.node, pods, isTaken });
  nodes.set(plan, node);
  return node;
}

/** Of a plan of any node, made anew each time. `pods` are those that are known beside the plan's endpoints. */
export function makeTraceNode({
  plan,
  compiled,
  node,
  pods,
  isTaken,
}: {
  readonly plan: RoutingPlan;
  readonly compiled: Compiled;
  readonly node: NodeView;
  readonly pods: readonly PlacedAddress[];
  readonly isTaken: (address: string) => boolean;
}): TraceNode {
  const ipvs = compiled.kind === 'ipvs' ? compiled.state : undefined;
  const ruleset = withWrittenHooks(compiled.kind === 'ipvs' ? compiled.state.rules : compiled.ruleset);
  const network = nodeNetwork({
    plan,
    node,
    pods,
    isTaken,
    // kube-proxy's iptables mode makes 127.0.0.0/8 routable for the sake of node ports there.
    routeLocalnet: plan.mode === 'iptables' && plan.nodePorts.localhost,
    bound: boundInterface(compiled),
  });
  const world = makeWorld({ ruleset, host: network.host, ipvs });
  return { plan, network, world, printRule: printRule(ruleset) };
}

/**
 * Without the hooks into chains that the text does not write: such a chain is empty and is there for another program, so
 * passing it changes nothing, and where no such program runs there is neither chain nor hook.
 */
function withWrittenHooks(ruleset: Ruleset<Origin>): Ruleset<Origin> {
  const units = [...ruleset.units];
  const written = new Set(
    units.filter(unit => !unit.builtIn).flatMap(unit => unit.sections.flatMap(s => s.chains.map(chain => chain.name))),
  );
  const leadsSomewhere = ({ statements }: Rule<Origin>) =>
    statements.every(statement => statement.kind !== 'jump' || written.has(statement.chain));
  const hooked = units.map(unit =>
    unit.builtIn
      ? { ...unit, sections: unit.sections.map(s => ({ ...s, rules: s.rules.filter(leadsSomewhere) })) }
      : unit,
  );
  return { ...ruleset, units: hooked };
}

function boundInterface(compiled: Compiled) {
  if (compiled.kind !== 'ipvs') return undefined;
  const addresses = compiled.state.dummyAddresses.map(({ address }) => ({ address, network: hostNetwork(address) }));
  return { name: compiled.state.dummyInterface, addresses };
}

/** Pods that use the node's own network have its address and are not behind it. */
function placedPods({ cluster }: RoutingSource): PlacedAddress[] {
  return cluster.model.pods
    .filter(({ pod }) => !pod.hostNetwork)
    .flatMap(({ pod, podIPs }) =>
      podIPs.flatMap(text => {
        const address = parseAddress(text);
        return address ? [{ address, nodeName: pod.nodeName }] : [];
      }),
    );
}

/** Where these addresses are, and whether any address is a pod's. */
function placesIn({ cluster }: RoutingSource, family: IpFamily, addresses: readonly string[]) {
  const pods = addresses.flatMap(text => placesOf(text, family, cluster));
  return { pods, isTaken: (text: string) => placesOf(text, family, cluster).length > 0 };
}

function nodesIn({ subsets }: Endpoints, text: string): (string | undefined)[] {
  const entries = subsets.flatMap(subset => [...subset.addresses, ...subset.notReadyAddresses]);
  return entries.flatMap(({ ip, nodeName }) => (ip && canonicalAddress(ip) === text ? [nodeName] : []));
}

function placesOf(text: string, family: IpFamily, cluster: ClusterIndex): PlacedAddress[] {
  const address: IpAddress = { family, text };
  const written = cluster.addressHolders(text).flatMap(holder => {
    if (holder.kind === 'Pod') return holder.pod.hostNetwork ? [] : [holder.pod.nodeName];
    if (holder.kind === 'Endpoints') return nodesIn(holder, text);
    const entries = holder.endpoints.filter(({ addresses }) => addresses.map(canonicalAddress).includes(text));
    return entries.map(({ nodeName }) => nodeName);
  });
  const standIn = placeholderAt(text, family, cluster);
  const standInNodes = standIn ? [standIn.pod.nodeName] : [];
  return [...written, ...standInNodes].map(nodeName => ({ address, nodeName }));
}
