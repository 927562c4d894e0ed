/**
 * Whether a text is a manifest, from the keys of its outermost map, without parsing it. That the words apiVersion and
 * kind occur somewhere says nothing: descriptions of APIs hold them by the thousand. In: the text of a document, or of
 * a file. Out: what its outermost keys tell.
 */
import { withPlainLineBreaks } from './lineBreaks.ts';
import type { ManifestLanguage } from './manifest.ts';
import { rootEntries } from './scanJson.ts';
import { splitDocuments } from './splitDocuments.ts';

export interface ManifestShape {
  readonly apiVersion: string | undefined;
  readonly kind: string | undefined;
  readonly hasMetadata: boolean;
}

const serviceKinds = new Set(['Service', 'Endpoints', 'EndpointSlice']);

export function shapeOf(text: string, language: ManifestLanguage): ManifestShape {
  const source = withPlainLineBreaks(text);
  const first = firstContent(source, language);
  const isFlow = source[first] === '{' && (source[first + 1] !== '{' || language === 'json');
  const entries = isFlow ? rootEntries(source.slice(first), language) : lineEntries(source, first);
  return {
    apiVersion: entries.get('apiVersion'),
    kind: entries.get('kind'),
    hasMetadata: entries.has('metadata'),
  };
}

/**
 * Has an `apiVersion` and a `kind` or `metadata`, or else the kind of a Service or of endpoints and `metadata`: a
 * manifest that lacks its apiVersion, of a kind that would be looked at.
 */
export function isManifestShape({ apiVersion, kind, hasMetadata }: ManifestShape): boolean {
  if (apiVersion !== undefined) return kind !== undefined || hasMetadata;
  return hasMetadata && kind !== undefined && serviceKinds.has(kind);
}

/** Whether a document of the text is a manifest. */
export function holdsManifest(text: string, language: ManifestLanguage): boolean {
  if (!text.includes('apiVersion') && !text.includes('kind')) return false;
  return splitDocuments(text, language).some(({ start, end }) =>
    isManifestShape(shapeOf(text.slice(start, end), language)),
  );
}

/** Where the first line begins that is no comment, directive or template code; in JSON, the first character of all. */
function firstContent(source: string, language: ManifestLanguage): number {
  const content = language === 'json' ? /[^\s\uFEFF]/g : firstContentLine;
  content.lastIndex = 0;
  const found = content.exec(source);
  return found ? found.index + found[0].length - 1 : 0;
}

const firstContentLine = /^\uFEFF?[ \t]*(?![ \t\r\n#%]|\{[{%#]|<%|$)[^\s]/gm;

/** The keys that begin a line where the first one does, or at its very start. */
function lineEntries(source: string, first: number): Map<string, string> {
  const entries = new Map<string, string>();
  const indent = first - (source.lastIndexOf('\n', first - 1) + 1);
  for (let line = 0; line >= 0 && line < source.length; line = nextLine(source, line)) {
    for (const start of indent > 0 ? [line, line + indent] : [line]) {
      rootKey.lastIndex = start;
      const found = rootKey.exec(source);
      if (found && (start === line || isIndentation(source, line, start))) entries.set(found[1]!, found[2] ?? '');
    }
  }
  return entries;
}

const rootKey = /["']?(apiVersion|kind|metadata)["']?[ \t]*:(?:[ \t]{1,20}["']?([^\s"'#]+)|(?=[ \t\r\n]|$))/y;

/** In the first line a byte order mark may stand as well, or the blank behind dashes. */
function isIndentation(source: string, line: number, start: number): boolean {
  for (let at = line; at < start; at++) if (source[at] !== ' ' && source[at] !== '\uFEFF') return false;
  return true;
}

function nextLine(source: string, line: number): number {
  const end = source.indexOf('\n', line);
  return end < 0 ? -1 : end + 1;
}
