/**
 * Which findings say once more what a schema validator has said of the same text. In: our diagnostics and those of all
 * extensions, as plain data. Out: ours without the doubles. What a schema lets pass stays: published Kubernetes schemas
 * hold no enums, and YAML 1.2 reads `on` as a text where kubectl reads true.
 */

interface Place {
  readonly line: number;
  readonly character: number;
}

export interface Report {
  readonly range: { readonly start: Place; readonly end: Place };
  readonly source?: string | undefined;
  /** The server marks what a schema can find: see DiagnosticData. */
  readonly data?: unknown;
}

export function withoutDoubles<T extends Report>(own: readonly T[], others: readonly Report[]): T[] {
  const fromSchemas = others.filter(isSchemaReport);
  return own.filter(report => !isSchemaMistake(report) || !fromSchemas.some(other => meet(report, other)));
}

export function isSchemaMistake({ data }: Report): boolean {
  return typeof data === 'object' && data !== null && 'isSchemaMistake' in data && data.isSchemaMistake === true;
}

/** The Red Hat YAML extension's source is "yaml-schema: " and the schema's name; one of many lines means no one token. */
function isSchemaReport({ source, range }: Report): boolean {
  return source?.startsWith('yaml-schema') === true && range.start.line === range.end.line;
}

function meet({ range: a }: Report, { range: b }: Report): boolean {
  return a.start.line === b.start.line && a.start.character <= b.end.character && b.start.character <= a.end.character;
}
