/**
 * A root's routing as people are shown it: plans for any mode and family, of one Service or of all; those of all are
 * made when first asked for and kept as long as the root does not change. In: the cluster and what else is known. Out:
 * plans. Services that have no address yet get a stand-in here; `exact` leaves them out, as kube-proxy does.
 */
import { withAssumedClusterIp } from '../cluster/assumedClusterIps.ts';
import { type ClusterIndex, unobserved } from '../cluster/clusterIndex.ts';
import type { ClusterSettings, IpFamily, ProxyMode } from '../cluster/clusterSettings.ts';
import { keepByFacts } from '../cluster/lineage.ts';
import type { KubeProxyConfiguration, KubernetesObject, NamespacedName, Service } from '../cluster/objects.ts';
import { proxyConfigurationOf } from '../cluster/proxyConfiguration.ts';
import { slicesOfService } from '../cluster/synthesize.ts';
import { type NodeView, nodeView, readHostFacts } from '../routing/nodeView.ts';
import { isLargeCluster, planRouting, type RoutingPlan, type ServicePortPlan } from '../routing/plan.ts';
import { type ProxyConfig, readProxyConfig } from '../routing/proxyConfig.ts';
import { servicePlanner } from '../routing/servicePlan.ts';
import type { Refusal } from './refusal.ts';
import { withRivals } from './rivals.ts';
import { type Supposition, supposedConfig, supposedNode, supposedServiceCidrs } from './suppositions.ts';

export interface RoutingSource {
  /** As the API server holds it: without what it refuses. */
  readonly cluster: ClusterIndex;
  /** With all that is written; absent where that is the same. */
  readonly written?: ClusterIndex;
  /** Of an object of the written cluster. */
  readonly refusalOf?: ((object: KubernetesObject) => Refusal | undefined) | undefined;
  readonly settings: ClusterSettings;
  /** Named outright; else the workspace's own counts. */
  readonly proxyConfiguration: Readonly<Record<string, unknown>> | undefined;
  /** Data of host.yaml. */
  readonly host: unknown;
  /** Beyond the manifests, to see what comes of it. */
  readonly supposed?: Supposition;
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
  readonly shown: Plans;
  /** Without, as in kube-proxy. */
  readonly exact: Plans;
}

export interface Plans {
  /** Of all Services. */
  readonly whole: (mode: ProxyMode, family: IpFamily) => RoutingPlan;
  /** Of one Service and those that contend with it, here or on `node`: its rules are the same as by the plan of all. */
  readonly one: (service: NamespacedName, mode: ProxyMode, family: IpFamily, node?: NodeView) => RoutingPlan;
  /** Of these Services alone; of several with one name the last is to be given. */
  readonly some: (services: readonly Service[], mode: ProxyMode, family: IpFamily, node?: NodeView) => RoutingPlan;
  /** The ports of one Service, as `cluster` tells of them: the view's own or the same, observed. */
  readonly ports: (service: Service, family: IpFamily, cluster: ClusterIndex) => readonly ServicePortPlan[];
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

const nothing: Supposition = { key: '' };

function makeView(source: RoutingSource): RoutingView {
  const { cluster, settings } = source;
  const { data, object } = proxyConfigurationOf(cluster.model, source.proxyConfiguration);
  const { config: read, problems } = readProxyConfig(data);
  const { supposed = nothing } = source;
  const config = supposedConfig(read, supposed);
  const host = readHostFacts(source.host);
  const node = supposedNode(nodeView({ nodes: cluster.model.nodes, config, nodeName: settings.node, host }), supposed);
  const shown = plansOf(source, { config, node }, service => withAssumedClusterIp(service, cluster, settings), 'shown');
  const exact = plansOf(source, { config, node }, service => service, 'exact');
  return {
    configurationObject: object,
    config,
    problems,
    mode: settings.mode ?? config.mode,
    node,
    families: familiesInUse(cluster, settings),
    shown,
    exact,
  };
}

/** `stored` gives a Service as the API server holds it. */
function plansOf(
  { cluster, settings, supposed = nothing }: RoutingSource,
  own: Pick<RoutingView, 'config' | 'node'>,
  stored: (service: Service) => Service,
  name: 'shown' | 'exact',
): Plans {
  const { services, serviceCidrs: shownCidrs } = cluster.model;
  const serviceCidrs = supposedServiceCidrs(shownCidrs, supposed);
  // What is kept along the cluster's edits is about what the manifests show.
  const slicesIn = (from: ClusterIndex) => (service: Service) => slicesOfService(service, from, settings);
  const slicesShown = slicesIn(cluster);
  const { slices } = supposed;
  const slicesOf = slices ? (service: Service) => slices(service, slicesShown(service)) : slicesShown;
  const input = (mode: ProxyMode, family: IpFamily) => ({ ...own, serviceCidrs, slicesOf, mode, family });
  const isLarge = remember((mode, family) =>
    keepByFacts(cluster, { name: `large ${family} ${name}`, values: [settings.ipFamilies] }, observed =>
      isLargeCluster({ ...input(mode, family), slicesOf: slicesIn(observed) }, inTurn(observed, stored)),
    ),
  );
  const some: Plans['some'] = (planned, mode, family, node = own.node) => {
    const isLargeCluster = isLarge('iptables', family);
    return planRouting({ ...input(mode, family), node, services: planned.map(stored), isLargeCluster });
  };
  const one: Plans['one'] = ({ namespace, name }, mode, family, node = own.node) => {
    const service = cluster.servicesNamed({ namespace, name }).at(-1);
    return some(service ? withRivals(service, cluster, node) : [], mode, family, node);
  };
  const whole = remember((mode, family) => planRouting({ ...input(mode, family), services: services.map(stored) }));
  const ports: Plans['ports'] = (service, family, observed) =>
    servicePlanner({ ...own, family, slicesOf: slicesIn(observed) })(stored(service)).ports;
  return { one, some, whole, ports };
}

/** Of one name the last. Only who comes to the end asks whether there are more, and depends on it. */
function* inTurn(observed: ClusterIndex, stored: (service: Service) => Service): Generator<Service> {
  const { services } = unobserved(observed).model;
  for (const service of services) if (observed.servicesNamed(service).at(-1) === service) yield stored(service);
  yield* observed.model.services.slice(services.length);
}

function remember<T>(make: (mode: ProxyMode, family: IpFamily) => T) {
  const made = new Map<string, T>();
  return (mode: ProxyMode, family: IpFamily): T => {
    const key = `${mode} ${family}`;
    const known = made.get(key) ?? make(mode, family);
    made.set(key, known);
    return known;
  };
}

function familiesInUse(cluster: ClusterIndex, settings: ClusterSettings): readonly IpFamily[] {
  const { services } = cluster.model;
  const uses = (family: IpFamily, sign: string) =>
    (settings.ipFamilies.from !== 'assumed' && settings.ipFamilies.value.includes(family)) ||
    services.some(s => s.clusterIP?.includes(sign) || s.clusterIPs?.some(text => text.includes(sign)));
  const families: IpFamily[] = [];
  if (uses('IPv4', '.')) families.push('IPv4');
  if (uses('IPv6', ':')) families.push('IPv6');
  return families.length ? families : settings.ipFamilies.value;
}
