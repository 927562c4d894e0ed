/**
 * Answers questions about one cluster in constant time: objects by name, pods by label, claims on ports and addresses.
 * Built from a ClusterModel, or from the index before an edit; each lookup is made when first asked for.
 */
import { canonicalAddress } from '../ip/address.ts';
import { type ClusterModel, compareSources } from './clusterModel.ts';
import { type Gap, gapsThatMayHold, type Sought } from './completeness.ts';
import { changedGapFacts, gapFactsOf } from './gapFacts.ts';
import { type Change, changeGroups, type Grouping, type Groups, makeGroups, membersOf } from './groups.ts';
import { addEdit, type Lineage, newLineage } from './lineage.ts';
import { makerKeysOf, type PossibleMaker } from './makerKeys.ts';
import {
  type EndpointSlice,
  type Endpoints,
  type KubernetesObject,
  kindOf,
  type Labels,
  type NamespacedName,
  namespacedName,
  type OtherObject,
  type Pod,
  type PodShape,
  type Service,
  type TargetRef,
  type Workload,
} from './objects.ts';
import { keyOf, likelyMakers } from './podMakers.ts';
import { knownLabelsOf, openLabelsOf, selectionOf } from './selection.ts';
import { serviceNameLabel } from './sliceLabels.ts';

/** A Pod, or the template of a workload that makes pods. */
export interface PodSource extends NamespacedName {
  readonly object: Pod | Workload;
  readonly pod: PodShape;
}

export interface ClusterIndex {
  readonly model: ClusterModel;
  /** The clusters that came from one by edits; what is kept along them hangs on it. */
  readonly lineage: Lineage;
  /** Alternatives of one name, in file order; the last counts. */
  servicesNamed(name: NamespacedName): readonly Service[];
  endpointsNamed(name: NamespacedName): readonly Endpoints[];
  /** Written slices whose label names this Service. */
  slicesOf(service: NamespacedName): readonly EndpointSlice[];
  /** Written slices that name this pod as that of an endpoint. */
  podTargets(pod: NamespacedName): readonly EndpointSlice[];
  /** Written slices of this name. */
  slicesNamed(name: NamespacedName): readonly EndpointSlice[];
  podSourcesIn(namespace: string): readonly PodSource[];
  /** Pods and workloads that the whole selector matches. An empty selector matches nothing here. */
  selected(namespace: string, selector: Labels | undefined): readonly PodSource[];
  /** Pods and workloads of this name, whatever their kind; Pods first, then by kind. */
  podsOrMakersNamed(name: NamespacedName): readonly (Pod | Workload)[];
  /** Pods and workloads of this kind and name; the last counts. */
  podSourcesNamed(namespace: string, maker: TargetRef): readonly PodSource[];
  /** Pods and workloads whose owner this is, or seems to be by the names that a Deployment gives. */
  madeBy(namespace: string, maker: TargetRef): readonly PodSource[];
  /** Workloads that number pods by a label of this key, with values that begin as this one; there need be no such number. */
  numbered(namespace: string, key: string, value: string): readonly PodSource[];
  /** Autoscalers that set the replicas of this workload. */
  scalersOf(workload: Workload): readonly OtherObject[];
  /** Workloads whose pods are made from the template of this one. */
  takersOf(workload: Pick<PodSource, 'namespace' | 'object'>): readonly Workload[];
  /** Pods and workloads that have a label of this key with a value that no manifest tells. */
  openLabel(namespace: string, key: string): readonly PodSource[];
  /** Custom resources that may make pods, by the keys of makerKeys. */
  podMakers(key: string): readonly PossibleMaker[];
  /** Services that ask for this node port (also as health check port), by number. */
  nodePortClaims(nodePort: number): readonly Service[];
  /** Services that ask for this cluster IP, in whatever form they write it. */
  clusterIpClaims(ip: string): readonly Service[];
  /** Services that answer on this address in whatever way, by its canonical text. */
  addressClaims(address: string): readonly Service[];
  /** Pods, written slices and Endpoints with this address, by its canonical text. */
  addressHolders(address: string): readonly AddressHolder[];
  /** Services that select this pod, or pods of this template. */
  selecting(source: Pick<PodSource, 'namespace' | 'pod'>): readonly Service[];
  /** What is not read of the cluster's files and could hold such an object. */
  gapsFor(sought: Sought): readonly Gap[];
}

function nodePortsOf(service: Service): string[] {
  const ports = [...service.ports.map(p => p.nodePort), service.healthCheckNodePort];
  return ports.filter(port => port !== undefined && port !== 0).map(String);
}

/** In canonical form. */
export function clusterIpsOf(service: Service): string[] {
  const ips = [service.clusterIP, ...(service.clusterIPs ?? [])].filter(ip => ip !== undefined);
  return [...new Set(ips.filter(ip => ip !== '' && ip !== 'None').map(canonicalAddress))];
}

