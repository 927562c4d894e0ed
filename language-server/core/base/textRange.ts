/**
 * Half-open ranges in a text, in UTF-16 code units from its start. Every position that leaves the core is one of
 * these; adapters turn them into lines and columns.
 */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

export function rangeContains(range: TextRange, offset: number): boolean {
  return offset >= range.start && offset <= range.end;
}
