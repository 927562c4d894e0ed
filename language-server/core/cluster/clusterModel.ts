/**
 * One cluster as the workspace describes it: the objects of one root, indexed. Built from decoded objects; immutable.
 * Objects of the same kind, namespace and name are alternatives: all are kept, the last one counts for routing.
 */
import type { Completeness } from './completeness.ts';
import { type Change, insertSorted } from './groups.ts';
import type {
  ClusterStatement,
  EndpointSlice,
  Endpoints,
  KubeProxyConfiguration,
  KubernetesObject,
  Node,
  OtherObject,
  Pod,
  Service,
  ServiceCidr,
  Workload,
} from './objects.ts';

export interface ClusterModel {
  /** Folder of the root, as a path prefix of its files; "" for the whole input. */
  readonly root: string;
  readonly services: readonly Service[];
  readonly endpoints: readonly Endpoints[];
  readonly slices: readonly EndpointSlice[];
  readonly nodes: readonly Node[];
  readonly pods: readonly Pod[];
  readonly workloads: readonly Workload[];
  readonly serviceCidrs: readonly ServiceCidr[];
  readonly proxyConfigurations: readonly KubeProxyConfiguration[];
  readonly statements: readonly ClusterStatement[];
  readonly others: readonly OtherObject[];
  readonly completeness: Completeness;
}

type Lists = Omit<ClusterModel, 'root' | 'completeness'>;

function is<K extends KubernetesObject['kind']>(kind: K) {
  return (object: KubernetesObject): object is Extract<KubernetesObject, { kind: K }> => object.kind === kind;
}

/** Which objects each list holds. */
const tests: { readonly [L in keyof Lists]: (object: KubernetesObject) => object is Lists[L][number] } = {
  services: is('Service'),
  endpoints: is('Endpoints'),
  slices: is('EndpointSlice'),
  nodes: is('Node'),
  pods: is('Pod'),
  workloads: (object): object is Workload => 'replicas' in object,
  serviceCidrs: is('ServiceCIDR'),
  proxyConfigurations: is('KubeProxyConfiguration'),
  statements: is('ClusterStatement'),
  others: is('Other'),
};
const listNames = Object.keys(tests) as (keyof Lists)[];

export function buildClusterModel(
  root: string,
  objects: readonly KubernetesObject[],
  completeness: Completeness = { complete: true, reasons: [] },
): ClusterModel {
  const lists = Object.fromEntries(listNames.map(name => [name, objects.filter(tests[name])])) as unknown as Lists;
  return { root, ...lists, completeness };
}

/** The order of objects in a model whose files come in the order of their names. */
export function compareSources({ source: a }: KubernetesObject, { source: b }: KubernetesObject): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.document - b.document || (a.item ?? 0) - (b.item ?? 0);
}

/** The model after an edit. Lists that it does not touch stay the same objects. */
export function changeClusterModel(
  previous: ClusterModel,
  { removed, added }: Change<KubernetesObject>,
  completeness: Completeness,
): ClusterModel {
  const changed = (name: keyof Lists): readonly KubernetesObject[] => {
    const test: (object: KubernetesObject) => boolean = tests[name];
    const list: readonly KubernetesObject[] = previous[name];
    if (!removed.some(test) && !added.some(test)) return list;
    return insertSorted(without(list, removed.filter(test)), added.filter(test), compareSources);
  };
  const lists = Object.fromEntries(listNames.map(name => [name, changed(name)])) as unknown as Lists;
  return { ...previous, ...lists, completeness };
}

/** With more, it is sooner done to ask of each item whether it goes. */
const maxSought = 50;

function without<T>(list: readonly T[], gone: readonly T[]): T[] {
  if (gone.length > maxSought) {
    const leaving = new Set(gone);
    return list.filter(item => !leaving.has(item));
  }
  const staying = list.slice();
  for (const item of gone) {
    const at = staying.indexOf(item);
    if (at >= 0) staying.splice(at, 1);
  }
  return staying;
}
