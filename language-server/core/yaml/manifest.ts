/** What parseManifest makes of one file. */
import type { TextRange } from '../base/textRange.ts';
import type { ManifestNode, ScalarNode } from './manifestNode.ts';

/** Kinds of text that is no YAML; the others are limits of ours. */
const syntaxCodes = ['syntax', 'tab-indentation', 'unclosed-quote', 'unclosed-bracket'] as const;

export type ProblemCode =
  | (typeof syntaxCodes)[number]
  | 'alias-limit'
  | 'alias-unresolved'
  | 'depth-limit'
  /** Two manifests without `---` between them. */
  | 'missing-separator'
  | 'size-limit';

/** Something the parser has to say about the text; whether a person hears of it is validation's decision. */
export interface ManifestProblem extends TextRange {
  readonly code: ProblemCode;
  readonly message: string;
}

/** Whether the text is broken where it stands, as it is while somebody types. */
export function isSyntaxProblem({ code }: ManifestProblem): boolean {
  return syntaxCodes.some(known => known === code);
}

/** A key that stands again further down in the same map. `range` is of the earlier, ineffective key. */
export interface DuplicateKey {
  readonly key: string;
  readonly range: TextRange;
  /** The earlier entry whole, key and value, for a fix that deletes it. */
  readonly entry: TextRange;
  /** Both have the same value. */
  readonly isSame: boolean;
}

export interface ManifestDocument extends TextRange {
  /** Position in the file from 0; empty and comment-only documents are not counted. */
  readonly index: number;
  /** Undefined when the text could not be read at all; a broken document keeps what could be read of it. */
  readonly root: ManifestNode | undefined;
  readonly problems: readonly ManifestProblem[];
  readonly duplicateKeys: readonly DuplicateKey[];
  /** Lines of it are made by the code of a template, so that nobody can tell what it says: skipped. */
  readonly isTemplate: boolean;
  /**
   * Has an `apiVersion` and a `kind` or `metadata` among its outermost keys, or else the kind of a Service or of
   * endpoints. Anything else draws nothing.
   */
  readonly isKubernetes: boolean;
  /** `# Source: path` written by `helm template` above the document. */
  readonly renderedFrom?: string;
}

/** `# routelens-disable…` comments. `line` counts from 0; empty `rules` means all. */
export interface Suppression extends TextRange {
  readonly scope: 'next-line' | 'file';
  readonly line: number;
  readonly rules: readonly string[];
}

export interface Manifest {
  readonly text: string;
  readonly language: ManifestLanguage;
  readonly documents: readonly ManifestDocument[];
  readonly suppressions: readonly Suppression[];
}

export type ManifestLanguage = 'yaml' | 'json';

export type { ManifestNode, ScalarNode };