/** All addresses on which a Service answers, in canonical form. */
export function claimedAddressesOf(service: Service): string[] {
  const balanced = service.loadBalancerIngress.flatMap(({ ip }) => ip ?? []);
  return [...clusterIpsOf(service), ...service.externalIPs, ...balanced].map(canonicalAddress);
}

type AddressHolder = Pod | EndpointSlice | Endpoints;

function heldAddressesOf(object: AddressHolder): string[] {
  switch (object.kind) {
    case 'Pod':
      return object.podIPs.map(canonicalAddress);
    case 'EndpointSlice':
      return object.endpoints.flatMap(({ addresses }) => addresses.map(canonicalAddress));
    case 'Endpoints': {
      const entries = object.subsets.flatMap(subset => [...subset.addresses, ...subset.notReadyAddresses]);
      return entries.flatMap(({ ip }) => (ip ? canonicalAddress(ip) : []));
    }
  }
}

/** One pair of the selector, by which the Service is found. */
function selectorKeyOf({ namespace, selector }: Service): string[] {
  const [first] = Object.entries(selector ?? {});
  return first ? pairKeys(namespace, ...first) : [];
}

/** Under which pods with this label are found: by the label itself, or by the prefix of what a controller numbers. */
function pairKeys(namespace: string, key: string, value: string): string[] {
  const prefix = /^(.*?)\d{1,9}$/.exec(value)?.[1];
  const own = labelKey(namespace, key, value);
  return prefix === undefined ? [own] : [own, numberedKey(namespace, key, prefix)];
}

function podKeysOf({ namespace, pod }: Pick<PodSource, 'namespace' | 'pod'>): string[] {
  const known = Object.entries(knownLabelsOf(pod)).map(pair => labelKey(namespace, ...pair));
  const numbered = Object.entries(pod.ordinals?.prefixes ?? {}).map(pair => numberedKey(namespace, ...pair));
  return numbered.length ? [...known, ...numbered] : known;
}

/** The pods, by "namespace/name", that a slice says its endpoints are. */
export function podTargetsOf({ namespace, endpoints }: EndpointSlice): string[] {
  return endpoints.flatMap(({ targetRef }) => (targetRef?.kind === 'Pod' ? `${namespace}/${targetRef.name}` : []));
}

/** One way to look objects up. `memberOf` tells what of an object is found by it, if anything. */
interface Lookup<T> extends Grouping<T> {
  readonly memberOf: (object: KubernetesObject) => T | undefined;
}

function byKey<K extends KubernetesObject['kind']>(
  kind: K,
  keysOf: (object: Extract<KubernetesObject, { kind: K }>) => readonly string[],
): Lookup<Extract<KubernetesObject, { kind: K }>> {
  type Member = Extract<KubernetesObject, { kind: K }>;
  return {
    keysOf,
    compare: compareSources,
    memberOf: object => (object.kind === kind ? (object as Member) : undefined),
  };
}

function podsByKey(keysOf: (source: PodSource) => readonly string[]): Lookup<PodSource> {
  return { keysOf, compare: comparePods, memberOf: object => ('pod' in object ? toPodSource(object) : undefined) };
}

/** Pods before the templates of pods. */
function comparePods({ object: a }: PodSource, { object: b }: PodSource): number {
  return Number(b.kind === 'Pod') - Number(a.kind === 'Pod') || compareSources(a, b);
}

function compareKinds(a: Pod | Workload, b: Pod | Workload): number {
  const [first, second] = [kindOf(a), kindOf(b)];
  return Number(b.kind === 'Pod') - Number(a.kind === 'Pod') || (first < second ? -1 : Number(first > second));
}

/** A VerticalPodAutoscaler leaves the number of pods alone. */
const scalerKinds: readonly string[] = ['HorizontalPodAutoscaler', 'ScaledObject', 'HTTPScaledObject'];

