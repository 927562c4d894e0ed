/** The objects of a file as an outline, and those of the workspace by name. */
import type { TextRange } from '../../base/textRange.ts';
import { compareSources } from '../../cluster/clusterModel.ts';
import { type KubernetesObject, kindOf, type PodShape, type Service } from '../../cluster/objects.ts';
import { hasPods } from '../../cluster/references.ts';
import { type FieldPath, type ManifestNode, nodeAt, rangeAt } from '../../yaml/manifestNode.ts';
import type { SymbolKindName, SymbolView, WorkspaceSymbolView } from './navigationModel.ts';
import { locationOf, type PresentOf } from './place.ts';

/** Facts of the cluster that were read out of another object are not objects that somebody wrote. */
function isWritten(object: KubernetesObject): boolean {
  return object.kind !== 'ClusterStatement' && object.kind !== 'KubeProxyConfiguration';
}

export function symbolKindOf(object: KubernetesObject): SymbolKindName {
  if (object.kind === 'Service') return 'service';
  if (object.kind === 'Endpoints' || object.kind === 'EndpointSlice') return 'endpoints';
  if (object.kind === 'Pod') return 'pod';
  if (hasPods(object)) return 'workload';
  return object.kind === 'Other' && object.references ? 'route' : 'object';
}

/** An outline needs a name for each entry, also while neither name nor kind is typed. */
function titleOf(object: KubernetesObject): string {
  return object.name || kindOf(object) || '(no kind)';
}

/** "Service · shop": what tells objects of one name apart. */
export function symbolDetail(object: KubernetesObject): string {
  const namespace = object.declaredNamespace ?? (object.kind === 'Service' || hasPods(object) ? object.namespace : '');
  return namespace ? `${kindOf(object)} · ${namespace}` : kindOf(object);
}

export function documentSymbols(objects: readonly KubernetesObject[], presentOf: PresentOf): readonly SymbolView[] {
  return objects.filter(isWritten).flatMap(object => {
    const node = presentOf(object)?.node;
    if (!node) return [];
    const named = nodeAt(node, ['metadata', 'name']) ? ['metadata', 'name'] : ['kind'];
    const head = { name: titleOf(object), detail: symbolDetail(object), kind: symbolKindOf(object) };
    return [{ ...symbolAt(node, named, head), range: textRange(node), children: childrenOf(object, node) }];
  });
}

function textRange({ start, end }: TextRange): TextRange {
  return { start, end };
}

/** Of one field; `selection` is what a click leads to. */
function symbolAt(
  node: ManifestNode,
  path: FieldPath,
  head: Pick<SymbolView, 'name' | 'detail' | 'kind'>,
): Omit<SymbolView, 'children'> {
  const field = nodeAt(node, path) ?? node;
  const selection = rangeAt(node, path);
  const range = { start: Math.min(field.start, selection.start), end: Math.max(field.end, selection.end) };
  return { ...head, range, selection };
}

function childrenOf(object: KubernetesObject, node: ManifestNode): readonly SymbolView[] {
  if (object.kind === 'Service') return serviceChildren(object, node);
  return hasPods(object) ? podChildren(object.pod, node) : [];
}

function serviceChildren(service: Service, node: ManifestNode): readonly SymbolView[] {
  const ports = service.ports.map((port, i): SymbolView => {
    const number = port.port === undefined ? '' : String(port.port);
    const target = port.targetPort === undefined ? '' : ` → ${port.targetPort}`;
    const detail = `${number}${target}${port.protocol ? ` ${port.protocol}` : ''}`;
    const head = { name: port.name || number || `port ${i + 1}`, detail, kind: 'port' } as const;
    return { ...symbolAt(node, ['spec', 'ports', i], head), children: [] };
  });
  if (!service.selector) return ports;
  const detail = Object.entries(service.selector)
    .map(pair => pair.join(': '))
    .join(', ');
  const head = { name: 'selector', detail, kind: 'labels' } as const;
  return [{ ...symbolAt(node, ['spec', 'selector'], head), children: [] }, ...ports];
}

function podChildren(pod: PodShape, node: ManifestNode): readonly SymbolView[] {
  return pod.containers.flatMap(container =>
    container.ports.map((port, i): SymbolView => {
      const number = port.containerPort === undefined ? '' : String(port.containerPort);
      const name = port.name || number || `port ${i + 1}`;
      const detail = [container.name, port.name && number, port.protocol].filter(Boolean).join(' ');
      return { ...symbolAt(node, [...container.path, 'ports', i], { name, detail, kind: 'port' }), children: [] };
    }),
  );
}

/** As many as a list can show; people type on to narrow it. */
const maxWorkspaceSymbols = 500;

/** Objects whose namespace and name hold the letters of `query` in this order; names that begin with it first. */
export function workspaceSymbols(
  objects: Iterable<KubernetesObject>,
  query: string,
  presentOf: PresentOf,
): readonly WorkspaceSymbolView[] {
  const wanted = query.toLowerCase().replace(/\s+/g, '');
  const ranked: { object: KubernetesObject; rank: number }[] = [];
  for (const object of objects) {
    const rank = object.name && isWritten(object) ? rankOf(object, wanted) : undefined;
    if (rank !== undefined) ranked.push({ object, rank });
  }
  return ranked
    .sort((a, b) => a.rank - b.rank || compareNames(a.object, b.object))
    .slice(0, maxWorkspaceSymbols)
    .map(({ object }) => ({
      name: object.name,
      container: symbolDetail(object),
      kind: symbolKindOf(object),
      location: locationOf({ object, path: ['metadata', 'name'] }, presentOf),
    }));
}

/** By name, then namespace and kind, so that the order of loading plays no part. */
function compareNames(a: KubernetesObject, b: KubernetesObject): number {
  const keyOf = (object: KubernetesObject) => [object.name, object.namespace, kindOf(object), object.source.file];
  const [first, second] = [keyOf(a), keyOf(b)];
  const at = first.findIndex((part, i) => part !== second[i]);
  if (at < 0) return compareSources(a, b);
  return first[at]! < second[at]! ? -1 : 1;
}

function rankOf(object: KubernetesObject, wanted: string): number | undefined {
  const name = object.name.toLowerCase();
  const at = name.indexOf(wanted);
  if (at >= 0) return at === 0 ? 0 : 1;
  const whole = `${kindOf(object).toLowerCase()}/${object.namespace}/${name}`;
  return holdsInOrder(whole, wanted) ? 2 : undefined;
}

function holdsInOrder(text: string, letters: string): boolean {
  let at = -1;
  for (const letter of letters) {
    at = text.indexOf(letter, at + 1);
    if (at < 0) return false;
  }
  return true;
}
