/**
 * Parses the documents of a text one by one, so that a broken one cannot hide its neighbours. Never throws.
 * In: text, and which parts of it are documents. Out: parsed documents as plain data, which threads can exchange.
 */
import { parseDocument } from 'yaml';
import type { TextRange } from '../base/textRange.ts';
import { type Converted, convert, type Reading } from './convert.ts';
import { looksLikeInstallerConfig } from './installerText.ts';
import { joinLines } from './joinLines.ts';
import { blankJsonComments } from './jsonComments.ts';
import { withPlainLineBreaks } from './lineBreaks.ts';
import { isSyntaxProblem, type ManifestLanguage, type ManifestProblem } from './manifest.ts';
import type { ManifestNode } from './manifestNode.ts';
import { isManifestShape, type ManifestShape, shapeOf } from './manifestShape.ts';
import { hasOpenStructure } from './openStructure.ts';
import { createPacker, type PackedPlace, type PackedTree, type Packer } from './packedTree.ts';
import type { ParsedDocument } from './parsedDocument.ts';
import { problemWords } from './problemWords.ts';
import { readerProblems } from './readerLimits.ts';
import { withoutSchemas } from './schemaText.ts';
import { hasContent, splitDocuments } from './splitDocuments.ts';
import { hasPlaceholders, hasTemplateMarks, hasYttLines, maskTemplate } from './templateText.ts';

const parserOptions = {
  schema: 'failsafe',
  uniqueKeys: false,
  merge: false,
  prettyErrors: false,
  logLevel: 'silent',
} as const;

/** `offset` is where `text` begins in the text that ranges are to count in. */
export function parseDocuments(text: string, language: ManifestLanguage, offset = 0): ParsedDocument[] {
  return parseRanges(text, language, splitDocuments(text, language), offset);
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
  const message = 'text follows --- on the same line; begin it on the next line';
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
  const shape = shapeOf(source, language);
  const isKubernetes = isManifestShape(shape);
  const renderedFrom = sourceComment.exec(source)?.[1]?.trimEnd();
  const flags = { ...range, isTemplate: false, isKubernetes, ...(renderedFrom === undefined ? {} : { renderedFrom }) };
  const unread = { ...flags, problems: [], duplicateKeys: [], place: undefined, sharedTree: undefined };
  // What is not Kubernetes draws nothing, so its tree would never be looked at.
  if (!isKubernetes && !mayBeConfiguration(source, language, shape)) return unread;
  const converted = language === 'json' ? parseJson(source, range.start) : parseYaml(source, range.start, shape);
  if (!converted || isOpen(source, converted)) return { ...unread, isTemplate: true };
  const { root, problems, duplicateKeys, shares } = converted;
  const isPacked = root && !shares;
  return {
    ...flags,
    // Without an apiVersion only a text that can be read is surely a manifest.
    isKubernetes: isKubernetes && (shape.apiVersion !== undefined || problems.length === 0),
    problems,
    duplicateKeys,
    place: isPacked ? packer.pack(root, source, range.start) : undefined,
    sharedTree: isPacked ? undefined : (root as ManifestNode | undefined),
  };
}

function isOpen(source: string, { root, problems }: Converted): boolean {
  return root !== undefined && problems.length === 0 && hasPlaceholders(source) && hasOpenStructure(root);
}

const sourceComment = /^# Source: (\S[^\r\n]*)/m;

/** Beyond this length a text that is no manifest is data. */
const maxConfigurationLength = 100_000;

/** Settings, values and patches have no apiVersion; JSON without one counts where it is a list, as patches are. */
function mayBeConfiguration(source: string, language: ManifestLanguage, { apiVersion }: ManifestShape): boolean {
  if (looksLikeInstallerConfig(source)) return true;
  if (source.length >= maxConfigurationLength) return false;
  // A kustomization needs no kind.
  if (apiVersion?.includes('kustomize.config.k8s.io/')) return true;
  return apiVersion === undefined && (language === 'yaml' || source.trimStart().startsWith('['));
}

function parseJson(source: string, base: number): Converted | undefined {
  const converted = parseText(blankJsonComments(source), source, base, 'as-written');
  return converted.problems.length > 0 && hasTemplateMarks(source) ? parseTemplate(source, base, converted) : converted;
}

/** Undefined for a template. */
function parseYaml(text: string, base: number, { kind }: ManifestShape): Converted | undefined {
  const source = withoutSchemas(withPlainLineBreaks(text), kind);
  if (hasYttLines(source)) return undefined;
  if (hasTemplateMarks(source)) return parseTemplate(source, base);
  return parsePlain(source, base);
}

function parsePlain(source: string, base: number): Converted {
  const converted = parseJoined(source, source, base, 'as-written');
  if (converted.problems.length > 0) return converted;
  const problems = readerProblems(source, converted.root, base);
  return problems.length ? { ...converted, problems } : converted;
}

/**
 * Code in quotes is text for YAML; only where that cannot be read, the quotes in it count as the code's own. `asWritten`
 * is what the text gives as it stands, where that is known.
 */
function parseTemplate(source: string, base: number, asWritten?: Converted): Converted | undefined {
  const { masked, isCode } = maskTemplate(source, { inQuotes: false });
  if (masked === undefined) return undefined;
  const read = asWritten ?? (isCode ? parseJoined(masked, source, base, 'masked') : parsePlain(source, base));
  if (read.problems.length === 0 || read.problems.every(({ code }) => code === 'missing-separator')) return read;
  const again = maskTemplate(source, { inQuotes: true });
  if (again.masked === undefined) return undefined;
  const readAgain = parseJoined(again.masked, source, base, 'masked');
  if (readAgain.problems.length === 0) return readAgain;
  // With code outside of quotes nobody can tell whose mistake it is.
  return isCode || again.isCode ? undefined : read;
}

/** Lines in quotes and braces may begin anywhere for kubectl, with tabs too. */
function parseJoined(text: string, source: string, base: number, reading: Reading): Converted {
  const converted = parseText(text, source, base, reading);
  if (!converted.problems.some(isSyntaxProblem) || !/["'[\]{}]/.test(text)) return converted;
  const joined = joinLines(text);
  if (joined === undefined || joined === text) return converted;
  const again = parseText(joined, source, base, reading === 'masked' ? reading : 'joined');
  return again.problems.length === 0 ? again : converted;
}

function parseText(text: string, source: string, base: number, reading: Reading): Converted {
  try {
    const document = parseDocument(text, parserOptions);
    const converted = convert(document.contents, source, base, reading);
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
