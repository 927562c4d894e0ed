/**
 * The part of a cluster's rules that a packet can come to: a trace in a big cluster needs the Services that claim its
 * destination, those that claim what these lead to, and those that share an endpoint with them. All other rules ask for
 * other addresses and ports. In: a destination. Out: the plan of those Services, and where their rules stand among all.
 */
import { iptablesDialects } from '../../backends/iptables/dialect.ts';
import { ipvsDialects } from '../../backends/ipvs/dialect.ts';
import type { RuleCounts, RulePlaces } from '../../backends/ruleNumbers.ts';
import { defaultRelease } from '../../backends/shared.ts';
import type { ClusterIndex } from '../../cluster/clusterIndex.ts';
import { keepForEach } from '../../cluster/lineage.ts';
import type { EndpointSlice, Endpoints, NamespacedName, Pod, Service, Workload } from '../../cluster/objects.ts';
import { placeholderAt } from '../../cluster/placeholders.ts';
import { serviceNameLabel } from '../../cluster/sliceLabels.ts';
import type { IpFamily } from '../../ip/address.ts';
import { compareText } from '../../routing/endpoint.ts';
import type { RoutingPlan } from '../../routing/plan.ts';
import type { Plans, RoutingSource, RoutingView } from '../routingView.ts';

export interface Destination {
  readonly address: string;
  readonly port: number;
  /** That is asked for by its name. */
  readonly service: NamespacedName | undefined;
}

/** Of one family and mode. */
export type PlanSome = (services: readonly Service[]) => RoutingPlan;

export function planTowards(destination: Destination, cluster: ClusterIndex, planSome: PlanSome): RoutingPlan {
  const named = destination.service ? cluster.servicesNamed(destination.service).slice(-1) : [];
  const { family, mode } = planSome([]);
  // What IPVS masquerades it knows by endpoints, whichever way a packet came to one.
  const served = mode === 'ipvs' ? servicesAt([destination.address], family, cluster) : [];
  let services = new Set([...named, ...claimants(destination, cluster), ...served]);
  for (;;) {
    const plan = planSome([...services]);
    const targets = plan.servicePorts.flatMap(({ allEndpoints }) => allEndpoints);
    const next = targets.flatMap(({ address, port }) => claimants({ address: address.text, port }, cluster));
    const more = new Set([...services, ...next, ...sharers(plan, cluster)]);
    if (more.size === services.size) return plan;
    services = more;
  }
}

/** Services with an endpoint in common: whether it is this node's may be told by one and matter to another. */
function sharers({ servicePorts, family }: RoutingPlan, cluster: ClusterIndex): Service[] {
  const addresses = new Set(servicePorts.flatMap(({ allEndpoints }) => allEndpoints.map(e => e.address.text)));
  return servicesAt([...addresses], family, cluster);
}

/** Services with an endpoint at one of the addresses. */
function servicesAt(addresses: readonly string[], family: IpFamily, cluster: ClusterIndex): Service[] {
  const replicas = addresses.flatMap(address => placeholderAt(address, family, cluster)?.object ?? []);
  const written = addresses.flatMap(cluster.addressHolders);
  return [...new Set([...replicas, ...written])].flatMap(holder => ownersOf(holder, cluster));
}

function ownersOf(holder: Pod | Workload | EndpointSlice | Endpoints, cluster: ClusterIndex): readonly Service[] {
  const { namespace } = holder;
  if (holder.kind === 'Endpoints') return cluster.servicesNamed(holder).slice(-1);
  if (holder.kind === 'EndpointSlice') {
    return cluster.servicesNamed({ namespace, name: holder.labels[serviceNameLabel] ?? '' }).slice(-1);
  }
  return cluster.selecting(holder).filter(service => isLast(service, cluster));
}

function isLast(service: Service, cluster: ClusterIndex): boolean {
  return cluster.servicesNamed(service).at(-1) === service;
}

/** Node ports are asked by number alone. */
function claimants({ address, port }: Pick<Destination, 'address' | 'port'>, cluster: ClusterIndex): Service[] {
  const claims = [...cluster.addressClaims(address), ...cluster.nodePortClaims(port)];
  return claims.filter(service => isLast(service, cluster));
}

/** In the modes where Services share chains or sets: iptables and ipvs. */
export function rulePlaces(
  { cluster, settings }: RoutingSource,
  { node, config }: RoutingView,
  { plan, plans, name }: { readonly plan: RoutingPlan; readonly plans: Plans; readonly name: string },
): RulePlaces {
  const { family, mode } = plan;
  const count =
    mode === 'ipvs' ? ipvsDialects[defaultRelease]!.sharedParts : iptablesDialects[defaultRelease]!.sharedRules;
  const circumstances = JSON.stringify([
    mode,
    family,
    name,
    node.name,
    node.proxyName,
    node.zone,
    node.ips,
    node.host,
    config,
  ]);
  const known = interning();
  const rules = keepForEach(
    cluster,
    { name: 'rules of Services', variant: circumstances, values: [settings.ipFamilies] },
    (service, observed) =>
      plans.ports(service, family, observed).map((portPlan): PortRules => {
        const { name: ofPort, protocol } = portPlan.port;
        return { name: ofPort, protocol, counts: known(count(plan, portPlan)) };
      }),
  );
  const inAll = inOrder(rules);
  return { before: ({ port }) => sumUpTo(port, inAll), all: inAll.all };
}

interface PortRules {
  readonly name: string;
  readonly protocol: string;
  readonly counts: RuleCounts;
}

/** Most Service ports are alike in this. */
const countsByText = new Map<string, RuleCounts>();

function interning(): (counts: RuleCounts) => RuleCounts {
  return counts => {
    const text = JSON.stringify([...counts]);
    const same = countsByText.get(text) ?? counts;
    countsByText.set(text, same);
    return same;
  };
}

interface Ordered {
  readonly ports: readonly PortRules[];
  /** Of all ports before each `stride`th: a trace asks for the rules before a few. */
  readonly sums: readonly RuleCounts[];
  readonly all: RuleCounts;
}

const stride = 256;

const ordered = new WeakMap<ReadonlyMap<string, readonly PortRules[]>, Ordered>();

function inOrder(rules: ReadonlyMap<string, readonly PortRules[]>): Ordered {
  const known = ordered.get(rules);
  if (known) return known;
  const ports = [...rules.values()].flat().sort(comparePorts);
  const sums: RuleCounts[] = [new Map()];
  for (let i = stride; i <= ports.length; i += stride) sums.push(plus(sums.at(-1)!, ports.slice(i - stride, i)));
  const all = plus(sums.at(-1)!, ports.slice((sums.length - 1) * stride));
  const result = { ports, sums, all };
  ordered.set(rules, result);
  return result;
}

/** The order of a plan. */
function comparePorts(a: Pick<PortRules, 'name' | 'protocol'>, b: Pick<PortRules, 'name' | 'protocol'>): number {
  return compareText(a.name, b.name) || compareText(a.protocol, b.protocol);
}

function sumUpTo(port: Pick<PortRules, 'name' | 'protocol'>, { ports, sums }: Ordered): RuleCounts {
  let [low, high] = [0, ports.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (comparePorts(ports[middle]!, port) < 0) low = middle + 1;
    else high = middle;
  }
  const mark = Math.floor(low / stride);
  return plus(sums[mark]!, ports.slice(mark * stride, low));
}

function plus(before: RuleCounts, ports: readonly PortRules[]): RuleCounts {
  const total = new Map(before);
  for (const { counts } of ports) for (const [chain, n] of counts) total.set(chain, (total.get(chain) ?? 0) + n);
  return total;
}
