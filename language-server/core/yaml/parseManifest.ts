/**
 * Parses manifest text into documents of plain nodes. Never throws: what cannot be read is a problem of its document.
 * In: the text of one file. Out: a Manifest; ranges are offsets in that text.
 */
import { parseDocument } from 'yaml';
import type { TextRange } from '../base/textRange.ts';
import { convert } from './convert.ts';
import { blankJsonComments } from './jsonComments.ts';
import type { Manifest, ManifestDocument, ManifestLanguage, ManifestProblem } from './manifest.ts';
import { hasContent, splitDocuments } from './splitDocuments.ts';
import { findSuppressions } from './suppression.ts';

/** Longest text that is parsed, in UTF-16 units. Beyond it the file is data, not a manifest that people edit. */
export const maxManifestLength = 40_000_000;

const parserOptions = {
  schema: 'failsafe',
  uniqueKeys: false,
  merge: false,
  prettyErrors: false,
  logLevel: 'silent',
} as const;

export function parseManifest(text: string, language: ManifestLanguage = 'yaml'): Manifest {
  if (text.length > maxManifestLength) return { text, language, documents: [oversized(text)], suppressions: [] };
  const chunks = language === 'json' ? [{ start: 0, end: text.length }] : splitDocuments(text);
  const documents: ManifestDocument[] = [];
  for (const chunk of chunks) {
    const source = text.slice(chunk.start, chunk.end);
    if (!hasContent(source)) continue;
    documents.push(parseChunk(language === 'json' ? blankJsonComments(source) : source, chunk, documents.length));
  }
  return { text, language, documents, suppressions: findSuppressions(text) };
}

function oversized(text: string): ManifestDocument {
  const message = `the file is larger than ${maxManifestLength / 1e6} million characters`;
  const problem: ManifestProblem = { code: 'size-limit', message, start: 0, end: 0 };
  const flags = { isTemplate: false, isKubernetes: false };
  return { index: 0, start: 0, end: text.length, root: undefined, problems: [problem], duplicateKeys: [], ...flags };
}

function parseChunk(source: string, chunk: TextRange, index: number): ManifestDocument {
  const isTemplate = source.includes('{{');
  const isKubernetes = looksLikeKubernetes(source);
  const renderedFrom = /^# Source: (\S.*?)\s*$/m.exec(source)?.[1];
  const flags = { index, ...chunk, isTemplate, isKubernetes, ...(renderedFrom === undefined ? {} : { renderedFrom }) };
  // What is not Kubernetes draws nothing, so its tree would never be looked at.
  if (!isKubernetes && !isOurConfiguration(source))
    return { ...flags, root: undefined, problems: [], duplicateKeys: [] };
  return { ...flags, ...parseText(source, chunk.start) };
}

function looksLikeKubernetes(source: string): boolean {
  return /apiVersion["']?\s*:/.test(source) && /(?:kind|metadata)["']?\s*:/.test(source);
}

/** .routelens.yaml and kustomization.yaml may lack apiVersion and kind. */
function isOurConfiguration(source: string): boolean {
  return !/apiVersion["']?\s*:/.test(source) && source.length < 100_000;
}

function parseText(source: string, base: number): Pick<ManifestDocument, 'root' | 'problems' | 'duplicateKeys'> {
  try {
    const document = parseDocument(source, parserOptions);
    const converted = convert(document.contents, base);
    if (document.errors.some(error => error.message.startsWith('Maximum call stack'))) throw new RangeError();
    const syntax = document.errors.map(error => ({
      code: 'syntax' as const,
      message: error.message,
      start: Math.min(error.pos[0], source.length) + base,
      end: Math.min(error.pos[1], source.length) + base,
    }));
    // An unresolved alias is reported by both, under our code.
    const errors = syntax.filter(error => !converted.problems.some(p => p.start === error.start));
    return { ...converted, problems: [...errors, ...converted.problems] };
  } catch (error) {
    // The parser recurses; a text nested thousands of levels deep exhausts the stack.
    const message = error instanceof RangeError ? 'the document is nested too deeply' : 'the document cannot be read';
    const problem: ManifestProblem = { code: 'depth-limit', message, start: base, end: base };
    return { root: undefined, problems: [problem], duplicateKeys: [] };
  }
}
