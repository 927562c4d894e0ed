/**
 * What is wrong with a text, in words for people who write manifests, with what to do. In: an error of the yaml library.
 * Out: the code of the problem and a clause that can follow "The text is not valid YAML: ".
 */
import type { YAMLError } from 'yaml';
import type { ProblemCode } from './manifest.ts';

export interface ProblemWords {
  readonly code: ProblemCode;
  readonly message: string;
}

type Words = string | ((match: RegExpExecArray) => string);

const dashPlace = 'a list must begin on a line of its own, below its key';
const noColon = 'a colon is missing: write a key as "key: value"';
const behindQuote =
  'text follows a value that has already ended: check the indentation, or put the whole value in quotes';
const columns = 'the items of one list, and the keys of one map, must begin in the same column';

/** By what the library says; the first that fits counts. */
const known: readonly (readonly [RegExp, Words])[] = [
  [/^Implicit map keys need/, noColon],
  [/^Implicit keys? .*single line/, 'a key spans several lines; a colon may be missing above'],
  [/^Nested mappings are not allowed/, 'a value holds a colon and a blank: put it in quotes'],
  [/block sequence may not be used/, 'a list item is indented differently than the items above'],
  [/block-seq-ind/, dashPlace],
  [/^Sequence item without/, 'a list item has no dash before it'],
  [/must start at the same column/, columns],
  [
    /^Block collections are not allowed/,
    'a value in braces or brackets holds a colon and a blank, or a dash: quote it',
  ],
  [/^Missing , (?:or :|between)/, 'a comma is missing between two items in braces or brackets'],
  [/^Missing space after :/, 'a blank is missing behind a colon'],
  [/^Plain value cannot start with .* (\S)$/, ([, mark]) => `a value that begins with ${mark} must be in quotes`],
  [/^Invalid escape sequence (.*)/, ([, text]) => `${text} is no escape in double quotes; write \\\\ for a backslash`],
  [/^Comments must be separated/, 'a blank is missing before the #'],
  [/^Block scalar header/, 'only a comment may follow | or > on its line: begin the text on the next line'],
  [/^Block scalar/, 'the lines of a text block must be indented alike, deeper than its key'],
  [
    /^Unexpected token in block scalar/,
    'only a comment may follow | or > on its line: begin the text on the next line',
  ],
  [/^Unexpected (\S) in/, ([, mark]) => `${mark} is not expected here: remove it, or put it in quotes`],
  [/^Unexpected flow-seq-end/, '] closes nothing: remove it, or put it in quotes'],
  [/^Unexpected flow-map-end/, '} closes nothing: remove it, or put it in quotes'],
  [/^Unexpected map-value-ind/, 'a key cannot stand here: check the indentation of this line'],
  [/at node end$/, behindQuote],
  [/^Unexpected empty item/, 'an item is missing between two commas'],
  [/directives-end|doc-end/, 'a line that begins with % must be followed by a line of three dashes'],
  [/^Unsupported YAML version|^%/, 'a line that begins with % is not understood: remove it'],
  [/anchor/i, 'a name behind & is missing, or there is more than one'],
  [
    /^A(?:n alias|lias)/,
    'a name behind * is missing, or something else stands beside it: put a text that begins with * in quotes',
  ],
  [/tag/i, 'a word that begins with ! names a type that does not exist: put the text in quotes'],
  [/1024/, 'a key is longer than 1024 characters'],
];

/** Whatever else the library says. */
const byCode: Readonly<Partial<Record<YAMLError['code'], string>>> = {
  BAD_INDENT: columns,
  BLOCK_AS_IMPLICIT_KEY: 'a key and its value are nested on one line: put the value in quotes',
  MULTILINE_IMPLICIT_KEY: 'a key spans several lines; a colon may be missing above',
  MISSING_CHAR: noColon,
  UNEXPECTED_TOKEN: 'this text cannot stand here: check the indentation, or put it in quotes',
};

const fallback = 'this text cannot be read: check the indentation, or put it in quotes';

export function problemWords({ message, code }: YAMLError): ProblemWords {
  const quote = /^Missing closing (["'])/.exec(message)?.[1];
  if (quote) return { code: 'unclosed-quote', message: `a quote (${quote}) is opened and not closed` };
  if (/^Tabs are not allowed/.test(message))
    return { code: 'tab-indentation', message: 'a tab is used for indentation' };
  const bracket = /(?:sufficiently indented and|must) end with a ([\]}])/.exec(message)?.[1];
  if (bracket) return { code: 'unclosed-bracket', message: `a closing ${bracket} is missing` };
  for (const [pattern, words] of known) {
    const match = pattern.exec(message);
    if (match) return { code: 'syntax', message: typeof words === 'string' ? words : words(match) };
  }
  return { code: 'syntax', message: byCode[code] ?? fallback };
}
