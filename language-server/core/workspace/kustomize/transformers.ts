/**
 * Kustomize's built-in transformers, one function each, in the order in which it runs them. In: the objects so far and
 * one kustomization. Out: the objects after it.
 */
import type { TextRange } from '../../base/textRange.ts';
import { childOf, type ManifestNode, type MapNode } from '../../yaml/manifestNode.ts';
import {
  changeField,
  type FieldSpec,
  fits,
  mergeSpecs,
  type ObjectType,
  type TransformerFields,
} from './fieldSpecs.ts';
import type { Kustomization, LabelRule } from './kustomization.ts';
import { rememberedChange } from './memo.ts';
import { unsure } from './patches.ts';
import { readsField } from './readFields.ts';
import {
  identitiesOf,
  identityOf,
  isClusterScoped,
  type Resource,
  remembered,
  withMetadata,
  withNode,
} from './resource.ts';
import { targetTest } from './targets.ts';
import { asMap, mapAt, scalarAt, withField } from './treeEdits.ts';

type Resources = readonly Resource[];

/** `memory` stands for the kustomization and its fields: the same ones make the same of the same tree. */
export interface Transformation {
  readonly kustomization: Kustomization;
  readonly fields: TransformerFields;
  readonly memory: object;
}

export function inNamespace(resources: Resources, { kustomization, fields, memory }: Transformation): Resources {
  const { namespace } = kustomization;
  if (!namespace) return resources;
  const moved = rememberedChange(memory, 'namespace', node => movedTo(namespace, node, fields));
  return resources.map(resource => withNode(remembered(resource), moved(resource.node)));
}

function movedTo(namespace: string, node: MapNode, fields: TransformerFields): MapNode {
  const type = identityOf({ node });
  const moved = isClusterScoped(type) ? node : withMetadata(node, 'namespace', namespace);
  const isNamespace = type.kind === 'Namespace' && type.group === '';
  const own = isNamespace ? withMetadata(moved, 'name', namespace) : moved;
  const specs = fields.namespace.filter(spec => fits(spec, type));
  return changeFields(own, specs, place => scalarAt(place, namespace));
}

const unnamed = ['CustomResourceDefinition', 'APIService', 'Namespace'];

/** First the prefix, then the suffix: what has the one alone is a name by which patches can find it, too. */
export function withAffixes(resources: Resources, { kustomization, memory }: Transformation): Resources {
  const { namePrefix, nameSuffix } = kustomization;
  const prefix = rememberedChange(memory, 'prefix', node => renamed(node, name => namePrefix + name));
  const suffix = rememberedChange(memory, 'suffix', node => renamed(node, name => name + nameSuffix));
  return resources.map(resource => {
    if (unnamed.includes(identityOf(resource).kind)) return resource;
    const first = namePrefix ? withNode(remembered(resource), prefix(resource.node)) : resource;
    const second = nameSuffix ? withNode(remembered(first), suffix(first.node)) : first;
    const prefixes = namePrefix ? [...resource.prefixes, namePrefix] : resource.prefixes;
    const suffixes = nameSuffix ? [...resource.suffixes, nameSuffix] : resource.suffixes;
    return { ...second, prefixes, suffixes };
  });
}

function renamed(node: MapNode, rename: (name: string) => string): MapNode {
  return withMetadata(node, 'name', rename(identityOf({ node }).name));
}

export function withLabels(resources: Resources, { kustomization, fields, memory }: Transformation): Resources {
  return kustomization.labels.reduce((before, rule, i) => {
    const change = rememberedChange(memory, `labels ${i}`, node =>
      withPairs(node, rule.pairs, labelSpecs(rule, fields)),
    );
    return before.map(resource => withNode(resource, change(resource.node)));
  }, resources);
}

function labelSpecs({ reach, fields: own }: LabelRule, fields: TransformerFields): readonly FieldSpec[] {
  if (reach === 'selectors') return mergeSpecs([...own, ...fields.commonLabels]);
  const reached = reach === 'templates' ? fields.templateLabels : [];
  return mergeSpecs([...own, ...reached, { path: ['metadata', 'labels'], create: true }]);
}

export function withAnnotations(resources: Resources, { kustomization, fields, memory }: Transformation): Resources {
  const { annotations } = kustomization;
  const change = rememberedChange(memory, 'annotations', node =>
    withPairs(node, annotations, fields.commonAnnotations),
  );
  return resources.map(resource => withNode(resource, change(resource.node)));
}

function withPairs(node: MapNode, pairs: Readonly<Record<string, string>>, specs: readonly FieldSpec[]): MapNode {
  if (Object.keys(pairs).length === 0) return node;
  const type = identityOf({ node });
  const own = specs.filter(spec => fits(spec, type));
  return changeFields(node, own, (place, value) => addPairs(asMap(value) ?? mapAt(place), pairs));
}

function addPairs(map: MapNode, pairs: Readonly<Record<string, string>>): MapNode {
  const at = (key: string) => childOf(map, key) ?? { start: map.start, end: map.start };
  return Object.entries(pairs).reduce((before, [key, value]) => withField(before, key, scalarAt(at(key), value)), map);
}

type Change = (place: TextRange, value: ManifestNode | undefined) => ManifestNode;

/** What is an object stays one. */
function changeFields(node: MapNode, specs: readonly FieldSpec[], change: Change): MapNode {
  const changed = specs.reduce<ManifestNode>(
    (before, spec) => changeField(before, spec, (value, place) => change(place, value)),
    node,
  );
  return asMap(changed) ?? node;
}

export function withReplicas(resources: Resources, { kustomization, fields }: Transformation): Resources {
  const scaled = (resource: Resource, { name, count }: Kustomization['replicas'][number]): Resource => {
    if (!isScaled(resource, name, fields)) return resource;
    const specs = fields.replicas.filter(spec => fits(spec, identityOf(resource)));
    return withNode(
      resource,
      changeFields(resource.node, specs, place => scalarAt(place, count)),
    );
  };
  return kustomization.replicas.reduce((before, each) => before.map(resource => scaled(resource, each)), resources);
}

/** By any name that it had. */
export function isScaled(resource: Resource, name: string, fields: TransformerFields): boolean {
  const identities = identitiesOf(resource);
  return identities.some(identity => identity.name === name && fields.replicas.some(spec => fits(spec, identity)));
}

/** Replacements are not carried out: what they reach is only known not to be known. */
export function withReplacements(resources: Resources, { replacements }: Kustomization): Resources {
  return replacements.reduce((before, { select, fieldPaths }) => {
    const isMeant = targetTest(select) ?? (() => true);
    return before.map(resource =>
      isMeant(resource) && fieldPaths.some(path => isRead(path, identityOf(resource))) ? unsure(resource) : resource,
    );
  }, resources);
}

/** "spec.template.spec.containers.[name=web].env.[name=A].value" */
function isRead(fieldPath: string, type: ObjectType): boolean {
  const steps: readonly string[] = fieldPath.match(/\[[^[\]]*\]|[^.[\]]+/g) ?? [];
  return fieldPath === '*' || readsField(type, steps);
}
