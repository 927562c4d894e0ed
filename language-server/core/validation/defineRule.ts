/**
 * The shape of a validation rule: one file in rules/ holds what is checked, why it matters, how it is put right and
 * the examples that are both its tests and its page. A rule looks at one object at a time and may ask the cluster;
 * the few that must see what no decoder understands look at a document.
 */
import type { TextRange } from '../base/textRange.ts';
import type { ClusterIndex } from '../cluster/clusterIndex.ts';
import type { ClusterSettings, SettingsLayer, Severity } from '../cluster/clusterSettings.ts';
import type { Sought } from '../cluster/completeness.ts';
import type { KubernetesObject } from '../cluster/objects.ts';
import type { ManifestDocument } from '../yaml/manifest.ts';
import type { FieldPath, ManifestNode } from '../yaml/manifestNode.ts';
import type { CauseReason, FileEdit, Finding, Fix, RelatedLocation, Verdict } from './finding.ts';

export type RuleKind = KubernetesObject['kind'];

/**
 * Whether two objects go to one cluster: they do, nobody says so, or they are of folders that hold the same objects, of
 * which one is applied.
 */
export type Relation = 'one' | 'maybe' | 'copies';

interface FileContext {
  readonly document: ManifestDocument;
  readonly file: string;
  readonly text: string;
  readonly settings: ClusterSettings;
}

export interface DocumentContext extends FileContext {
  /** What the document was decoded to, in order. */
  readonly objects: readonly KubernetesObject[];
}

/** The object of kind K, its text and everything around it. */
export interface RuleContext<K extends RuleKind = RuleKind> extends FileContext {
  readonly object: Extract<KubernetesObject, { kind: K }>;
  /** The object's own node: the document's root, or an item of a List. */
  readonly node: ManifestNode;
  readonly cluster: ClusterIndex;
  /** How the objects of another file stand to this one; what both ask for is no conflict where only one of them is applied. */
  readonly relationTo: (file: string) => Relation;
  /** All objects of the same file, in order. */
  readonly siblings: readonly KubernetesObject[];
  /** Tree of another object's document, for related locations and edits in other files. */
  readonly nodeOf: (object: KubernetesObject) => ManifestNode | undefined;
}

/** An object whose absence a finding rests on. */
export interface Missing extends Sought {
  /** The end of "unless a template that is not evaluated adds …". */
  readonly what: string;
  /**
   * Objects that make the finding likely by themselves, such as a pod template whose labels nearly match. Where all of
   * them are in the object's own folder, what is unknown elsewhere does not matter.
   */
  readonly evidence?: readonly KubernetesObject[];
}

/** A finding before the runner adds the file, the rule's defaults and the settings' severity. */
export interface Draft {
  /** Where the person wrote it; the range is derived from it unless `range` is given. */
  readonly path: FieldPath;
  readonly range?: TextRange;
  readonly message: string;
  readonly reason?: CauseReason | undefined;
  /** Only where the API server's path is not the printed `path`; null where it names none. */
  readonly field?: string | null | undefined;
  readonly verdict?: Verdict | undefined;
  readonly severity?: Severity | undefined;
  readonly related?: readonly RelatedLocation[];
  readonly tag?: Finding['tag'];
  /** Position in a List; only document rules give it. */
  readonly item?: number | undefined;
  /** What the finding rests on; where that is only assumed, it steps down and says so. */
  readonly restsOn?: 'service-range' | 'node-port-range';
  /** What is missing in the cluster; where something that is not read could hold it, the finding steps down or goes. */
  readonly seeks?: Missing;
  /** Something is missing that a Kustomize patch would not repeat; so by default where the reason is "Required". */
  readonly absence?: boolean;
  /** Earlier objects that must have been stored for this to hold; what is refused itself stands in nobody's way. */
  readonly because?: readonly KubernetesObject[];
  /** Values that would put it right, best first; for `fixes`. */
  readonly suggestions?: readonly (string | number)[];
}

export interface RuleExample {
  readonly title?: string;
  /** Manifest text; test/support/examples.ts tells how carets, `#- path` and expectations are written. */
  readonly text: string;
  /** The text after the first fix, where the rule is fixable. */
  readonly fixed?: string;
  /** What is known of the cluster in place of the examples' defaults. */
  readonly settings?: SettingsLayer;
}

interface RuleFacts {
  /** kebab-case, names what is wrong, never reused. */
  readonly id: string;
  readonly severity: Severity;
  readonly verdict: Verdict;
  /** First release in which this holds ("1.36"), where it has not always been so. */
  readonly since?: string;
  /** A JSON schema of the kind can find it too, so that a schema validator may say the same. */
  readonly isSchemaMistake?: true;
  /** One line: what is wrong. */
  readonly summary: string;
  /** A short paragraph in Markdown: why it matters and what the cluster does. */
  readonly rationale: string;
  readonly examples: { readonly bad: readonly RuleExample[]; readonly good: readonly RuleExample[] };
}

export interface ObjectRule<K extends RuleKind = RuleKind> extends RuleFacts {
  readonly kinds: readonly K[];
  /** For its page, what the rule finds missing in the cluster (its drafts say so in `seeks`). */
  readonly seeks?: string;
  /**
   * A finding is about objects that meet in one cluster: the pods that the Service selects, or those of the related places.
   * Where all of them are in folders of which nothing says that they go to the same one, it steps down and names the place.
   */
  readonly meets?: 'pods' | 'related';
  readonly check: (context: RuleContext<K>) => Iterable<Draft>;
  /** Most helpful first; recomputed when asked for. */
  readonly fixes?: (draft: Draft, context: RuleContext<K>) => readonly Fix[];
}

export interface DocumentRule extends RuleFacts {
  readonly kinds: 'document';
  /** Looks at the settings file in place of manifests. */
  readonly ofSettingsFile?: boolean;
  readonly check: (context: DocumentContext) => Iterable<Draft>;
  readonly fixes?: (draft: Draft, context: DocumentContext) => readonly Fix[];
}

export type ValidationRule = ObjectRule | DocumentRule;

/** The kinds of the rule are known to its own functions only; the runner calls them with objects of these kinds. */
export function defineRule<K extends RuleKind>(rule: ObjectRule<K>): ObjectRule {
  return rule as unknown as ObjectRule;
}

export function defineDocumentRule(rule: DocumentRule): DocumentRule {
  return rule;
}

export type { CauseReason, FileEdit, Finding, Fix, Severity, Verdict };
