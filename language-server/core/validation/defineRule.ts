/**
 * The shape of a validation rule: one file in rules/ holds what is checked, why it matters, how it is put right and
 * the examples that are both its tests and its page. Rules look at one object at a time and may ask the cluster.
 */
import type { FieldPath, ManifestNode } from '../yaml/manifestNode.ts';
import type { ManifestDocument } from '../yaml/manifest.ts';
import type { TextRange } from '../base/textRange.ts';
import type { ClusterIndex } from '../cluster/clusterIndex.ts';
import type { ClusterSettings, Severity } from '../cluster/clusterSettings.ts';
import type { KubernetesObject } from '../cluster/objects.ts';
import type { CauseReason, FileEdit, Finding, Fix, RelatedLocation, Verdict } from './finding.ts';

export type RuleKind = KubernetesObject['kind'];

/** The object of kind K, its text and everything around it. */
export interface RuleContext<K extends RuleKind = RuleKind> {
  readonly object: Extract<KubernetesObject, { kind: K }>;
  /** The object's own node: the document's root, or an item of a List. */
  readonly node: ManifestNode;
  readonly document: ManifestDocument;
  readonly text: string;
  readonly cluster: ClusterIndex;
  readonly settings: ClusterSettings;
  /** Tree of another object's document, for related locations and edits in other files. */
  readonly nodeOf: (object: KubernetesObject) => ManifestNode | undefined;
}

/** A finding before the runner adds the file, the rule's defaults and the settings' severity. */
export interface Draft {
  /** Where the person wrote it; the range is derived from it unless `range` is given. */
  readonly path: FieldPath;
  readonly range?: TextRange;
  readonly message: string;
  readonly reason?: CauseReason;
  /** Only where the API server's path is not the printed `path`. Absent for refusals without causes. */
  readonly field?: string | undefined;
  readonly verdict?: Verdict;
  readonly severity?: Severity;
  readonly related?: readonly RelatedLocation[];
  readonly tag?: Finding['tag'];
}

export interface RuleExample {
  readonly title?: string;
  /** Manifest text; see docs in CONTRIBUTING.md for carets, `#- path` and settings. */
  readonly text: string;
  /** The text after the first fix, where the rule is fixable. */
  readonly fixed?: string;
}

export interface ValidationRule<K extends RuleKind = RuleKind> {
  /** kebab-case, names what is wrong, never reused. */
  readonly id: string;
  readonly kinds: readonly K[];
  readonly severity: Severity;
  readonly verdict: Verdict;
  /** How much of the cluster the workspace must hold for the finding to be certain. */
  readonly assumes: 'document' | 'namespace-complete' | 'workspace-complete';
  readonly fixable: boolean;
  /** First release in which this holds ("1.36"), where it has not always been so. */
  readonly since?: string;
  /** One line: what is wrong. */
  readonly summary: string;
  /** A short paragraph in Markdown: why it matters and what the cluster does. */
  readonly rationale: string;
  readonly check: (context: RuleContext<K>) => Iterable<Draft>;
  /** Recomputed from the finding, most helpful first. */
  readonly fixes?: (finding: Finding, context: RuleContext<K>) => readonly Fix[];
  readonly examples: { readonly bad: readonly RuleExample[]; readonly good: readonly RuleExample[] };
}

export function defineRule<K extends RuleKind>(rule: ValidationRule<K>): ValidationRule<K> {
  return rule;
}

export type { CauseReason, FileEdit, Finding, Fix, Severity, Verdict };
