/**
 * A root's routing as people are shown it: the plan for any mode and family, made when first asked for and kept as long
 * as the root does not change. In: the cluster and what else is known. Out: plans. Services that have no address yet
 * get a stand-in here; `exact` leaves them out, as kube-proxy does.
 */
import { withAssumedClusterIps } from '../cluster/assumedClusterIps.ts';
import type { ClusterIndex } from '../cluster/clusterIndex.ts';
import type { ClusterSettings, IpFamily, ProxyMode } from '../cluster/clusterSettings.ts';
import type { EndpointSlice, KubeProxyConfiguration, Service } from '../cluster/objects.ts';
import { inferSlices } from '../cluster/synthesize.ts';
import { type NodeView, nodeView, readHostFacts } from '../routing/nodeView.ts';
import { planRouting, type RoutingPlan } from '../routing/plan.ts';
import { type ProxyConfig, readProxyConfig } from '../routing/proxyConfig.ts';

export interface RoutingSource {
  readonly cluster: ClusterIndex;
  readonly settings: ClusterSettings;
  /** Named outright; else the workspace's own counts. */
  readonly proxyConfiguration: Readonly<Record<string, unknown>> | undefined;
  /** Data of host.yaml. */
  readonly host: unknown;
}

export interface RoutingView {
  /** The workspace's kube-proxy configuration, where it has one. */
  readonly configurationObject: KubeProxyConfiguration | undefined;
  readonly config: ProxyConfig;
  /** Sentences on what kube-proxy would not accept in its configuration. */
  readonly problems: readonly string[];
  readonly mode: ProxyMode;
  readonly node: NodeView;
  /** Families that any Service or range uses, IPv4 first. */
  readonly families: readonly IpFamily[];
  /** With stand-ins for addresses that the API server will choose. */
  readonly services: readonly Service[];
  readonly plan: (mode: ProxyMode, family: IpFamily) => RoutingPlan;
  /** Without stand-ins. */
  readonly exactPlan: (mode: ProxyMode, family: IpFamily) => RoutingPlan;
}

const moved = new WeakMap<RoutingSource, Map<string, RoutingSource>>();

/** The same cluster with the rules of another node; the same object again. What was said of a node's system holds for it alone. */
export function sourceOnNode(source: RoutingSource, nodeName: string): RoutingSource {
  const known = moved.get(source) ?? new Map<string, RoutingSource>();
  moved.set(source, known);
  const host = routingView(source).node.name === nodeName ? source.host : undefined;
  const there = known.get(nodeName) ?? { ...source, host, settings: { ...source.settings, node: nodeName } };
  known.set(nodeName, there);
  return there;
}

const views = new WeakMap<RoutingSource, RoutingView>();

export function routingView(source: RoutingSource): RoutingView {
  const known = views.get(source);
  if (known) return known;
  const view = makeView(source);
  views.set(source, view);
  return view;
}

function makeView(source: RoutingSource): RoutingView {
  const { cluster, settings } = source;
  const configurationObject = cluster.model.proxyConfigurations.at(-1);
  const { config, problems } = readProxyConfig(source.proxyConfiguration ?? configurationObject?.data);
  const host = readHostFacts(source.host);
  const node = nodeView({ nodes: cluster.model.nodes, config, nodeName: settings.node, host });
  const services = withAssumedClusterIps(cluster.model, settings);
  let slices: readonly EndpointSlice[] | undefined;
  const makePlan = (planned: readonly Service[], mode: ProxyMode, family: IpFamily) => {
    slices ??= [...cluster.model.slices, ...inferSlices(cluster, settings)];
    const { endpoints, serviceCidrs } = cluster.model;
    return planRouting({ services: planned, slices, endpoints, serviceCidrs, node, config, mode, family });
  };
  return {
    configurationObject: source.proxyConfiguration ? undefined : configurationObject,
    config,
    problems,
    mode: settings.mode ?? config.mode,
    node,
    families: familiesInUse(cluster, settings),
    services,
    plan: remember((mode, family) => makePlan(services, mode, family)),
    exactPlan: remember((mode, family) => makePlan(cluster.model.services, mode, family)),
  };
}

function remember(make: (mode: ProxyMode, family: IpFamily) => RoutingPlan) {
  const made = new Map<string, RoutingPlan>();
  return (mode: ProxyMode, family: IpFamily): RoutingPlan => {
    const key = `${mode} ${family}`;
    const plan = made.get(key) ?? make(mode, family);
    made.set(key, plan);
    return plan;
  };
}

function familiesInUse(cluster: ClusterIndex, settings: ClusterSettings): readonly IpFamily[] {
  const texts = cluster.model.services.flatMap(s => [s.clusterIP ?? '', ...(s.clusterIPs ?? [])]);
  const uses = (family: IpFamily, sign: string) =>
    (settings.ipFamilies.from !== 'assumed' && settings.ipFamilies.value.includes(family)) ||
    texts.some(text => text.includes(sign));
  const families: IpFamily[] = [];
  if (uses('IPv4', '.')) families.push('IPv4');
  if (uses('IPv6', ':')) families.push('IPv6');
  return families.length ? families : settings.ipFamilies.value;
}
