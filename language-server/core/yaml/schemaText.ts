/**
 * Leaves out the schemas of large CustomResourceDefinitions, which are most of what a repository of operators holds and
 * which nothing here looks at. In: the text of one document. Out: the same with blanks in their place, so that every
 * offset stays.
 */

/** A definition that somebody writes by hand is shorter, and its syntax is looked at whole. */
const minLength = 20_000;

const schemaKey = /^( *)openAPIV3Schema:[ \t]*\r?$/gm;

export function withoutSchemas(source: string, kind: string | undefined): string {
  if (source.length < minLength || kind !== 'CustomResourceDefinition') return source;
  const parts: string[] = [];
  let at = 0;
  schemaKey.lastIndex = 0;
  for (let match = schemaKey.exec(source); match; match = schemaKey.exec(source)) {
    const start = match.index + match[0].length;
    const end = endOfDeeper(source, start, match[1]!.length);
    parts.push(source.slice(at, start), ' '.repeat(end - start));
    at = end;
    schemaKey.lastIndex = Math.max(end, schemaKey.lastIndex);
  }
  return parts.join('') + source.slice(at);
}

/** Behind the last line that is blank or indented deeper than `indent`. */
function endOfDeeper(source: string, from: number, indent: number): number {
  let end = from;
  for (let line = source.indexOf('\n', from); line >= 0; line = source.indexOf('\n', line + 1)) {
    let first = line + 1;
    while (source[first] === ' ') first++;
    const isBlank = first >= source.length || source[first] === '\n' || source[first] === '\r';
    if (!isBlank && first - line - 1 <= indent) return line;
    end = line;
  }
  return source.length > end ? source.length : end;
}
