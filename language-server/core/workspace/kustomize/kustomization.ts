/**
 * A kustomization file as plain data. In: its tree. Out: what it lists and changes, in kustomize's own terms, and the
 * parts that are not understood, each with a sentence: what adds objects, and what may change any of them.
 */
import type { TextRange } from '../../base/textRange.ts';
import { readLabels, readString } from '../../cluster/read.ts';
import { childOf, keyText, type ManifestNode, nodeAt } from '../../yaml/manifestNode.ts';
import { decodeFieldSpecs } from './configurations.ts';
import type { FieldSpec, TypeFilter } from './fieldSpecs.ts';
import { knownNames, withFoldedKeys } from './foldKeys.ts';
import { isNull, textOf } from './treeEdits.ts';

/** A file or folder as it is written, relative to the kustomization's folder. */
export interface Entry {
  readonly path: string;
  readonly range: TextRange;
}

/** Names and namespaces are regular expressions over the whole text. */
export interface Target extends TypeFilter {
  readonly name?: string;
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly annotationSelector?: string;
}

export interface Patch {
  readonly content:
    | { readonly kind: 'file'; readonly entry: Entry }
    | { readonly kind: 'inline'; readonly text: string };
  readonly target: Target | undefined;
  /** `options`: the patch may rename what it changes. */
  readonly changesIdentity: boolean;
  readonly range: TextRange;
}

export interface LabelRule {
  readonly pairs: Readonly<Record<string, string>>;
  readonly reach: 'metadata' | 'templates' | 'selectors';
  readonly fields: readonly FieldSpec[];
}

export interface Replacement {
  readonly select: Target;
  readonly fieldPaths: readonly string[];
}

export interface Kustomization {
  readonly kind: 'Kustomization' | 'Component';
  readonly resources: readonly Entry[];
  readonly components: readonly Entry[];
  readonly configurations: readonly Entry[];
  readonly namespace: string;
  readonly namePrefix: string;
  readonly nameSuffix: string;
  readonly labels: readonly LabelRule[];
  readonly annotations: Readonly<Record<string, string>>;
  /** In the order in which they are applied: these before names and labels change… */
  readonly patches: readonly Patch[];
  /** …and these afterwards. */
  readonly latePatches: readonly Patch[];
  readonly replicas: readonly { readonly name: string; readonly count: number }[];
  readonly replacements: readonly Replacement[];
  /** Fields that may bring objects which nobody here sees. */
  readonly adds: readonly string[];
  /** Where the charts go, if each says so. */
  readonly chartNamespaces: readonly string[];
  /** Fields that may change any object. */
  readonly changes: readonly string[];
}

const harmless = new Set([
  ...['apiVersion', 'kind', 'metadata', 'buildMetadata', 'sortOptions', 'validators', 'crds'],
  ...['configMapGenerator', 'secretGenerator', 'generatorOptions', 'images', 'imageTags', 'helmGlobals'],
]);
const understood = new Set([
  ...['resources', 'bases', 'components', 'configurations', 'namespace', 'namePrefix', 'nameSuffix', 'labels'],
  ...['commonLabels', 'commonAnnotations', 'patches', 'patchesStrategicMerge', 'patchesJson6902', 'replicas'],
  'replacements',
]);
const adding = new Set(['generators', 'helmCharts', 'helmChartInflationGenerator']);

const nested = [
  ...[
    'path',
    'patch',
    'target',
    'options',
    'allowNameChange',
    'allowKindChange',
    'name',
    'namespace',
    'group',
    'version',
  ],
  ...[
    'labelSelector',
    'annotationSelector',
    'pairs',
    'includeSelectors',
    'includeTemplates',
    'fields',
    'create',
    'count',
  ],
  ...['source', 'targets', 'select', 'reject', 'fieldPath', 'fieldPaths'],
];
const names = knownNames([...harmless, ...understood, ...adding, ...nested]);

/** What only changes other kustomizations. */
export function isComponent(root: ManifestNode): boolean {
  return readString(withFoldedKeys(root, names), 'kind') === 'Component';
}

export function decodeKustomization(written: ManifestNode): Kustomization {
  const root = withFoldedKeys(written, names);
  const strategic = stringsOf(root, 'patchesStrategicMerge').map(({ node, text }) => strategicPatch(text, node));
  const present = root.kind === 'map' ? root.entries.filter(entry => !isNull(entry.value)).map(keyText) : [];
  const others = present.filter(key => !harmless.has(key) && !understood.has(key));
  return {
    kind: readString(root, 'kind') === 'Component' ? 'Component' : 'Kustomization',
    resources: [...entriesOf(root, 'resources'), ...entriesOf(root, 'bases')],
    components: entriesOf(root, 'components'),
    configurations: entriesOf(root, 'configurations'),
    namespace: readString(root, 'namespace') ?? '',
    namePrefix: readString(root, 'namePrefix') ?? '',
    nameSuffix: readString(root, 'nameSuffix') ?? '',
    labels: decodeLabels(root),
    annotations: readLabels(root, 'commonAnnotations') ?? {},
    patches: [...strategic, ...itemsOf(root, 'patches').flatMap(decodePatch)],
    latePatches: itemsOf(root, 'patchesJson6902').flatMap(decodePatch),
    replicas: itemsOf(root, 'replicas').flatMap(decodeReplicas),
    replacements: itemsOf(root, 'replacements').flatMap(decodeReplacement),
    adds: others.filter(key => adding.has(key)),
    chartNamespaces: chartNamespaces(itemsOf(root, 'helmCharts')),
    changes: [
      ...others.filter(key => !adding.has(key)),
      ...textFields.filter(path => !holdsText(nodeAt(root, path))).flat(),
    ],
  };
}

