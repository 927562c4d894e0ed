/**
 * Text for people, in which nothing is hidden and nothing commands a terminal: control characters, marks that change the
 * direction of text, and characters of no width are shown as escapes (`\u001b`). In: text that holds what manifests say.
 * Out: the same text, safe to show.
 */

/** Control characters but for tab and line feed, formatting characters, line separators, letters that fill with nothing. */
const hidden = /(?![\t\n])[\p{Cc}\p{Cf}\u2028\u2029\u115f\u1160\u3164\uffa0]/u;
const everyHidden = new RegExp(hidden.source, 'gu');

function escapeOf(character: string): string {
  const code = character.codePointAt(0)!;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** Of one or several lines. */
export function visibleText(text: string): string {
  return hidden.test(text) ? text.replace(everyHidden, escapeOf) : text;
}

/** Of one line, whatever the text holds. */
export function visibleLine(text: string): string {
  return visibleText(text).replace(/\n/g, '\\u000a');
}

/** Holds a line break or another control character: no name of an object does. */
export function hasControlCharacter(text: string): boolean {
  return /[\p{Cc}\u2028\u2029]/u.test(text);
}
