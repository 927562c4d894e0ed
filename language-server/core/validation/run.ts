/**
 * Runs the rules over one file. In: its manifest and objects, the cluster they belong to, what is known of it.
 * Out: findings in the order of the text, and the fixes of one of them, recomputed from the same input.
 */
import type { ClusterIndex } from '../cluster/clusterIndex.ts';
import type { ClusterSettings } from '../cluster/clusterSettings.ts';
import { type Gap, mayHold } from '../cluster/completeness.ts';
import { objectNodes } from '../cluster/decode.ts';
import type { KubernetesObject } from '../cluster/objects.ts';
import { isSettingsFile } from '../cluster/settingsFile.ts';
import type { Manifest, ManifestDocument } from '../yaml/manifest.ts';
import type { ManifestNode } from '../yaml/manifestNode.ts';
import type {
  DocumentContext,
  DocumentRule,
  Draft,
  ObjectRule,
  Relation,
  RuleContext,
  ValidationRule,
} from './defineRule.ts';
import { weighedByPlace } from './elsewhere.ts';
import type { Finding, Fix } from './finding.ts';
import { type Judged, judge, postponed } from './judge.ts';
import { withoutMistyped } from './mistyped.ts';
import { registry } from './registry.ts';
import { isSuppressed, suppressionFixes } from './suppress.ts';
import { withoutUnknown } from './unknownValues.ts';
import { weighed } from './unread.ts';

export interface ValidationInput {
  readonly file: string;
  readonly manifest: Manifest;
  /** The file's objects, as decoded from the manifest. */
  readonly objects: readonly KubernetesObject[];
  readonly cluster: ClusterIndex;
  readonly settings: ClusterSettings;
  /** Tree of any object of the cluster. */
  readonly nodeOf: (object: KubernetesObject) => ManifestNode | undefined;
  /** How the objects of another file stand to those of this one; absent: all go to one cluster. */
  readonly relationTo?: (file: string) => Relation;
  /** The file holds patches: its objects are not whole, and what they make of others is judged there. */
  readonly isPatch?: boolean;
  /** Of an object that is not as it is written, the tree that it was decoded from. */
  readonly builtOf?: (object: KubernetesObject) => BuiltTree | undefined;
}

export interface BuiltTree {
  readonly node: ManifestNode;
  /** Its text does not say what it is, so that no edit of it is sure to help. */
  readonly isPatched: boolean;
}

export function validateFile(input: ValidationInput, rules: readonly ValidationRule[] = registry): Finding[] {
  const findings = [...settle(judgeFile(input, rules), input)];
  return markEchoes(findings.sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end));
}

/**
 * The server stores nothing of an object that it refuses, so that a later one of the file does not meet it. In and out
 * in the order of the file.
 */
function* settle(judgements: Iterable<Judged>, { file, settings }: ValidationInput): Iterable<Finding> {
  const refused = new Set<string>();
  const isRefused = ({ source }: KubernetesObject) => source.file === file && refused.has(placeOf(source));
  for (const { finding, because } of judgements) {
    if (finding.verdict !== 'rejected') yield finding;
    else if (because?.length && because.every(isRefused)) yield postponed(finding, settings);
    else {
      refused.add(placeOf(finding));
      const isFirstUnknown = because?.length && !because.some(({ source }) => source.file === file);
      yield isFirstUnknown ? { ...finding, doubt: 'creation-order' } : finding;
    }
  }
}

function placeOf({ document, item }: { readonly document: number; readonly item?: number }): string {
  return `${document} ${item}`;
}

function markEchoes(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings.map(finding => {
    const { document, item, rule, range, message } = finding;
    const key = `${document} ${item} ${rule} ${range.start} ${range.end} ${message}`;
    if (seen.has(key)) return { ...finding, echo: true };
    seen.add(key);
    return finding;
  });
}

/** Fixes of one finding, best first; the last two suppress it by a comment, where the file can hold comments. */
export function fixesOf(finding: Finding, input: ValidationInput): readonly Fix[] {
  const rules = registry.filter(rule => rule.id === finding.rule);
  for (const { finding: found, fixes } of judgeFile(input, rules, finding.document)) {
    if (sameFinding(found, finding)) return [...fixes(), ...suppressionFixes(finding, input.manifest)];
  }
  return [];
}

function sameFinding(a: Finding, b: Finding): boolean {
  return (
    a.document === b.document &&
    a.item === b.item &&
    a.range.start === b.range.start &&
    a.range.end === b.range.end &&
    (a.field === undefined || b.field === undefined || a.field === b.field) &&
    (a.message.startsWith(b.message) || b.message.startsWith(a.message))
  );
}

/** Judges document by document, so that only one tree is looked at at a time. */
function* judgeFile(input: ValidationInput, rules: readonly ValidationRule[], only?: number): Iterable<Judged> {
  const ofSettingsFile = isSettingsFile(input.file);
  const documentRules = rules
    .filter((rule): rule is DocumentRule => rule.kinds === 'document')
    .filter(rule => (rule.ofSettingsFile ?? false) === ofSettingsFile);
  const byKind = rulesByKind(rules.filter((rule): rule is ObjectRule => rule.kinds !== 'document'));
  const objects = objectsByDocument(input.objects);
  const { documents } = input.manifest;
  for (const document of only === undefined ? documents : documents.slice(only, only + 1)) {
    if (document.isTemplate || (!document.isKubernetes && !ofSettingsFile)) continue;
    const own = objects.get(document.index) ?? [];
    for (const rule of documentRules) yield* runDocumentRule(rule, document, own, input);
    // What a broken document seems to lack may only be unreadable.
    if (document.problems.length === 0 && !input.isPatch) yield* judgeObjects(document, own, byKind, input);
  }
}

