/**
 * Blanks the comments and trailing commas of JSON with comments, keeping every offset, so that the YAML parser (whose
 * language contains JSON but not its comments) can read it. A test holds it against jsonc-parser.
 */
import { scanJson } from './scanJson.ts';

export function blankJsonComments(text: string): string {
  const parts: string[] = [];
  let at = 0;
  const blank = (start: number, end: number) => {
    parts.push(text.slice(at, start), text.slice(start, end).replaceAll(/[^\n]/g, ' '));
    at = end;
  };
  let comma: number | undefined;
  let comments: [number, number][] = [];
  const flush = () => {
    for (const [start, end] of comments) blank(start, end);
    comments = [];
  };
  let hasValue = false;
  scanJson(text, 'json', 0, (token, start, end) => {
    if (token === 'comment') {
      comments.push([start, end]);
      return true;
    }
    if (token === 'close' && comma !== undefined) blank(comma, comma + 1);
    comma = token === 'comma' && hasValue ? start : undefined;
    flush();
    hasValue = token === 'text' || token === 'close';
    return true;
  });
  flush();
  return parts.join('') + text.slice(at);
}
