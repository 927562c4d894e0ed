/**
 * Puts what stands in quotes, braces and brackets on one line, keeping every offset. kubectl's reader lets such text go
 * on at any column; the parser wants it indented, and reads something else where it is not. What a joined text in quotes
 * says is read from the text as it is written (`quotedText.ts`).
 */
import { scanYaml } from './scanYaml.ts';

/** Undefined where braces and brackets do not meet, or a quote is not closed. */
export function joinLines(source: string): string | undefined {
  const { tokens, isBalanced } = scanYaml(source);
  if (!isBalanced) return undefined;
  const parts: string[] = [];
  let at = 0;
  for (const token of tokens) {
    const { start, end } = token;
    if (token.kind === 'quoted') {
      if (!token.isClosed) return undefined;
      parts.push(source.slice(at, start), source.slice(start, end).replaceAll(/[\r\n]/g, ' '));
    } else if (token.kind === 'break' || (token.kind === 'comment' && token.inFlow)) {
      parts.push(source.slice(at, start), ' '.repeat(end - start));
    } else continue;
    at = end;
  }
  return parts.join('') + source.slice(at);
}
