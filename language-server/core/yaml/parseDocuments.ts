/**
 * Parses the documents of a text one by one, so that a broken one cannot hide its neighbours. Never throws.
 * In: text, and which parts of it are documents. Out: parsed documents as plain data, which threads can exchange.
 */
import { parseDocument } from 'yaml';
import type { TextRange } from '../base/textRange.ts';
import { type Converted, convert } from './convert.ts';
import { looksLikeInstallerConfig } from './installerText.ts';
import { joinLines } from './joinLines.ts';
import { blankJsonComments } from './jsonComments.ts';
import type { ManifestLanguage, ManifestProblem, ProblemCode } from './manifest.ts';
import type { ManifestNode } from './manifestNode.ts';
import { createPacker, type PackedPlace, type PackedTree, type Packer } from './packedTree.ts';
import type { ParsedDocument } from './parsedDocument.ts';
import { problemWords } from './problemWords.ts';
import { readerProblems } from './readerLimits.ts';
import { hasContent, splitDocuments } from './splitDocuments.ts';

const parserOptions = {
  schema: 'failsafe',
  uniqueKeys: false,
  merge: false,
  prettyErrors: false,
  logLevel: 'silent',
} as const;

/** `offset` is where `text` begins in the text that ranges are to count in. */
export function parseDocuments(text: string, language: ManifestLanguage, offset = 0): ParsedDocument[] {
  const ranges = language === 'json' ? [{ start: 0, end: text.length }] : splitDocuments(text);
  return parseRanges(text, language, ranges, offset);
}

/** The documents in these parts of the text; parts without content give none. */
export function parseRanges(
  text: string,
  language: ManifestLanguage,
  ranges: readonly TextRange[],
  offset = 0,
): ParsedDocument[] {
  const packer = createPacker();
  const parts = ranges.flatMap(range => {
    const source = text.slice(range.start, range.end);
    const place = { start: range.start + offset, end: range.end + offset };
    if (!hasContent(source)) return [];
    const part = parsePart(source, language, place, packer);
    const isMarked = text.startsWith('---', range.start - 3) && /^[ \t]*[^\s#]/.test(source);
    return [isMarked ? { ...part, problems: [markedProblem(place.start), ...part.problems] } : part];
  });
  const { numbers, values } = packer.finish();
  return parts.map(part => withTree(part, numbers, values));
}

/** kubectl cuts the text at lines of dashes, behind which only a comment may stand. */
function markedProblem(start: number): ManifestProblem {
  const message = 'text stands behind the --- that begins the document; begin it on the next line';
  return { code: 'syntax', message, start, end: start + 1 };
}

/** Written out, because objects made by spreading each get a shape of their own, which weighs more than they do. */
function withTree(part: Part, numbers: Int32Array, values: PackedTree['values']): ParsedDocument {
  const { start, end, isTemplate, isKubernetes, renderedFrom, problems, duplicateKeys, sharedTree, place } = part;
  const tree = place && { numbers, values, at: place.at, valueAt: place.valueAt, length: place.length };
  const parsed = { start, end, isTemplate, isKubernetes, problems, duplicateKeys, sharedTree, tree };
  return renderedFrom === undefined ? parsed : { ...parsed, renderedFrom };
}

type Part = Omit<ParsedDocument, 'tree'> & { readonly place: PackedPlace | undefined };

function parsePart(source: string, language: ManifestLanguage, range: TextRange, packer: Packer): Part {
  const isTemplate = source.includes('{{');
  const isKubernetes = looksLikeKubernetes(source);
  const renderedFrom = /^# Source: (\S.*?)\s*$/m.exec(source)?.[1];
  const flags = { ...range, isTemplate, isKubernetes, ...(renderedFrom === undefined ? {} : { renderedFrom }) };
  // What is not Kubernetes draws nothing, so its tree would never be looked at.
  if (!isKubernetes && !isOurConfiguration(source)) {
    return { ...flags, problems: [], duplicateKeys: [], place: undefined, sharedTree: undefined };
  }
  const { root, problems, duplicateKeys, shares } =
    language === 'json' ? parseText(blankJsonComments(source), range.start) : parseYaml(source, range.start);
  const isPacked = root && !shares;
  return {
    ...flags,
    // Without an apiVersion only a text that can be read is surely a manifest.
    isKubernetes: isKubernetes && (namesApiVersion(source) || problems.length === 0),
    problems,
    duplicateKeys,
    place: isPacked ? packer.pack(root, source, range.start) : undefined,
    sharedTree: isPacked ? undefined : (root as ManifestNode | undefined),
  };
}

function namesApiVersion(source: string): boolean {
  return /apiVersion["']?\s*:/.test(source);
}

function looksLikeKubernetes(source: string): boolean {
  if (namesApiVersion(source)) return /(?:kind|metadata)["']?\s*:/.test(source);
  return hasServiceKind(source);
}

/** A manifest that lacks its apiVersion, of a kind that would be looked at: `kind` at the root, and `metadata`. */
export function hasServiceKind(source: string): boolean {
  const isJson = source.trimStart().startsWith('{');
  const kind = isJson ? /["']kind["']\s*:\s*["'](?:Service|Endpoints|EndpointSlice)["']/ : plainKind;
  return kind.test(source) && /^[ \t]*["']?metadata["']?[ \t]*:/m.test(source);
}

const plainKind = /^kind[ \t]*:[ \t]*["']?(?:Service|Endpoints|EndpointSlice)["']?[ \t]*(?:#.*)?\r?$/m;

/** .routelens.yaml, kustomization.yaml and what installers read may lack apiVersion and kind. */
function isOurConfiguration(source: string): boolean {
  if (looksLikeInstallerConfig(source)) return true;
  return source.length < 100_000 && (!namesApiVersion(source) || source.includes('kustomize.config.k8s.io/'));
}

/** YAML 1.1 has line breaks that the parser takes for text. */
const otherLineBreaks = /[\u0085\u2028\u2029]|\r(?!\n)/g;

function parseYaml(text: string, base: number): Converted {
  const source = text.replace(otherLineBreaks, '\n');
  const converted = parseJoined(source, base);
  if (converted.problems.length > 0) return converted;
  const problems = readerProblems(source, converted.root, base);
  return problems.length ? { ...converted, problems } : converted;
}

/** Lines in quotes and braces may begin anywhere for kubectl, with tabs too. */
const indentationCodes: readonly ProblemCode[] = ['unclosed-bracket', 'unclosed-quote', 'tab-indentation'];

function parseJoined(source: string, base: number): Converted {
  const converted = parseText(source, base);
  if (!converted.problems.some(({ code }) => indentationCodes.includes(code))) return converted;
  const joined = joinLines(source);
  const again = joined === undefined ? converted : parseText(joined, base);
  return again.problems.length === 0 ? again : converted;
}

function parseText(source: string, base: number): Converted {
  try {
    const document = parseDocument(source, parserOptions);
    const converted = convert(document.contents, base);
    if (document.errors.some(error => error.message.startsWith('Maximum call stack'))) throw new RangeError();
    const syntax = document.errors.map(error => ({
      ...problemWords(error),
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
    return { root: undefined, problems: [problem], duplicateKeys: [], shares: false };
  }
}
