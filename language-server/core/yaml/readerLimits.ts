/**
 * What kubectl's reader (go-yaml, which is YAML 1.1) refuses though the parser takes it; measured with kubectl. In: the
 * text of one document and its tree, whose ranges begin at `base`. Out: problems.
 */
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
  const message = `the control character U+${code} stands in it, which YAML does not allow`;
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
  for (const { 0: blanks, index } of source.matchAll(/^ *\t/gm)) {
    const column = blanks.length - 1;
    const start = base + index + column;
    if (isTabAllowed(start, column, source, root, base)) continue;
    return [{ code: 'tab-indentation', message: 'a tab stands in the indentation', start, end: start + 1 }];
  }
  return [];
}

function isTabAllowed(at: number, column: number, source: string, root: ManifestNode | undefined, base: number) {
  const { around, before } = root ? neighbours(root, at, source, base) : {};
  if (around === 'quoted') return true;
  if (before?.style === 'plain' && source.slice(before.end - base, at - base).trim() === '') {
    return column > before.indent;
  }
  return around === 'flow' || (around === 'text' && column > 0);
}

interface Neighbours {
  /** What the place lies inside of. */
  around?: 'flow' | 'quoted' | 'text';
  /** The last scalar that ends before it, with the column of the block collection that it stands in. */
  before?: ScalarNode & { readonly indent: number };
}

function neighbours(root: ManifestNode, at: number, source: string, base: number): Neighbours {
  const found: Neighbours = {};
  const visit = (node: ManifestNode, indent: number): void => {
    if (node.kind === 'scalar') {
      const isQuoted = node.style === 'single' || node.style === 'double';
      if (node.start < at && at < node.end) found.around = isQuoted ? 'quoted' : 'text';
      else if (node.end <= at && node.end > node.start) found.before = { ...node, indent };
      return;
    }
    if (node.flow && node.start < at && at < node.end) found.around = 'flow';
    const own = node.flow ? indent : columnOf(source, node.start - base);
    const children = node.kind === 'map' ? node.entries.flatMap(e => [e.key, e.value]) : node.items;
    for (const child of children) visit(child, own);
  };
  visit(root, 0);
  return found;
}

function columnOf(source: string, offset: number): number {
  return offset - (source.lastIndexOf('\n', offset - 1) + 1);
}
