/**
 * Puts what stands in quotes, braces and brackets on one line, keeping every offset. kubectl's reader lets such text go
 * on at any column; the parser wants it indented, and reads something else where it is not.
 */
const token = /(?<![^\s[{,:])(?:"(?:[^"\\]|\\[\s\S])*"|'(?:[^']|'')*')|(?<!\S)#[^\n]*|[[\]{}]|\r?\n/g;

/** Undefined where braces and brackets do not meet. */
export function joinLines(source: string): string | undefined {
  let depth = 0;
  const joined = source.replace(token, match => {
    if (match === '{' || match === '[') depth++;
    if (match === '}' || match === ']') depth--;
    if (match.length > 1 && /^["']/.test(match)) return match.replaceAll(/[\r\n]/g, ' ');
    const isBlank = match.startsWith('#') || /^\r?\n$/.test(match);
    return depth > 0 && isBlank ? ' '.repeat(match.length) : match;
  });
  return depth === 0 ? joined : undefined;
}
