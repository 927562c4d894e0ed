/**
 * Cuts a YAML stream into its documents before any of them is parsed, so that a broken one cannot hide its neighbours
 * and each can be parsed, cached and sent to a worker alone. YAML forbids `---` and `...` at the start of a line inside
 * every kind of scalar, so the cut needs no parser. JSON objects that follow each other are documents as well.
 */
import type { TextRange } from '../base/textRange.ts';
import type { ManifestLanguage } from './manifest.ts';
import { splitValues } from './scanJson.ts';

/** Ranges of the texts between markers, in order; the text behind `--- ` on its own line belongs to the document. */
export function splitDocuments(text: string, language: ManifestLanguage = 'yaml'): TextRange[] {
  return markedParts(text).flatMap(part => {
    const source = text.slice(part.start, part.end);
    if (!/^\s*\{(?!\{)/.test(source)) return [part];
    return splitValues(source, language).map(({ start, end }) => ({
      start: part.start + start,
      end: part.start + end,
    }));
  });
}

function markedParts(text: string): TextRange[] {
  const marker = /^(?:---|\.\.\.)(?=[ \t\r\n]|$)/gm;
  const ranges: TextRange[] = [];
  let start = text.startsWith('\uFEFF') ? 1 : 0;
  for (let match = marker.exec(text); match; match = marker.exec(text)) {
    ranges.push({ start, end: match.index });
    start = match.index + 3;
  }
  ranges.push({ start, end: text.length });
  return ranges;
}

/** Pieces of about `size` characters, each of whole documents: together they hold the same documents as the text. */
export function cutText(text: string, size: number): TextRange[] {
  const pieces: TextRange[] = [];
  let start = 0;
  for (const document of splitDocuments(text)) {
    if (document.end - start < size && document.end < text.length) continue;
    pieces.push({ start, end: document.end });
    start = document.end;
  }
  return pieces;
}

/** Whether anything but comments, directives and blanks stands in `text`. */
export function hasContent(text: string): boolean {
  return /^(?![ \t]*(?:#|\r?$)|%)[ \t]*[^\s]/m.test(text);
}
