/**
 * Finds what is quoted, what is a comment, what stands in braces and what another tool fills in, without a parser: a
 * parser wants indentation that kubectl does not, and reads template code as something else. In: the text of one
 * document. Out: tokens in the order of the text, in time that grows with its length.
 */
import { type Action, type ActionReader, createActionReader } from './actions.ts';

export type YamlToken =
  | { readonly kind: 'quoted'; readonly start: number; readonly end: number; readonly isClosed: boolean }
  | { readonly kind: 'comment'; readonly start: number; readonly end: number; readonly inFlow: boolean }
  /** A line break in braces or brackets. */
  | { readonly kind: 'break'; readonly start: number; readonly end: number }
  | ({ readonly kind: 'action'; readonly start: number; readonly end: number; readonly action: Action } & ActionPlace);

export interface ActionPlace {
  /** A line that holds nothing else, or begins with it; a value or a part of one; text in quotes. */
  readonly place: 'line' | 'value' | 'quoted';
  /** The key that it is the value of, where that stands on the same line. */
  readonly key?: string | undefined;
}

export interface ScannedYaml {
  readonly tokens: readonly YamlToken[];
  /** Every brace and bracket that opens closes, and the other way around. */
  readonly isBalanced: boolean;
}

interface Scan {
  readonly source: string;
  readonly tokens: YamlToken[];
  readonly actions: ActionReader;
  readonly codeInQuotes: boolean;
  at: number;
  isBalanced: boolean;
  /** Column of the innermost collection that the line at hand adds to; deeper lines go on with its last value. */
  indent: number;
  key: string | undefined;
}

export interface ScanOptions {
  /** A quote inside of `{{ }}` does not end the text in quotes around it. */
  readonly codeInQuotes?: boolean;
}

export function scanYaml(source: string, { codeInQuotes = false }: ScanOptions = {}): ScannedYaml {
  const scan: Scan = {
    source,
    codeInQuotes,
    tokens: [],
    actions: createActionReader(source),
    at: source.startsWith('\uFEFF') ? 1 : 0,
    isBalanced: true,
    indent: -1,
    key: undefined,
  };
  while (scan.at < source.length) scanLine(scan);
  return { tokens: scan.tokens, isBalanced: scan.isBalanced };
}

function scanLine(scan: Scan): void {
  const { source } = scan;
  const lineStart = scan.at;
  skipBlanks(scan);
  scan.indent = scan.at - lineStart;
  scan.key = undefined;
  if (source[scan.at] === '%' && scan.at === lineStart && !scan.actions.atValue(scan.at)) {
    scan.at = lineEnd(source, scan.at);
  } else if (!scanActionLine(scan)) scanNode(scan, lineStart);
  skipLineBreak(scan);
}

/** Template code at the start of a line decides on the line, whatever else stands there. */
function scanActionLine(scan: Scan): boolean {
  const { source, actions } = scan;
  const first = actions.inText(scan.at) ?? (source.startsWith('{#', scan.at) ? actions.atValue(scan.at) : undefined);
  if (!first || first.mark === '${') return false;
  const found: Action[] = [];
  let at = scan.at;
  for (let next: Action | undefined = first; next; next = actions.inText(at)) {
    found.push(next);
    at = skipped(source, next.end);
  }
  const isAlone = at >= source.length || isLineBreak(source[at]);
  const isControl = controls.test(source.slice(first.start, first.start + 40));
  if (!isAlone && !isControl) return false;
  for (const action of found) {
    scan.tokens.push({ kind: 'action', start: action.start, end: action.end, action, place: 'line' });
  }
  scan.at = lineEnd(source, at);
  return true;
}

