/**
 * Which fields of which objects kustomize's built-in transformers reach, as a table that `configurations` can add to.
 * In: an object's tree and a field's path. Out: the tree with these fields changed.
 */
import type { TextRange } from '../../base/textRange.ts';
import { childOf, type ManifestNode } from '../../yaml/manifestNode.ts';
import { isNull, mapAt, withField } from './treeEdits.ts';

/** Group, version and kind of an object. */
export interface ObjectType {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** An absent part fits anything. */
export type TypeFilter = Partial<ObjectType>;

export interface FieldSpec extends TypeFilter {
  /** Lists on the way are gone through; the last step may be missing. */
  readonly path: readonly string[];
  /** A missing field is made. */
  readonly create: boolean;
}

/** What transformers reach by default, or what a `configurations` file adds. */
export interface TransformerFields {
  readonly commonLabels: readonly FieldSpec[];
  readonly templateLabels: readonly FieldSpec[];
  readonly commonAnnotations: readonly FieldSpec[];
  readonly namespace: readonly FieldSpec[];
  readonly replicas: readonly FieldSpec[];
  /** Fields that name a Service: the name itself, or the map that holds name and namespace. */
  readonly serviceNames: readonly FieldSpec[];
}

export function typeOf(apiVersion: string, kind: string): ObjectType {
  const slash = apiVersion.indexOf('/');
  return slash < 0
    ? { group: '', version: apiVersion, kind }
    : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1), kind };
}

export function fits({ group, version, kind }: TypeFilter, type: ObjectType): boolean {
  return (
    (group === undefined || group === type.group) &&
    (version === undefined || version === type.version) &&
    (kind === undefined || kind === type.kind)
  );
}

/** `place` is where something new is to stand. */
type ChangeField = (value: ManifestNode | undefined, place: TextRange) => ManifestNode;

export function changeField(node: ManifestNode, { path, create }: FieldSpec, change: ChangeField): ManifestNode {
  return changeBelow(node, path, create, change);
}

function changeBelow(node: ManifestNode, path: readonly string[], create: boolean, change: ChangeField): ManifestNode {
  if (node.kind === 'sequence') {
    const items = node.items.map(item => changeBelow(item, path, create, change));
    return items.every((item, i) => item === node.items[i]) ? node : { ...node, items };
  }
  const [step, ...rest] = path;
  if (node.kind !== 'map' || step === undefined) return node;
  const child = childOf(node, step);
  if (isNull(child) && !create) return node;
  const place = { start: node.start, end: node.start };
  if (rest.length === 0) return withField(node, step, change(isNull(child) ? undefined : child, child ?? place));
  const next = isNull(child) ? mapAt(place) : child!;
  return withField(node, step, changeBelow(next, rest, create, change));
}

type Row = readonly [kinds: string, path: string, create?: 'create'];

/** A kind is written as `group/Kind`, `Kind` of any group, or `*`. */
function specsOf(rows: readonly Row[]): FieldSpec[] {
  return rows.flatMap(([kinds, path, create]) =>
    kinds.split(' ').map(name => ({
      ...(name === '*' ? {} : filterOf(name)),
      path: path.split('/'),
      create: create !== undefined,
    })),
  );
}

function filterOf(name: string): TypeFilter {
  const slash = name.lastIndexOf('/');
  return slash < 0 ? { kind: name } : { group: name.slice(0, slash), kind: name.slice(slash + 1) };
}

const templates: readonly Row[] = [
  [
    'ReplicationController Deployment ReplicaSet DaemonSet apps/StatefulSet batch/Job',
    'spec/template/metadata/labels',
    'create',
  ],
  ['batch/CronJob', 'spec/jobTemplate/metadata/labels', 'create'],
  ['batch/CronJob', 'spec/jobTemplate/spec/template/metadata/labels', 'create'],
];

const webhookKinds =
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration admissionregistration.k8s.io/MutatingWebhookConfiguration';

/** As of kustomize 5. Fields that Routelens never reads (affinity, volume claims) are left out. */
export const defaultFields: TransformerFields = {
  commonLabels: [
    ...specsOf([
      ['*', 'metadata/labels', 'create'],
      ['Service ReplicationController', 'spec/selector', 'create'],
    ]).map(spec => (spec.kind ? { ...spec, version: 'v1' } : spec)),
    ...specsOf([
      ['Deployment ReplicaSet DaemonSet apps/StatefulSet', 'spec/selector/matchLabels', 'create'],
      ['batch/Job policy/PodDisruptionBudget', 'spec/selector/matchLabels'],
      ['batch/CronJob', 'spec/jobTemplate/spec/selector/matchLabels'],
      ['networking.k8s.io/NetworkPolicy', 'spec/podSelector/matchLabels'],
      ['networking.k8s.io/NetworkPolicy', 'spec/ingress/from/podSelector/matchLabels'],
      ['networking.k8s.io/NetworkPolicy', 'spec/egress/to/podSelector/matchLabels'],
      ...templates,
    ]),
  ],
  templateLabels: specsOf([['*', 'metadata/labels', 'create'], ...templates]),
  commonAnnotations: specsOf([['*', 'metadata/annotations', 'create']]),
  namespace: specsOf([
    ['apiregistration.k8s.io/APIService', 'spec/service/namespace', 'create'],
    ['apiextensions.k8s.io/CustomResourceDefinition', 'spec/conversion/webhook/clientConfig/service/namespace'],
  ]),
  replicas: specsOf([['Deployment ReplicationController ReplicaSet StatefulSet', 'spec/replicas', 'create']]),
  serviceNames: specsOf([
    ['apps/StatefulSet', 'spec/serviceName'],
    ['Ingress', 'spec/rules/http/paths/backend/serviceName'],
    ['Ingress', 'spec/backend/serviceName'],
    ['Ingress', 'spec/rules/http/paths/backend/service/name'],
    ['Ingress', 'spec/defaultBackend/service/name'],
    ['apiregistration.k8s.io/APIService', 'spec/service/name'],
    [webhookKinds, 'webhooks/clientConfig/service'],
  ]),
};

/** Later tables add to earlier ones; what is the same field counts once. */
export function mergeFields(tables: readonly Partial<TransformerFields>[]): TransformerFields {
  const all = (name: keyof TransformerFields) => mergeSpecs(tables.flatMap(table => table[name] ?? []));
  return {
    commonLabels: all('commonLabels'),
    templateLabels: all('templateLabels'),
    commonAnnotations: all('commonAnnotations'),
    namespace: all('namespace'),
    replicas: all('replicas'),
    serviceNames: all('serviceNames'),
  };
}

export function mergeSpecs(specs: readonly FieldSpec[]): readonly FieldSpec[] {
  const keyOf = ({ group, version, kind, path }: FieldSpec) => [group, version, kind, path.join('/')].join('|');
  return [...new Map(specs.map(spec => [keyOf(spec), spec])).values()];
}
