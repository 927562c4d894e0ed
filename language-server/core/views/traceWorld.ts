/**
 * What a trace needs of one node: its rules compiled, its network, which interfaces pods and others use. In: a root's
 * routing, mode and family. Out: one TraceNode, kept as long as the plan is.
 */
import type { IpFamily, ProxyMode } from '../cluster/clusterSettings.ts';
import { parseAddress } from '../ip/address.ts';
import { hostNetwork } from '../ip/cidr.ts';
import type { Rule, Ruleset } from '../netfilter/ir.ts';
import { type NodeNetwork, nodeNetwork, type PlacedAddress } from '../routing/hostRoutes.ts';
import type { NodeView } from '../routing/nodeView.ts';
import type { Origin } from '../routing/origin.ts';
import type { RoutingPlan } from '../routing/plan.ts';
import { makeWorld, type World } from '../trace/world.ts';
import { type Compiled, compilePlan, printRule } from './compilePlan.ts';
import type { RoutingSource, RoutingView } from './routingView.ts';

export interface TraceNode {
  readonly plan: RoutingPlan;
  readonly network: NodeNetwork;
  readonly world: World<Origin>;
  readonly printRule: (rule: Rule<Origin>) => string;
  /** Where the rules were captured: the line that a rule stands on, from 1. */
  readonly lineOf?: (rule: Rule<Origin>) => number | undefined;
}

const nodes = new WeakMap<RoutingPlan, TraceNode>();

export interface TraceNodeInput {
  readonly source: RoutingSource;
  readonly routing: RoutingView;
  readonly mode: ProxyMode;
  readonly family: IpFamily;
  /** Services that have no address yet get a stand-in; else they have no rules, as in kube-proxy. */
  readonly withStandIns: boolean;
}

export function traceNode({ source, routing, mode, family, withStandIns }: TraceNodeInput): TraceNode {
  const plan = (withStandIns ? routing.plan : routing.exactPlan)(mode, family);
  const known = nodes.get(plan);
  if (known) return known;
  const node = makeTraceNode({ plan, node: routing.node, pods: placedPods(source) });
  nodes.set(plan, node);
  return node;
}

/** Of a plan of any node, made anew each time. `pods` are those that are known beside the plan's endpoints. */
export function makeTraceNode({
  plan,
  node,
  pods,
}: {
  readonly plan: RoutingPlan;
  readonly node: NodeView;
  readonly pods: readonly PlacedAddress[];
}): TraceNode {
  const compiled = compilePlan(plan);
  const ipvs = compiled.kind === 'ipvs' ? compiled.state : undefined;
  const ruleset = withWrittenHooks(compiled.kind === 'ipvs' ? compiled.state.rules : compiled.ruleset);
  const network = nodeNetwork({
    plan,
    node,
    pods,
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