const lookups = {
  services: byKey('Service', service => [namespacedName(service)]),
  endpoints: byKey('Endpoints', object => [namespacedName(object)]),
  slices: byKey('EndpointSlice', slice => [`${slice.namespace}/${slice.labels[serviceNameLabel] ?? ''}`]),
  targets: byKey('EndpointSlice', podTargetsOf),
  sliceNames: byKey('EndpointSlice', slice => [namespacedName(slice)]),
  nodePorts: byKey('Service', nodePortsOf),
  clusterIps: byKey('Service', clusterIpsOf),
  addresses: byKey('Service', claimedAddressesOf),
  holders: {
    keysOf: heldAddressesOf,
    compare: compareSources,
    memberOf: (object): AddressHolder | undefined =>
      object.kind === 'Pod' || object.kind === 'EndpointSlice' || object.kind === 'Endpoints' ? object : undefined,
  } satisfies Lookup<AddressHolder>,
  selectors: byKey('Service', selectorKeyOf),
  pods: podsByKey(source => [source.namespace]),
  podAnyNames: podsByKey(source => [namespacedName(source)]),
  podNames: podsByKey(source => [keyOf(source.namespace, source.object)]),
  makers: podsByKey(({ namespace, object }) => likelyMakers(object).map(maker => keyOf(namespace, maker))),
  scalers: byKey('Other', ({ actualKind, namespace, targets = [] }) =>
    scalerKinds.includes(actualKind) ? targets.map(target => keyOf(namespace, target)) : [],
  ),
  takers: podsByKey(({ namespace, object }) =>
    object.kind !== 'Pod' && object.templateOf ? [keyOf(namespace, object.templateOf)] : [],
  ),
  openLabels: podsByKey(({ namespace, pod }) => openLabelsOf(pod).map(key => labelKey(namespace, key, ''))),
  podMakers: {
    keysOf: makerKeysOf,
    compare: compareSources,
    memberOf: (object): PossibleMaker | undefined =>
      object.kind === 'Other' || (object.kind === 'CustomWorkload' && object.templateOf) ? object : undefined,
  } satisfies Lookup<PossibleMaker>,
  labels: podsByKey(podKeysOf),
};
type LookupName = keyof typeof lookups;

/** A model, and the lookups that were made of it so far. */
interface Indexed {
  readonly model: ClusterModel;
  readonly made: Map<LookupName, Groups<unknown>>;
  readonly lineage: Lineage;
}

const indexedBy = new WeakMap<ClusterIndex, Indexed>();

export function indexCluster(model: ClusterModel): ClusterIndex {
  return makeIndex({ model, made: new Map(), lineage: newLineage() });
}

/** Hears of each fact that an answer rests on, as `changeCluster` names them when they change. */
type Note = (fact: string) => void;

/** The same cluster; `note` hears what is asked. */
export function observeCluster(cluster: ClusterIndex, note: Note): ClusterIndex {
  return makeIndex(indexedBy.get(cluster)!, note);
}

/**
 * The same cluster, in which a name or a selector means the objects that are near, where there are any. What is absent
 * nearby is still looked for everywhere.
 */
export function preferring(cluster: ClusterIndex, isNear: (object: KubernetesObject) => boolean): ClusterIndex {
  const prefer = <T extends KubernetesObject>(list: readonly T[]) => nearOnes(list, isNear);
  const index: ClusterIndex = {
    ...cluster,
    servicesNamed: name => prefer(cluster.servicesNamed(name)),
    endpointsNamed: name => prefer(cluster.endpointsNamed(name)),
    slicesOf: name => prefer(cluster.slicesOf(name)),
    selected: (namespace, selector) =>
      nearOnes(cluster.selected(namespace, selector), ({ object }: PodSource) => isNear(object)),
  };
  indexedBy.set(index, indexedBy.get(cluster)!);
  return index;
}

function nearOnes<T>(list: readonly T[], isNear: (item: T) => boolean): readonly T[] {
  if (list.length < 2) return list;
  const near = list.filter(isNear);
  return near.length ? near : list;
}

/** The same cluster, when what is asked is nobody's business. */
export function unobserved(cluster: ClusterIndex): ClusterIndex {
  return makeIndex(indexedBy.get(cluster)!);
}

/** The cluster after an edit that made `model` of the present one, and the facts that it changed. */
export function changeCluster(cluster: ClusterIndex, model: ClusterModel, change: Change<KubernetesObject>) {
  const before = indexedBy.get(cluster)!;
  const made = new Map<LookupName, Groups<unknown>>();
  const facts = new Set<string>();
  for (const [name, groups] of before.made) {
    const lookup = lookups[name] as Lookup<unknown>;
    const members = (objects: readonly KubernetesObject[]) => objects.flatMap(o => lookup.memberOf(o) ?? []);
    const edit = { removed: members(change.removed), added: members(change.added) };
    const next = changeGroups(groups, edit, lookup);
    made.set(name, next.groups);
    for (const key of next.touched) facts.add(`${name} ${key}`);
  }
  for (const list of Object.keys(model) as (keyof ClusterModel)[]) {
    if (model[list] !== before.model[list]) facts.add(listFact(list));
  }
  for (const fact of changedGapFacts(before.model.completeness, model.completeness)) facts.add(fact);
  addEdit(before.lineage, { before: before.model, after: model, facts });
  return { cluster: makeIndex({ model, made, lineage: before.lineage }), facts };
}

