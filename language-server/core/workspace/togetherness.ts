/**
 * Which folders of one input evidently go to one cluster. Repositories hold examples, tutorials and variants side by side,
 * and what only collides between them is no mistake. In: the files of a root, and its cluster. Out: for two files whether
 * they belong together, may do so, or are copies of which one is applied.
 *
 * Evidence, the strongest first: one folder, one chart, a Service whose pods are in one other place, a route to a Service,
 * folders side by side that are called after kinds, a Namespace and what is in it, a namespace that is written out. What is nearest in the tree is meant. Folders that
 * hold objects of one name are never put together.
 */
import type { ClusterIndex } from '../cluster/clusterIndex.ts';
import type { Change } from '../cluster/groups.ts';
import { type KubernetesObject, namespacedName, type Service, type ServiceReference } from '../cluster/objects.ts';
import { isPortAskedFor, serviceReferencesOf } from '../cluster/references.ts';
import { serviceNameLabel } from '../cluster/sliceLabels.ts';
import type { Relation } from '../validation/defineRule.ts';
import { directoryOf } from './kustomize/paths.ts';
import type { WorkspaceFile } from './snapshot.ts';

export interface Togetherness {
  readonly relation: (a: string, b: string) => Relation;
  /** Equal for two of the same objects that say the same of all files. */
  readonly signature: string;
}

interface Group {
  readonly folders: Set<string>;
  /** Kind, namespace and name of what can be in a cluster once. */
  readonly identities: Set<string>;
}

/** Of a root that somebody says is one cluster. */
export const allTogether: Togetherness = { relation: () => 'one', signature: '' };

/** Whether an edit leaves all evidence as it is. */
export function keepsEvidence({ removed, added }: Change<KubernetesObject>): boolean {
  const [before, after] = [removed, added].map(list => list.map(evidenceOf).sort().join('\n'));
  return before === after;
}

/** Whether the same names are in the same folders, so that the same folders are copies. */
export function keepsIdentities({ removed, added }: Change<KubernetesObject>): boolean {
  const placed = (object: KubernetesObject) => `${directoryOf(object.source.file)} ${identityOf(object)}`;
  const [before, after] = [removed, added].map(list => list.filter(isUnique).map(placed).sort().join('\n'));
  return before === after;
}

function evidenceOf(object: KubernetesObject): string {
  const kind = object.kind === 'Other' ? object.actualKind : object.kind;
  const facts = [kind, object.namespace, object.name, directoryOf(object.source.file)];
  const ports = (service: Service) => service.ports.map(({ name, port }) => [name, port]);
  const own =
    object.kind === 'Service'
      ? [object.selector, ports(object)]
      : 'pod' in object
        ? object.pod.labels
        : object.labels[serviceNameLabel];
  return JSON.stringify([
    ...facts,
    own,
    serviceReferencesOf(object).map(r => [namespacedName(r), r.servicePort?.value]),
  ]);
}

export function togetherness(files: readonly WorkspaceFile[], cluster: ClusterIndex): Togetherness {
  const groups = groupFolders(files);
  const holding = files.filter(({ objects }) => objects.length > 0);
  for (const { objects } of holding) for (const object of objects) joinReferences(object, cluster, groups);
  joinKindFolders(holding, groups);
  joinNamespaces(holding, groups);
  const common = foldersOfNodes(holding);
  const relation = (a: string, b: string): Relation => {
    const [one, other] = [groups.of(a), groups.of(b)];
    if (one === other || groups.areLinked(a, b)) return 'one';
    if (common.has(directoryOf(a)) || common.has(directoryOf(b))) return 'one';
    return haveCommon(one.identities, other.identities) ? 'copies' : 'maybe';
  };
  return { relation, signature: [groups.signature(), ...common].join('\n') };
}

/** Of one app in several folders. */
const maxParts = 20;

interface Groups {
  readonly of: (file: string) => Group;
  readonly join: (a: string, b: string) => void;
  /** Put together by themselves, where their groups are not: a base and the second of its variants. */
  readonly areLinked: (a: string, b: string) => boolean;
  readonly canJoin: (files: readonly string[]) => boolean;
  readonly signature: () => string;
}

