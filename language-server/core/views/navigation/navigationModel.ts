/** What navigation answers with, as plain serialisable data with offsets. */
import type { TextRange } from '../../base/textRange.ts';
import type { FileEdit } from '../../validation/finding.ts';
import type { ViewLocation } from '../model.ts';

/** A place to go to, with all of the object around it for a peek. */
export interface TargetView extends ViewLocation {
  readonly whole: TextRange;
}

export interface DefinitionView {
  /** The text that leads there. */
  readonly origin: TextRange;
  readonly targets: readonly TargetView[];
}

export interface DocumentLinkView {
  readonly range: TextRange;
  readonly target: ViewLocation;
  /** Where it leads, in words. */
  readonly tooltip: string;
}

export type SymbolKindName = 'service' | 'endpoints' | 'workload' | 'pod' | 'route' | 'object' | 'port' | 'labels';

export interface SymbolView {
  readonly name: string;
  readonly detail: string;
  readonly kind: SymbolKindName;
  readonly range: TextRange;
  /** Inside `range`. */
  readonly selection: TextRange;
  readonly children: readonly SymbolView[];
}

export interface WorkspaceSymbolView {
  readonly name: string;
  /** "Service · shop" */
  readonly container: string;
  readonly kind: SymbolKindName;
  readonly location: ViewLocation;
}

export interface CompletionItemView {
  readonly label: string;
  /** Where it comes from. */
  readonly detail: string;
  readonly kind: 'label' | 'service' | 'port';
  /** What stands in `range` afterwards; `filterText` is what is typed for it. */
  readonly newText: string;
  readonly filterText: string;
}

export interface CompletionView {
  /** The text that an item replaces; it holds the cursor and lies in one line. */
  readonly range: TextRange;
  /** Most likely first. */
  readonly items: readonly CompletionItemView[];
}

export interface RenameTarget {
  readonly range: TextRange;
  readonly placeholder: string;
}

export interface RenameEdit extends FileEdit {
  /** In a text for programs, where only they know what it means: worth a look before it is changed. */
  readonly isGuess?: true;
}

/** The edits of a rename, or why it cannot be done. */
export type RenameView = { readonly edits: readonly RenameEdit[] } | { readonly refusal: string };

/** An object by its identity: it holds from one request to the next while the text changes. */
export interface ObjectRef {
  readonly file: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

export interface CallItemView extends TargetView {
  readonly name: string;
  readonly detail: string;
  readonly kind: SymbolKindName;
  readonly object: ObjectRef;
}

export interface CallView {
  readonly item: CallItemView;
  /** The fields of the caller that make the call. */
  readonly ranges: readonly TextRange[];
}