function makeIndex(indexed: Indexed, note?: Note): ClusterIndex {
  const { model } = indexed;
  const peek = <N extends LookupName>(name: N, key: string) => membersOf(groupsOf(indexed, name), key);
  const look: typeof peek = (name, key) => {
    note?.(`${name} ${key}`);
    return peek(name, key);
  };
  const index: ClusterIndex = {
    model: note ? observeModel(model, note) : model,
    lineage: indexed.lineage,
    servicesNamed: name => look('services', namespacedName(name)),
    endpointsNamed: name => look('endpoints', namespacedName(name)),
    slicesOf: name => look('slices', namespacedName(name)),
    podTargets: pod => look('targets', namespacedName(pod)),
    slicesNamed: name => look('sliceNames', namespacedName(name)),
    podSourcesIn: namespace => look('pods', namespace),
    selected: (namespace, selector) => {
      // What all pairs match is in the group of the rarest one, so that no other decides.
      const pairs = Object.entries(selector ?? {}).map(pair => pairKeys(namespace, ...pair));
      if (!selector || pairs.length === 0) return [];
      const countOf = (keys: readonly string[]) => keys.reduce((sum, key) => sum + peek('labels', key).length, 0);
      const rarest = pairs.reduce((a, b) => (countOf(b) < countOf(a) ? b : a));
      const found = rarest
        .flatMap(key => look('labels', key))
        .filter(({ pod }) => selectionOf(selector, pod) === 'yes');
      return rarest.length > 1 ? [...new Set(found)] : found;
    },
    podsOrMakersNamed: name => {
      const found = look('podAnyNames', namespacedName(name)).map(({ object }) => object);
      return found.length < 2 ? found : [...found].sort(compareKinds);
    },
    podSourcesNamed: (namespace, ref) => look('podNames', keyOf(namespace, ref)),
    madeBy: (namespace, maker) => look('makers', keyOf(namespace, maker)),
    numbered: (namespace, key, value) => {
      const [, prefixed] = pairKeys(namespace, key, value);
      return prefixed === undefined ? [] : look('labels', prefixed);
    },
    scalersOf: workload => look('scalers', keyOf(workload.namespace, workload)),
    takersOf: ({ namespace, object }) => look('takers', keyOf(namespace, object)).flatMap(taker => asWorkload(taker)),
    openLabel: (namespace, key) => look('openLabels', labelKey(namespace, key, '')),
    podMakers: key => look('podMakers', key),
    nodePortClaims: nodePort => look('nodePorts', String(nodePort)),
    clusterIpClaims: ip => look('clusterIps', canonicalAddress(ip)),
    addressClaims: address => look('addresses', address),
    addressHolders: address => look('holders', address),
    selecting: source => {
      const candidates = new Set(podKeysOf(source).flatMap(key => look('selectors', key)));
      return [...candidates].filter(({ selector }) => selectionOf(selector, source.pod) === 'yes');
    },
    gapsFor: sought => {
      if (note) for (const fact of gapFactsOf(sought)) note(fact);
      return model.completeness.complete ? [] : gapsThatMayHold(model.completeness, sought);
    },
  };
  indexedBy.set(index, indexed);
  return index;
}

type Member<N extends LookupName> = NonNullable<ReturnType<(typeof lookups)[N]['memberOf']>>;

function groupsOf<N extends LookupName>({ model, made }: Indexed, name: N): Groups<Member<N>> {
  const known = made.get(name);
  if (known) return known as Groups<Member<N>>;
  const lookup = lookups[name] as unknown as Lookup<Member<N>>;
  const { services, endpoints, slices, pods, workloads, others } = model;
  const objects = [...services, ...endpoints, ...slices, ...pods, ...workloads, ...others];
  const groups = makeGroups(
    objects.flatMap(object => lookup.memberOf(object) ?? []),
    lookup,
  );
  made.set(name, groups);
  return groups;
}

function listFact(list: string): string {
  return `list ${list}`;
}

function observeModel(model: ClusterModel, note: Note): ClusterModel {
  const observed = {};
  for (const list of Object.keys(model) as (keyof ClusterModel)[]) {
    const get = () => {
      note(listFact(list));
      return model[list];
    };
    Object.defineProperty(observed, list, { get, enumerable: true });
  }
  return observed as ClusterModel;
}

function asWorkload({ object }: PodSource): Workload[] {
  return object.kind === 'Pod' ? [] : [object];
}

const podSources = new WeakMap<Pod | Workload, PodSource>();

function toPodSource(object: Pod | Workload): PodSource {
  const known = podSources.get(object);
  if (known) return known;
  const { namespace, name, pod } = object;
  const source = { namespace, name, object, pod };
  podSources.set(object, source);
  return source;
}

function numberedKey(namespace: string, key: string, prefix: string): string {
  return `${namespace}\n${key}\n${prefix}\n`;
}

function labelKey(namespace: string, key: string, value: string): string {
  return `${namespace}\n${key}\n${value}`;
}
