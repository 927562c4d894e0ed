/** Finds `# routelens-disable-next-line rule, rule` and `# routelens-disable-file rule` comments. */
import type { Suppression } from './manifest.ts';

const comment = /#[ \t]*routelens-disable-(next-line|file)\b([^\r\n]*)/g;

export function findSuppressions(text: string): readonly Suppression[] {
  if (!text.includes('routelens-disable-')) return [];
  let line = 0;
  let counted = 0;
  return [...text.matchAll(comment)].map(match => {
    for (let at = text.indexOf('\n', counted); at >= 0 && at < match.index; at = text.indexOf('\n', at + 1)) {
      line++;
      counted = at + 1;
    }
    return {
      scope: match[1] === 'file' ? 'file' : 'next-line',
      line,
      rules: match[2]!.split(/[\s,]+/).filter(Boolean),
      start: match.index,
      end: match.index + match[0].length,
    };
  });
}
