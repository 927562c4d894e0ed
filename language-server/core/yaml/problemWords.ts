/**
 * What is wrong with a text, in words for people who write manifests. In: an error of the yaml library. Out: the code of
 * the problem and a clause that can follow "The text is not valid YAML: ".
 */
import type { YAMLError } from 'yaml';
import type { ProblemCode } from './manifest.ts';

export interface ProblemWords {
  readonly code: ProblemCode;
  readonly message: string;
}

type Words = string | ((match: RegExpExecArray) => string);

/** By what the library says; the first that fits counts. */
const known: readonly (readonly [RegExp, Words])[] = [
  [/^Implicit map keys need/, 'a key must have a colon and a blank, or a line break, behind it'],
  [/^Implicit keys? .*single line/, 'a key spans several lines; a colon may be missing above'],
  [/^Nested mappings are not allowed/, 'a colon and a blank stand in a value, which must then be in quotes'],
  [/block sequence may not be used|^Unexpected block-seq-ind/, 'a list must begin on a line of its own'],
  [/^Sequence item without/, 'an item of the list has no dash before it'],
  [/must start at the same column/, 'the items of one list, and the keys of one map, must stand in one column'],
  [/^Block collections are not allowed/, 'dashes and indentation do not count inside braces and brackets'],
  [/^Missing , (?:or :|between)/, 'a comma is missing between two items in braces or brackets'],
  [/^Missing space after :/, 'a blank is missing behind a colon'],
  [/^Plain value cannot start with .* (\S)$/, ([, mark]) => `a value that begins with ${mark} must be in quotes`],
  [/^Invalid escape sequence (.*)/, ([, text]) => `${text} means nothing in double quotes; write \\\\ for a backslash`],
  [/^Comments must be separated/, 'a blank is missing before the #'],
  [/^Block scalar/, 'the lines of a text block must be indented alike, deeper than its key'],
  [/^Unexpected (\S) in/, ([, mark]) => `${mark} is not expected here`],
];

export function problemWords({ message }: YAMLError): ProblemWords {
  const quote = /^Missing closing (["'])/.exec(message)?.[1];
  if (quote) return { code: 'unclosed-quote', message: `a quote (${quote}) is opened and not closed` };
  if (/^Tabs are not allowed/.test(message))
    return { code: 'tab-indentation', message: 'a tab stands in the indentation' };
  const bracket = /(?:sufficiently indented and|must) end with a (\S)/.exec(message)?.[1];
  if (bracket) return { code: 'unclosed-bracket', message: `a closing ${bracket} is missing` };
  for (const [pattern, words] of known) {
    const match = pattern.exec(message);
    if (match) return { code: 'syntax', message: typeof words === 'string' ? words : words(match) };
  }
  return { code: 'syntax', message: withoutStop(message) };
}

function withoutStop(message: string): string {
  const text = message.trimEnd();
  return text.endsWith('.') ? text.slice(0, -1) : text;
}