/** Objects of a chart are in its namespace, or in none, which is then the default one. */
function chartNamespaces(charts: readonly ManifestNode[]): string[] {
  const known = charts.flatMap(chart => textOf(childOf(chart, 'namespace')) || []);
  return known.length > 0 && known.length === charts.length ? [...new Set([...known, 'default'])] : [];
}

/** Kustomize refuses a number or a yes where it wants text. */
const textFields = [['namespace'], ['namePrefix'], ['nameSuffix'], ['commonLabels'], ['commonAnnotations']];

function holdsText(node: ManifestNode | undefined): boolean {
  if (isNull(node) || !node) return true;
  if (node.kind === 'map') return node.entries.every(({ value }) => value.kind === 'scalar' && holdsText(value));
  return node.kind === 'scalar' && typeof node.value === 'string';
}

function itemsOf(node: ManifestNode | undefined, key: string): readonly ManifestNode[] {
  const list = childOf(node, key);
  return list?.kind === 'sequence' ? list.items : [];
}

function stringsOf(node: ManifestNode, key: string): { node: ManifestNode; text: string }[] {
  return itemsOf(node, key).flatMap(item => {
    const text = textOf(item);
    return text === undefined ? [] : [{ node: item, text }];
  });
}

function entriesOf(node: ManifestNode, key: string): Entry[] {
  return stringsOf(node, key).map(({ node: { start, end }, text }) => ({ path: text.trim(), range: { start, end } }));
}

/** Selectors last: kustomize applies commonLabels after labels. */
function decodeLabels(root: ManifestNode): LabelRule[] {
  const rules = itemsOf(root, 'labels').map((item): LabelRule => {
    const isTrue = (key: string) => textOf(childOf(item, key)) === 'true';
    const reach = isTrue('includeSelectors') ? 'selectors' : isTrue('includeTemplates') ? 'templates' : 'metadata';
    return { pairs: readLabels(item, 'pairs') ?? {}, reach, fields: decodeFieldSpecs(childOf(item, 'fields')) };
  });
  const common = readLabels(root, 'commonLabels');
  return common ? [...rules, { pairs: common, reach: 'selectors', fields: [] }] : rules;
}

/** Text of several lines is the patch itself, anything else names a file. */
function strategicPatch(text: string, { start, end }: TextRange): Patch {
  const range = { start, end };
  const content: Patch['content'] = text.includes('\n')
    ? { kind: 'inline', text }
    : { kind: 'file', entry: { path: text.trim(), range } };
  return { content, target: undefined, changesIdentity: false, range };
}

function decodePatch(node: ManifestNode): Patch[] {
  const range = { start: node.start, end: node.end };
  const path = childOf(node, 'path');
  const text = textOf(childOf(node, 'patch'));
  const file = textOf(path);
  const options = childOf(node, 'options');
  const changesIdentity = ['allowNameChange', 'allowKindChange'].some(key => textOf(childOf(options, key)) === 'true');
  const rest = { target: decodeTarget(childOf(node, 'target')), changesIdentity, range };
  if (text) return [{ content: { kind: 'inline', text }, ...rest }];
  if (!file) return [];
  return [
    { content: { kind: 'file', entry: { path: file.trim(), range: { start: path!.start, end: path!.end } } }, ...rest },
  ];
}

const targetKeys = ['group', 'version', 'kind', 'name', 'namespace', 'labelSelector', 'annotationSelector'] as const;

function decodeTarget(node: ManifestNode | undefined): Target | undefined {
  if (node?.kind !== 'map') return undefined;
  const pairs = targetKeys.map(key => [key, textOf(childOf(node, key))] as const);
  return Object.fromEntries(pairs.filter(([, value]) => value));
}

function decodeReplicas(node: ManifestNode): { name: string; count: number }[] {
  const name = textOf(childOf(node, 'name'));
  const count = Number(textOf(childOf(node, 'count')));
  return name === undefined || !Number.isInteger(count) ? [] : [{ name, count }];
}

/** A replacement that stands in a file of its own is taken to reach everything. */
function decodeReplacement(node: ManifestNode): Replacement[] {
  if (!isNull(childOf(node, 'path'))) return [{ select: {}, fieldPaths: ['*'] }];
  return itemsOf(node, 'targets').map(target => ({
    select: decodeTarget(childOf(target, 'select')) ?? {},
    fieldPaths: stringsOf(target, 'fieldPaths').map(({ text }) => text),
  }));
}