function groupFolders(files: readonly WorkspaceFile[]): Groups {
  const byFolder = new Map<string, Group>();
  const charts = new Set(files.filter(isChart).map(({ name }) => directoryOf(name)));
  const placeOf = (file: string) => {
    const folder = directoryOf(file);
    return charts.size === 0 ? folder : (outermost(folder, charts) ?? folder);
  };
  const of = (file: string): Group => {
    const place = placeOf(file);
    const known = byFolder.get(place) ?? { folders: new Set([place]), identities: new Set<string>() };
    byFolder.set(place, known);
    return known;
  };
  const ownIdentities = new Map<string, Set<string>>();
  for (const { name, objects } of files) {
    const { identities } = of(name);
    const own = ownIdentities.get(placeOf(name)) ?? new Set();
    ownIdentities.set(placeOf(name), own);
    for (const identity of objects.filter(isUnique).map(identityOf)) {
      identities.add(identity);
      own.add(identity);
    }
  }
  const links = new Set<string>();
  const linkOf = (a: string, b: string) => [placeOf(a), placeOf(b)].sort().join('\n');
  const areLinked = (a: string, b: string) => links.size > 0 && links.has(linkOf(a, b));
  const ownOf = (file: string) => ownIdentities.get(placeOf(file)) ?? new Set<string>();
  const join = (a: string, b: string) => {
    const [one, other] = [of(a), of(b)].sort((x, y) => y.folders.size - x.folders.size);
    if (one === other) return;
    if (haveCommon(one!.identities, other!.identities)) {
      if (!haveCommon(ownOf(a), ownOf(b))) links.add(linkOf(a, b));
      return;
    }
    for (const folder of other!.folders) {
      one!.folders.add(folder);
      byFolder.set(folder, one!);
    }
    for (const identity of other!.identities) one!.identities.add(identity);
  };
  const canJoin = (names: readonly string[]) => {
    const distinct = [...new Map(names.map(name => [placeOf(name), ownOf(name)])).values()];
    if (distinct.length > maxParts) return false;
    return distinct.every((own, i) => distinct.slice(i + 1).every(other => !haveCommon(own, other)));
  };
  const signature = () => {
    const numbers = new Map([...new Set(byFolder.values())].map((group, i) => [group, i]));
    return [...[...byFolder].map(([folder, group]) => `${folder} ${numbers.get(group)}`), ...[...links].sort()].join(
      '\n',
    );
  };
  return { of, join, areLinked, canJoin, signature };
}

export function isChart({ name }: WorkspaceFile): boolean {
  return name.endsWith('/Chart.yaml');
}

function outermost(folder: string, among: ReadonlySet<string>): string | undefined {
  for (let end = folder.indexOf('/'); end >= 0; end = folder.indexOf('/', end + 1)) {
    if (among.has(folder.slice(0, end + 1))) return folder.slice(0, end + 1);
  }
  return undefined;
}

/** Service accounts, ConfigMaps and the like are not decoded, and a Namespace may be repeated. */
function isUnique(object: KubernetesObject): boolean {
  return object.name !== '' && (object.kind === 'Service' || object.kind === 'Endpoints' || 'pod' in object);
}

function identityOf(object: KubernetesObject): string {
  return `${object.kind} ${namespacedName(object)}`;
}

function haveCommon(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  for (const item of small) if (large.has(item)) return true;
  return false;
}

function joinReferences(object: KubernetesObject, cluster: ClusterIndex, groups: Groups): void {
  if (object.kind === 'Service') joinNearest(object, podsOf(object, cluster), groups);
  for (const reference of serviceReferencesOf(object)) {
    const services = cluster.servicesNamed(reference).filter(service => answers(service, reference));
    joinNearest(object, services, groups);
  }
  const service = object.kind === 'EndpointSlice' ? object.labels[serviceNameLabel] : undefined;
  const own = object.kind === 'Endpoints' ? object.name : service;
  if (own) joinNearest(object, cluster.servicesNamed({ namespace: object.namespace, name: own }), groups);
}

function podsOf({ namespace, selector }: Service, cluster: ClusterIndex): readonly KubernetesObject[] {
  return cluster.selected(namespace, selector).map(source => source.object);
}

/** A reference to a port that the Service lacks may mean another Service of the name. */
function answers({ ports }: Service, { servicePort }: ServiceReference): boolean {
  return servicePort === undefined || ports.some(port => isPortAskedFor(port, servicePort.value));
}

/**
 * Nothing follows where the object's own folder has what it refers to, or where several places are equally near, unless
 * these are parts of one.
 */
function joinNearest(object: KubernetesObject, found: readonly KubernetesObject[], groups: Groups): void {
  const { file } = object.source;
  const own = directoryOf(file);
  const files = [...new Set(found.map(({ source }) => source.file))];
  if (files.length === 0 || files.some(name => directoryOf(name) === own)) return;
  const depth = Math.max(...files.map(name => commonDepth(name, file)));
  const nearest = files.filter(name => commonDepth(name, file) === depth);
  const isOnePlace = nearest.every(name => directoryOf(name) === directoryOf(nearest[0]!));
  const areParts = nearest.every(name => commonDepth(name, nearest[0]!) > depth);
  if (!isOnePlace && !areParts) return;
  if (groups.canJoin([file, ...nearest])) for (const name of nearest) groups.join(file, name);
}