const controls = /^(?:\{%|%\{|<%(?!=)|\{\{[-~]?\s*(?:(?:if|else|end|range|with|define|block|template)\b|[#^]))/;

/** What stands from here to the end of the line, and what goes on behind it. */
function scanNode(scan: Scan, lineStart: number): void {
  const { source } = scan;
  for (;;) {
    skipBlanks(scan);
    const character = source[scan.at];
    if (character === undefined || isLineBreak(character)) return;
    if (character === '#' && !scan.actions.atValue(scan.at)) {
      scanComment(scan, false);
      return;
    }
    if ((character === '-' || character === '?') && isBlankAt(source, scan.at + 1)) {
      scan.indent = scan.at - lineStart;
      scan.at++;
    } else if (character === '&' || character === '!') skipWord(scan);
    else if (!scanValue(scan, lineStart)) return;
  }
}

/** True where a key was read, so that its value follows. */
function scanValue(scan: Scan, lineStart: number): boolean {
  const { source, actions } = scan;
  const start = scan.at;
  const character = source[start];
  if (character === '|' || character === '>') {
    scanBlockText(scan);
    return false;
  }
  if (character === '"' || character === "'") scanQuoted(scan);
  else if ((character === '{' || character === '[') && !actions.atValue(start)) scanFlow(scan);
  else return scanPlain(scan, lineStart);
  return scanColon(scan, start, lineStart);
}

/** A colon behind something quoted or in braces makes it a key. */
function scanColon(scan: Scan, start: number, lineStart: number): boolean {
  const { source } = scan;
  const end = scan.at;
  const colon = skipped(source, end);
  if (source[colon] === ':' && isBlankAt(source, colon + 1)) {
    noteKey(scan, start, end, lineStart);
    scan.at = colon + 1;
    return true;
  }
  skipToComment(scan);
  return false;
}

function noteKey(scan: Scan, start: number, end: number, lineStart: number): void {
  scan.indent = Math.max(0, start - lineStart);
  scan.key = scan.source.slice(start, Math.min(end, start + 100)).replaceAll(/["']/g, '');
}

/** Unquoted text: to a colon and a blank, which make it a key, to a comment, or on through deeper lines. */
function scanPlain(scan: Scan, lineStart: number): boolean {
  const { source } = scan;
  const start = scan.at;
  let isFirst = true;
  for (;;) {
    const character = source[scan.at];
    if (character === undefined || isLineBreak(character)) break;
    if (character === '#' && !isFirst && isBlankAt(source, scan.at - 1)) break;
    if (character === ':' && isBlankAt(source, scan.at + 1)) {
      noteKey(scan, start, scan.at, lineStart);
      scan.at++;
      return true;
    }
    if (!scanAction(scan, isFirst, 'value')) scan.at++;
    isFirst = false;
  }
  if (source[scan.at] === '#') scanComment(scan, false);
  else scanContinuation(scan);
  return false;
}

/** Deeper lines below unquoted text belong to it. */
function scanContinuation(scan: Scan): void {
  const { source } = scan;
  for (;;) {
    const next = afterLineBreak(source, scan.at);
    const first = skipped(source, next);
    const isDeeper = first - next > scan.indent && first < source.length;
    if (next === scan.at || !isDeeper || isLineBreak(source[first]) || source[first] === '#') return;
    if (isKeyLine(source, first)) return;
    scan.at = first;
    if (scanActionLine(scan)) continue;
    for (;;) {
      const character = source[scan.at];
      if (character === undefined || isLineBreak(character)) break;
      if (character === '#' && isBlankAt(source, scan.at - 1)) {
        scanComment(scan, false);
        return;
      }
      if (!scanAction(scan, false, 'value')) scan.at++;
    }
  }
}

/** Such a line is not allowed there, so that whatever is wrong is said of it and not of what it hides. */
function isKeyLine(source: string, at: number): boolean {
  keyLine.lastIndex = at;
  return keyLine.test(source);
}

const keyLine = /[\w./-]{1,100}:(?=[ \t\r\n]|$)/y;

function scanAction(scan: Scan, atStart: boolean, place: ActionPlace['place']): boolean {
  const action = atStart ? scan.actions.atValue(scan.at) : scan.actions.inText(scan.at);
  if (!action) return false;
  scan.tokens.push({ kind: 'action', start: action.start, end: action.end, action, place, key: scan.key });
  scan.at = action.end;
  return true;
}

function scanQuoted(scan: Scan): void {
  const { source, tokens } = scan;
  const start = scan.at;
  const mark = source[start]!;
  scan.at++;
  const own: YamlToken[] = [];
  let isClosed = false;
  while (scan.at < source.length && !isClosed) {
    const character = source[scan.at]!;
    if (character === '\\' && mark === '"') scan.at += 2;
    else if (character !== mark) {
      const action = scan.actions.inText(scan.at);
      if (action?.mark === '{{') own.push({ kind: 'action', ...action, action, place: 'quoted', key: scan.key });
      scan.at = action && scan.codeInQuotes ? action.end : scan.at + 1;
    } else if (mark === "'" && source[scan.at + 1] === "'") scan.at += 2;
    else {
      isClosed = true;
      scan.at++;
    }
  }
  scan.at = Math.min(scan.at, source.length);
  tokens.push({ kind: 'quoted', start, end: scan.at, isClosed }, ...own);
}

/** Braces and brackets with all that they hold. */
function scanFlow(scan: Scan): void {
  const { source } = scan;
  const open: string[] = [];
  let atStart = true;
  do {
    const character = source[scan.at];
    if (character === undefined) {
      scan.isBalanced = false;
      return;
    }
    if (isLineBreak(character)) {
      const end = afterLineBreak(source, scan.at);
      scan.tokens.push({ kind: 'break', start: scan.at, end });
      scan.at = end;
    } else if (character === ' ' || character === '\t') scan.at++;
    else if (isFlowComment(scan, atStart)) scanComment(scan, true);
    else if ((character === '"' || character === "'") && atStart) {
      scanQuoted(scan);
      atStart = false;
    } else if (open.length > 0 && scanAction(scan, atStart, 'value')) atStart = false;
    else {
      if (character === '{' || character === '[') open.push(character);
      if ((character === '}' || character === ']') && open.pop() !== opening[character]) scan.isBalanced = false;
      // Behind something quoted a colon needs no blank.
      atStart = '{[,'.includes(character) || (character === ':' && endsKey(source, scan.at));
      scan.at++;
    }
  } while (open.length > 0);
}

const opening: Readonly<Record<string, string>> = { '}': '{', ']': '[' };

function isFlowComment({ source, at, actions }: Scan, atStart: boolean): boolean {
  return source[at] === '#' && /\s/.test(source[at - 1] ?? ' ') && !(atStart && actions.atValue(at));
}

function endsKey(source: string, colon: number): boolean {
  const before = source[colon - 1];
  return before === '"' || before === "'" || /[\s,[\]{}]/.test(source[colon + 1] ?? ' ');
}

/** A text block: its header, and every line that is blank or deeper than what it is the value of. */
function scanBlockText(scan: Scan): void {
  const { source } = scan;
  scan.at = lineEnd(source, scan.at);
  for (;;) {
    const next = afterLineBreak(source, scan.at);
    if (next === scan.at) return;
    const first = skippedSpaces(source, next);
    const isBlank = first >= source.length || isLineBreak(source[first]);
    if (!isBlank && first - next <= scan.indent) return;
    scan.at = lineEnd(source, first);
  }
}

function scanComment(scan: Scan, inFlow: boolean): void {
  const start = scan.at;
  scan.at = lineEnd(scan.source, start);
  scan.tokens.push({ kind: 'comment', start, end: scan.at, inFlow });
}

function skipToComment(scan: Scan): void {
  const { source } = scan;
  while (scan.at < source.length && !isLineBreak(source[scan.at])) {
    if (source[scan.at] === '#' && isBlankAt(source, scan.at - 1)) {
      scanComment(scan, false);
      return;
    }
    scan.at++;
  }
}

function skipWord(scan: Scan): void {
  while (scan.at < scan.source.length && !isBlankAt(scan.source, scan.at)) scan.at++;
}

function skipBlanks(scan: Scan): void {
  scan.at = skipped(scan.source, scan.at);
}

function skipLineBreak(scan: Scan): void {
  if (scan.at < scan.source.length) scan.at = Math.max(scan.at + 1, afterLineBreak(scan.source, scan.at));
}

function skipped(source: string, from: number): number {
  let at = from;
  while (source[at] === ' ' || source[at] === '\t') at++;
  return at;
}

function skippedSpaces(source: string, from: number): number {
  let at = from;
  while (source[at] === ' ') at++;
  return at;
}

/** `at` itself where no line break is. */
function afterLineBreak(source: string, at: number): number {
  if (source[at] === '\r' && source[at + 1] === '\n') return at + 2;
  return isLineBreak(source[at]) ? at + 1 : at;
}

function lineEnd(source: string, from: number): number {
  const end = source.indexOf('\n', from);
  if (end < 0) return source.length;
  return end > from && source[end - 1] === '\r' ? end - 1 : end;
}

function isLineBreak(character: string | undefined): boolean {
  return character === '\n' || character === '\r';
}

function isBlankAt(source: string, at: number): boolean {
  const character = source[at];
  return character === undefined || character === ' ' || character === '\t' || isLineBreak(character);
}
