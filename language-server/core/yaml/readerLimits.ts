/**
 * What kubectl's reader (go-yaml, which is YAML 1.1) refuses though the parser takes it; measured with kubectl. In: the
 * text of one document and its tree, whose ranges begin at `base`. Out: problems.
 */
import type { TextRange } from '../base/textRange.ts';
import type { ManifestProblem } from './manifest.ts';
import type { ManifestNode, ScalarNode } from './manifestNode.ts';

export function readerProblems(source: string, root: ManifestNode | undefined, base: number): ManifestProblem[] {
  return [...controlCharacters(source, base), ...tabs(source, root, base), ...questionMarks(source, root, base)];
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff]/;

function controlCharacters(source: string, base: number): ManifestProblem[] {
  const at = source.search(control);
  if (at < 0) return [];
  const code = source.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0');
  const message = `it holds the control character U+${code}, which YAML does not allow`;
  return [{ code: 'syntax', message, start: base + at, end: base + at + 1 }];
}

/** A question mark ends an unquoted value inside braces. */
function questionMarks(source: string, root: ManifestNode | undefined, base: number): ManifestProblem[] {
  if (!root || !source.includes('?')) return [];
  const message = 'a value with a ? inside braces or brackets must be in quotes';
  const found: ManifestProblem[] = [];
  const visit = (node: ManifestNode, inFlow: boolean): void => {
    if (node.kind === 'scalar') {
      const isHit =
        inFlow && node.style === 'plain' && source.slice(node.start - base + 1, node.end - base).includes('?');
      if (isHit) found.push({ code: 'syntax', message, start: node.start, end: node.end });
      return;
    }
    const children = node.kind === 'map' ? node.entries.flatMap(e => [e.key, e.value]) : node.items;
    for (const child of children) visit(child, inFlow || node.flow);
  };
  visit(root, false);
  return found.slice(0, 1);
}

/** Tabs before nothing or before a comment count as indentation too, unless an unquoted value may go on there. */
function tabs(source: string, root: ManifestNode | undefined, base: number): ManifestProblem[] {
  let places: Places | undefined;
  for (const { 0: blanks, index } of source.matchAll(/^ *\t/gm)) {
    const column = blanks.length - 1;
    const start = base + index + column;
    places ??= placesOf(root, source, base);
    if (isTabAllowed(start, column, source, base, places)) continue;
    return [{ code: 'tab-indentation', message: 'a tab is used for indentation', start, end: start + 1 }];
  }
  return [];
}

function isTabAllowed(at: number, column: number, source: string, base: number, { scalars, flows }: Places) {
  const scalar = lastBefore(scalars, at);
  const isInside = scalar !== undefined && at < scalar.end;
  const isQuoted = scalar?.style === 'single' || scalar?.style === 'double';
  if (isInside && isQuoted) return true;
  if (!isInside && scalar?.style === 'plain' && source.slice(scalar.end - base, at - base).trim() === '') {
    return column > scalar.indent;
  }
  const flow = lastBefore(flows, at);
  return (flow !== undefined && at < flow.end) || (isInside && column > 0);
}

interface Places {
  /** That have a text, with the column of the block collection that each is in; by their start. */
  readonly scalars: readonly (ScalarNode & { readonly indent: number })[];
  /** The outermost braces and brackets, by their start. */
  readonly flows: readonly TextRange[];
}

function placesOf(root: ManifestNode | undefined, source: string, base: number): Places {
  const scalars: (ScalarNode & { readonly indent: number })[] = [];
  const flows: TextRange[] = [];
  const visit = (node: ManifestNode, indent: number, inFlow: boolean): void => {
    if (node.kind === 'scalar') {
      if (node.end > node.start) scalars.push({ ...node, indent });
      return;
    }
    if (node.flow && !inFlow) flows.push(node);
    const own = node.flow ? indent : columnOf(source, node.start - base);
    const children = node.kind === 'map' ? node.entries.flatMap(e => [e.key, e.value]) : node.items;
    for (const child of children) visit(child, own, inFlow || node.flow);
  };
  if (root) visit(root, 0, false);
  // Aliases and merge keys bring what is written elsewhere.
  scalars.sort((a, b) => a.start - b.start);
  flows.sort((a, b) => a.start - b.start);
  return { scalars, flows };
}

/** The last of a sorted list that starts before `at`. */
function lastBefore<R extends TextRange>(ranges: readonly R[], at: number): R | undefined {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ranges[middle]!.start < at) low = middle + 1;
    else high = middle;
  }
  return ranges[low - 1];
}

function columnOf(source: string, offset: number): number {
  return offset - (source.lastIndexOf('\n', offset - 1) + 1);
}
