/**
 * Parses manifest text into documents of plain nodes. Never throws: what cannot be read is a problem of its document.
 * In: the text of one file, and what an earlier text of it gave. Out: a Manifest; ranges are offsets in that text.
 */
import type { TextRange } from '../base/textRange.ts';
import type { Manifest, ManifestDocument, ManifestLanguage } from './manifest.ts';
import { parseDocuments, parseRanges } from './parseDocuments.ts';
import { moveDocument, type ParsedDocument, placeDocument } from './parsedDocument.ts';
import { hasContent, splitDocuments } from './splitDocuments.ts';
import { findSuppressions } from './suppression.ts';

/** Longest text that is parsed, in UTF-16 units. Beyond it the file is data, not a manifest that people edit. */
export const maxManifestLength = 40_000_000;

interface Made {
  readonly parsed: readonly ParsedDocument[];
  /** How many texts ago all documents were placed anew. */
  readonly age: number;
}

const madeFrom = new WeakMap<Manifest, Made>();

/**
 * Documents that stay where they are stay the same objects, and hold on to the text that they were found in: after so
 * many changes they let go of it.
 */
const maxAge = 16;

/** `parsed` is what parseDocuments gave for the same text elsewhere, on another thread for instance. */
export function parseManifest(
  text: string,
  language: ManifestLanguage = 'yaml',
  parsed: readonly ParsedDocument[] | undefined = undefined,
): Manifest {
  if (text.length > maxManifestLength) return { text, language, documents: [oversized(text)], suppressions: [] };
  const documents = parsed ?? parseDocuments(text, language);
  return place(text, language, documents, undefined);
}

/** As parseManifest, but parses only the documents that differ from the previous text's. */
export function parseAgain(text: string, previous: Manifest): Manifest {
  const { language } = previous;
  const before = madeFrom.get(previous);
  if (!before || language === 'json' || text.length > maxManifestLength) return parseManifest(text, language);
  const chunks = splitDocuments(text);
  const { head, tail } = unchangedEnds(text, chunks, previous, before);
  const fresh = parseRanges(text, language, chunks.slice(head.chunks, chunks.length - tail.chunks));
  const parsed = [...head.parsed, ...fresh, ...tail.parsed];
  return place(text, language, parsed, before.age < maxAge ? { manifest: previous, ...before } : undefined);
}

function place(
  text: string,
  language: ManifestLanguage,
  parsed: readonly ParsedDocument[],
  previous: (Made & { readonly manifest: Manifest }) | undefined,
): Manifest {
  const documents = parsed.map((document, index) =>
    document === previous?.parsed[index] ? previous.manifest.documents[index]! : placeDocument(document, text, index),
  );
  const manifest = { text, language, documents, suppressions: findSuppressions(text) };
  madeFrom.set(manifest, { parsed, age: previous ? previous.age + 1 : 0 });
  return manifest;
}

interface Ends {
  /** The first parts of the text, with what they gave. */
  readonly head: { readonly chunks: number; readonly parsed: readonly ParsedDocument[] };
  /** What the last parts gave, moved to their present place. */
  readonly tail: { readonly chunks: number; readonly parsed: readonly ParsedDocument[] };
}

/** The documents before and behind an edit. */
function unchangedEnds(text: string, chunks: readonly TextRange[], previous: Manifest, before: Made): Ends {
  const { parsed } = before;
  const isSame = (old: ParsedDocument | undefined, chunk: TextRange, delta: number) =>
    old !== undefined &&
    old.start + delta === chunk.start &&
    old.end + delta === chunk.end &&
    withMarker(previous.text, old) === withMarker(text, chunk);
  const isEmpty = ({ start, end }: TextRange) => !hasContent(text.slice(start, end));
  const head: ParsedDocument[] = [];
  let first = 0;
  for (; first < chunks.length; first++) {
    const old = parsed[head.length];
    if (isSame(old, chunks[first]!, 0)) head.push(old!);
    else if (!isEmpty(chunks[first]!)) break;
  }
  const delta = text.length - previous.text.length;
  const tail: ParsedDocument[] = [];
  let last = chunks.length;
  for (; last > first && head.length + tail.length < parsed.length; last--) {
    const old = parsed[parsed.length - 1 - tail.length];
    const moved = isSame(old, chunks[last - 1]!, delta) ? moveDocument(old!, delta) : undefined;
    if (moved) tail.unshift(moved);
    else if (!isEmpty(chunks[last - 1]!)) break;
  }
  return { head: { chunks: first, parsed: head }, tail: { chunks: chunks.length - last, parsed: tail } };
}

/** A document's text, and the dashes before it, behind which it may not begin on the same line. */
function withMarker(text: string, { start, end }: TextRange): string {
  return text.slice(Math.max(0, start - 3), end);
}

function oversized(text: string): ManifestDocument {
  const message = `the file is larger than ${maxManifestLength / 1e6} million characters`;
  const problem = { code: 'size-limit' as const, message, start: 0, end: 0 };
  const flags = { isTemplate: false, isKubernetes: false };
  return { index: 0, start: 0, end: text.length, root: undefined, problems: [problem], duplicateKeys: [], ...flags };
}