/** How many folders two files share. */
function commonDepth(a: string, b: string): number {
  const [one, other] = [directoryOf(a).split('/'), directoryOf(b).split('/')];
  const end = one.findIndex((step, i) => step !== other[i]);
  return end < 0 ? one.length - 1 : end;
}

const kindFolders: readonly (readonly [RegExp, (object: KubernetesObject) => boolean])[] = [
  [/^(?:services?|svcs?|endpoints|endpointslices?)$/i, object => !('pod' in object)],
  [
    /^(?:deployments?|statefulsets?|daemonsets?|pods?|workloads?|jobs?|cronjobs?)$/i,
    object => object.kind !== 'Service',
  ],
  [/^(?:ingress(?:es)?|routes?|gateways?|network(?:ing|-?policies)|namespaces?)$/i, object => !isUnique(object)],
];

/** One app, laid out by kind: `services/` beside `deployments/` and `ingress/`, each with that kind alone. */
function joinKindFolders(files: readonly WorkspaceFile[], groups: Groups): void {
  const mixed = new Set<string>();
  const firsts = new Map<string, string[]>();
  for (const { name, objects } of files) {
    const folder = directoryOf(name);
    const [, holds] = kindFolders.find(([form]) => form.test(folder.split('/').at(-2) ?? '')) ?? [];
    if (!holds) continue;
    if (!objects.every(holds)) mixed.add(folder);
    addTo(firsts, folder.split('/').slice(0, -2).join('/'), name);
  }
  for (const names of firsts.values()) {
    const [first, ...others] = firstOfFolders(names).filter(name => !mixed.has(directoryOf(name)));
    if (first !== undefined) for (const name of others) groups.join(first, name);
  }
}

/** Names that any cluster has, or any example takes. */
const commonNamespaces = new Set([
  ...['default', 'kube-system', 'kube-public', 'kube-node-lease', 'monitoring', 'logging', 'test', 'demo', 'example'],
  ...['ingress-nginx', 'cert-manager', 'istio-system', 'metallb-system', 'dev', 'prod', 'staging', 'production'],
]);

function joinNamespaces(files: readonly WorkspaceFile[], groups: Groups): void {
  const base = commonFolder(files);
  const definitions = new Map<string, string[]>();
  const users = new Map<string, string[]>();
  for (const { name, objects } of files) {
    for (const object of objects) {
      if (object.kind === 'Other' && object.actualKind === 'Namespace') addTo(definitions, object.name, name);
      else if (isUnique(object) && object.namespace !== 'default') addTo(users, object.namespace, name);
    }
  }
  for (const [namespace, names] of users) {
    const defining = definitions.get(namespace) ?? [];
    const [first, ...others] = firstOfFolders(names).filter(name => !isExample(name, base));
    if (first === undefined) continue;
    if (defining.length === 1) for (const name of [first, ...others]) groups.join(name, defining[0]!);
    else if (defining.length === 0 && !commonNamespaces.has(namespace))
      for (const name of others) groups.join(first, name);
  }
}

function firstOfFolders(names: readonly string[]): string[] {
  return [...new Map(names.toReversed().map(name => [directoryOf(name), name])).values()].reverse();
}

const exampleWords =
  /(?:example|sample|demo|tutorial|lab|exercise|chapter|lesson|step|quickstart|playground)s?(?:[-_.]?\w{1,3})?$/i;

/** Numbered steps and folders of examples use one namespace one after the other, and are tried one by one. */
function isExample(file: string, base: string): boolean {
  const steps = directoryOf(file).slice(base.length).split('/');
  return steps.some(step => /^\d+[-_.]/.test(step) || exampleWords.test(step));
}

/** The folder that holds them all; how it is called says nothing of them. */
function commonFolder(files: readonly WorkspaceFile[]): string {
  const [first = '', ...others] = files.map(({ name }) => directoryOf(name));
  let end = first.length;
  for (const folder of others) {
    while (!folder.startsWith(first.slice(0, end))) end = first.lastIndexOf('/', end - 2) + 1;
  }
  return first.slice(0, end);
}

function addTo(map: Map<string, string[]>, key: string, value: string): void {
  const values = map.get(key);
  if (values) values.push(value);
  else map.set(key, [value]);
}

/** Where one folder holds the Nodes, it tells of the cluster that all others go to. */
function foldersOfNodes(files: readonly WorkspaceFile[]): ReadonlySet<string> {
  const folders = new Set(
    files.filter(f => f.objects.some(o => o.kind === 'Node')).map(({ name }) => directoryOf(name)),
  );
  return folders.size === 1 ? folders : new Set();
}
