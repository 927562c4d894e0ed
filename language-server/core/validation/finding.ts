/** What validation says and what can be done about it; plain data with offsets, for every adapter. */
import type { TextRange } from '../base/textRange.ts';
import type { Severity } from '../cluster/clusterSettings.ts';

/**
 * Whose word a finding is: the API server refuses (`rejected`) or warns (`warned`), the server accepts but traffic will
 * not get through (`dropped`), or it is ours (`advice`).
 */
export type Verdict = 'rejected' | 'warned' | 'dropped' | 'advice';

/** The API server's reasons in `details.causes`. */
export type CauseReason =
  | 'FieldValueInvalid'
  | 'FieldValueRequired'
  | 'FieldValueForbidden'
  | 'FieldValueNotSupported'
  | 'FieldValueDuplicate'
  | 'FieldValueTooLong'
  | 'FieldValueTooMany';

export interface RelatedLocation {
  readonly file: string;
  readonly range: TextRange;
  readonly message: string;
}

export interface Finding {
  readonly file: string;
  readonly document: number;
  readonly item?: number;
  readonly rule: string;
  readonly severity: Severity;
  readonly verdict: Verdict;
  readonly reason?: CauseReason;
  /** Of what is refused: why the server may accept it all the same. */
  readonly doubt?: 'assumed-range' | 'creation-order';
  /** The API server's path, relative to the object, also where it differs from what `range` underlines. */
  readonly field?: string;
  readonly message: string;
  /** The template that the document was rendered from, where a `# Source:` comment says so. */
  readonly renderedFrom?: string;
  readonly range: TextRange;
  readonly related?: readonly RelatedLocation[];
  /** The same mistake once more, under another path that the server names; people need not read it twice. */
  readonly echo?: true;
  /** Marks the range as not needed (shown faded) or deprecated (struck through). */
  readonly tag?: 'unnecessary' | 'deprecated';
}

export interface FileEdit {
  readonly file: string;
  readonly range: TextRange;
  readonly newText: string;
}

export interface Fix {
  readonly title: string;
  /** Does not change what a valid manifest meant and has one answer; `--fix` applies only these. */
  readonly safe: boolean;
  /** Silences the finding and mends nothing. */
  readonly suppresses?: true;
  readonly edits: readonly FileEdit[];
}
