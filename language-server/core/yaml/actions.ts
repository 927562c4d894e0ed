/**
 * Where the code of a template begins and ends in a text: `{{ … }}`, `{% … %}`, `<% … %>`, `${…}`, `%{…}`, `#{…}#`,
 * `@…@`, `%…%`. In: a text and an offset. Out: the action there. A text of marks that nothing closes costs no more than
 * its length.
 */

export interface Action {
  readonly start: number;
  readonly end: number;
  readonly mark: ActionMark;
}

export type ActionMark = '{{' | '{%' | '{#' | '<%' | '[[' | '${' | '%{' | '#{' | '@' | '%';

export interface ActionReader {
  /** An action that may stand anywhere in a text. */
  readonly inText: (at: number) => Action | undefined;
  /** One that begins a value, where YAML would read it as something else. */
  readonly atValue: (at: number) => Action | undefined;
}

const closings: Readonly<Partial<Record<ActionMark, string>>> = {
  '{{': '}}',
  '{%': '%}',
  '{#': '#}',
  '<%': '%>',
  '[[': ']]',
};

export function createActionReader(source: string): ActionReader {
  const closed = closingFinder(source);
  const paired = (mark: ActionMark, at: number): Action | undefined => {
    const closing = closings[mark]!;
    const found = closed(closing, at + 2);
    if (found < 0) return undefined;
    let end = found + 2;
    // {{{ raw }}}
    while (mark === '{{' && source[end] === '}' && source[at + (end - found)] === '{') end++;
    return { start: at, end, mark };
  };
  const braced = (mark: ActionMark, at: number): Action | undefined => {
    const end = bracedEnd(source, at + 2);
    return end === undefined ? undefined : { start: at, end, mark };
  };
  const inText = (at: number): Action | undefined => {
    const two = source.slice(at, at + 2);
    if (two === '{{' || two === '{%' || two === '<%') return paired(two, at);
    if (two === '${' || two === '%{') return braced(two, at);
    return undefined;
  };
  const atValue = (at: number): Action | undefined => {
    const first = source[at];
    if (first === '@' || first === '%') {
      const delimited = word(source, at, first === '@' ? delimitedByAt : delimitedByPercent);
      if (delimited !== undefined) return { start: at, end: delimited, mark: first };
    }
    const two = source.slice(at, at + 2);
    if (two === '#{') {
      const end = bracedEnd(source, at + 2);
      return end === undefined ? undefined : { start: at, end: source[end] === '#' ? end + 1 : end, mark: two };
    }
    if (two === '{#') return paired(two, at);
    // Two brackets alone are a list in a list.
    if (two === '[[' && /[\s.$]/.test(source[at + 2] ?? '')) return paired(two, at);
    return inText(at);
  };
  return { inText, atValue };
}

/** The next place of a mark; what was found once is not looked for again from before it. */
function closingFinder(source: string): (mark: string, from: number) => number {
  const last = new Map<string, { readonly from: number; readonly found: number }>();
  return (mark, from) => {
    const known = last.get(mark);
    if (known && known.from <= from && (known.found < 0 || from <= known.found)) return known.found;
    const found = source.indexOf(mark, from);
    last.set(mark, { from, found });
    return found;
  };
}

/** A name with a default is short; beyond that a brace is a brace. */
const longestBraced = 500;

/** Behind the brace that closes, on the same line, the one before `from`. */
function bracedEnd(source: string, from: number): number | undefined {
  let depth = 1;
  const last = Math.min(source.length, from + longestBraced);
  for (let at = from; at < last; at++) {
    const character = source[at];
    if (character === '\n') return undefined;
    if (character === '{') depth++;
    else if (character === '}' && --depth === 0) return at + 1;
  }
  return undefined;
}

const delimitedByAt = /@{1,2}[A-Za-z_][\w.-]{0,100}@{1,2}/y;
const delimitedByPercent = /%{1,2}[A-Za-z_]\w{0,100}%{1,2}/y;

function word(source: string, at: number, form: RegExp): number | undefined {
  form.lastIndex = at;
  return form.test(source) ? form.lastIndex : undefined;
}

/** Adds nothing: a comment of Helm or Jinja, or a variable that is set. */
export function isSilent(source: string, { start, end, mark }: Action): boolean {
  if (mark === '{#') return true;
  if (mark !== '{{') return false;
  const code = source.slice(start + 2, Math.min(end, start + 100)).replace(/^-?\s*/, '');
  return code.startsWith('/*') || code.startsWith('!') || /^\$\w+\s*:?=/.test(code);
}

/** Writes lines of its own, which may be any. */
export function isStructural(source: string, { start, end, mark }: Action): boolean {
  return mark === '{{' && /\b(?:nindent|indent|toYaml|toPrettyJson)\b/.test(source.slice(start, end));
}