const groups = new WeakMap<readonly KubernetesObject[], ReadonlyMap<number, readonly KubernetesObject[]>>();

/** Remembered by file: fixes are asked for one finding at a time. */
function objectsByDocument(objects: readonly KubernetesObject[]): ReadonlyMap<number, readonly KubernetesObject[]> {
  const known = groups.get(objects);
  if (known) return known;
  const byDocument = new Map<number, KubernetesObject[]>();
  for (const object of objects) {
    const siblings = byDocument.get(object.source.document);
    if (siblings) siblings.push(object);
    else byDocument.set(object.source.document, [object]);
  }
  groups.set(objects, byDocument);
  return byDocument;
}

type RulesByKind = ReadonlyMap<string, readonly ObjectRule[]>;

function rulesByKind(rules: readonly ObjectRule[]): RulesByKind {
  const byKind = new Map<string, ObjectRule[]>();
  for (const rule of rules) {
    for (const kind of rule.kinds) byKind.set(kind, [...(byKind.get(kind) ?? []), rule]);
  }
  return byKind;
}

function* judgeObjects(
  document: ManifestDocument,
  objects: readonly KubernetesObject[],
  byKind: RulesByKind,
  input: ValidationInput,
): Iterable<Judged> {
  const judged = objects.filter(object => byKind.has(object.kind) && isServed(object));
  if (judged.length === 0) return;
  const nodes = itemNodes(document);
  for (const object of judged) {
    const written = nodes.get(object.source.item);
    if (!written || isPatch(input.manifest.text, written)) continue;
    const context = contextOf(object, input.builtOf?.(object)?.node ?? written, document, input);
    for (const rule of byKind.get(object.kind) ?? []) yield* runObjectRule(rule, context, input);
  }
}

/** Older versions of EndpointSlice had other fields; that the version is gone is all there is to say. */
function isServed(object: KubernetesObject): boolean {
  return object.kind !== 'EndpointSlice' || object.apiVersion === 'discovery.k8s.io/v1';
}

/** A strategic merge patch, which is no manifest of its own. */
function isPatch(text: string, { start, end }: ManifestNode): boolean {
  return /\$(?:patch|retainKeys|setElementOrder|deleteFromPrimitiveList)\b/.test(text.slice(start, end));
}

function itemNodes(document: ManifestDocument): Map<number | undefined, ManifestNode> {
  return new Map(objectNodes(document).map(({ node, item }) => [item, node]));
}

function contextOf(
  object: KubernetesObject,
  node: ManifestNode,
  document: ManifestDocument,
  input: ValidationInput,
): RuleContext {
  const { file, cluster, settings, nodeOf, relationTo = () => 'one' as const } = input;
  return {
    object,
    node,
    document,
    file,
    cluster,
    settings,
    nodeOf,
    relationTo,
    text: input.manifest.text,
    siblings: input.objects,
  };
}

function* runDocumentRule(
  rule: DocumentRule,
  document: ManifestDocument,
  objects: readonly KubernetesObject[],
  input: ValidationInput,
): Iterable<Judged> {
  if (input.settings.severities[rule.id] === 'off') return;
  const { file, settings, manifest } = input;
  const context: DocumentContext = { document, objects, file, settings, text: manifest.text };
  for (const draft of rule.check(context)) {
    if (isLeftToPatches(draft, objects.find(o => o.source.item === draft.item) ?? objects[0], input)) continue;
    const fixes = () => rule.fixes?.(draft, context) ?? [];
    const node = draft.item === undefined ? document.root : itemNodes(document).get(draft.item);
    const judged = judge({ rule, draft, input, document, object: undefined, node, fixes });
    if (!isSuppressed(judged.finding, input.manifest)) yield judged;
  }
}

function* runObjectRule(rule: ObjectRule, context: RuleContext, input: ValidationInput): Iterable<Judged> {
  if (input.settings.severities[rule.id] === 'off') return;
  const { object, node, document, cluster } = context;
  for (const found of withoutUnknown(rule, withoutMistyped(rule, rule.check(context), context), context)) {
    const placed = weighedByPlace(rule, found, context);
    const draft = placed && weighed(placed, { object, cluster, rule });
    if (!draft || isLeftToPatches(draft, object, input)) continue;
    const fixes = () => fixesIn(rule, draft, context, input);
    const judged = judge({ rule, draft, input, document, object, node, fixes });
    if (!isSuppressed(judged.finding, input.manifest)) yield judged;
  }
}

/** Fixes edit what is written. */
function fixesIn(rule: ObjectRule, draft: Draft, context: RuleContext, input: ValidationInput): readonly Fix[] {
  const built = input.builtOf?.(context.object);
  if (built?.isPatched) return [];
  const written = built && itemNodes(context.document).get(context.object.source.item);
  return rule.fixes?.(draft, written ? { ...context, node: written } : context) ?? [];
}

/** Where a kustomization may still change the object, a manifest may be a patch that repeats only what it changes. */
function isLeftToPatches(draft: Draft, object: KubernetesObject | undefined, { cluster }: ValidationInput): boolean {
  const isAbsence = draft.absence ?? draft.reason === 'FieldValueRequired';
  if (!isAbsence) return false;
  const mayChange = (gap: Gap) => !object || mayHold(gap, { kinds: [kindOf(object)], namespace: object.namespace });
  const { reasons } = cluster.model.completeness;
  return reasons.some(gap => gap.reason === 'kustomize' && !gap.onlyAdds && mayChange(gap));
}

function kindOf(object: KubernetesObject): string {
  return object.kind === 'Other' ? object.actualKind : object.kind;
}
