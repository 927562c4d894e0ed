/**
 * Kustomize's built-in transformers, one function each, in the order in which it runs them. In: the objects so far and
 * one kustomization. Out: the objects after it.
 */
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

export function inNamespace(resources: Resources, { namespace }: Kustomization, fields: TransformerFields): Resources {
  if (!namespace) return resources;
  return resources.map(resource => {
    const type = identityOf(resource);
    const moved = isClusterScoped(type) ? resource.node : withMetadata(resource.node, 'namespace', namespace);
    const isNamespace = type.kind === 'Namespace' && type.group === '';
    const own = isNamespace ? withMetadata(moved, 'name', namespace) : moved;
    const specs = fields.namespace.filter(spec => fits(spec, type));
    return withNode(
      remembered(resource),
      changeFields(own, specs, place => scalarAt(place, namespace)),
    );
  });
}

const unnamed = ['CustomResourceDefinition', 'APIService', 'Namespace'];

/** First the prefix, then the suffix: what has the one alone is a name by which patches can find it, too. */
export function withAffixes(resources: Resources, { namePrefix, nameSuffix }: Kustomization): Resources {
  const prefixed = renamed(
    resources,
    namePrefix,
    name => namePrefix + name,
    resource => ({
      ...resource,
      prefixes: [...resource.prefixes, namePrefix],
    }),
  );
  return renamed(
    prefixed,
    nameSuffix,
    name => name + nameSuffix,
    resource => ({
      ...resource,
      suffixes: [...resource.suffixes, nameSuffix],
    }),
  );
}

function renamed(
  resources: Resources,
  affix: string,
  rename: (name: string) => string,
  noted: (resource: Resource) => Resource,
): Resources {
  if (!affix) return resources;
  return resources.map(resource => {
    const { kind, name } = identityOf(resource);
    if (unnamed.includes(kind)) return resource;
    return noted(withNode(remembered(resource), withMetadata(resource.node, 'name', rename(name))));
  });
}

export function withLabels(resources: Resources, { labels }: Kustomization, fields: TransformerFields): Resources {
  return labels.reduce((before, rule) => withPairs(before, rule.pairs, labelSpecs(rule, fields)), resources);
}

function labelSpecs({ reach, fields: own }: LabelRule, fields: TransformerFields): readonly FieldSpec[] {
  if (reach === 'selectors') return mergeSpecs([...own, ...fields.commonLabels]);
  const reached = reach === 'templates' ? fields.templateLabels : [];
  return mergeSpecs([...own, ...reached, { path: ['metadata', 'labels'], create: true }]);
}

export function withAnnotations(
  resources: Resources,
  kustomization: Kustomization,
  fields: TransformerFields,
): Resources {
  return withPairs(resources, kustomization.annotations, fields.commonAnnotations);
}

function withPairs(
  resources: Resources,
  pairs: Readonly<Record<string, string>>,
  specs: readonly FieldSpec[],
): Resources {
  if (Object.keys(pairs).length === 0) return resources;
  return resources.map(resource => {
    const type = identityOf(resource);
    const own = specs.filter(spec => fits(spec, type));
    return withNode(
      resource,
      changeFields(resource.node, own, (place, value) => addPairs(asMap(value) ?? mapAt(place), pairs)),
    );
  });
}

function addPairs(map: MapNode, pairs: Readonly<Record<string, string>>): MapNode {
  return Object.entries(pairs).reduce(
    (before, [key, value]) =>
      withField(before, key, scalarAt(childOf(before, key) ?? { start: map.start, end: map.start }, value)),
    map,
  );
}

type Change = (place: { start: number; end: number }, value: ManifestNode | undefined) => ManifestNode;

function changeFields(node: ManifestNode, specs: readonly FieldSpec[], change: Change): ManifestNode {
  return specs.reduce((before, spec) => changeField(before, spec, (value, place) => change(place, value)), node);
}

export function withReplicas(resources: Resources, { replicas }: Kustomization, fields: TransformerFields): Resources {
  const scaled = (resource: Resource, { name, count }: Kustomization['replicas'][number]): Resource => {
    if (!isScaled(resource, name, fields)) return resource;
    const specs = fields.replicas.filter(spec => fits(spec, identityOf(resource)));
    return withNode(
      resource,
      changeFields(resource.node, specs, place => scalarAt(place, count)),
    );
  };
  return replicas.reduce((before, each) => before.map(resource => scaled(resource, each)), resources);
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
  const steps: readonly string[] = fieldPath.match(/\[[^\]]*\]|[^.[\]]+/g) ?? [];
  return fieldPath === '*' || readsField(type, steps);
}
