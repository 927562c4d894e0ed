/** Finds `# routelens-disable-next-line rule, rule` and `# routelens-disable-file rule` comments. */
import type { Suppression } from './manifest.ts';

const comment = /#[ \t]*routelens-disable-(next-line|file)\b([^\r\n]*)/g;

export function findSuppressions(text: string): readonly Suppression[] {
  if (!text.includes('routelens-disable-')) return [];
  return [...text.matchAll(comment)].map(match => ({
    scope: match[1] === 'file' ? 'file' : 'next-line',
    line: text.slice(0, match.index).split('\n').length - 1,
    rules: match[2]!.split(/[\s,]+/).filter(Boolean),
    start: match.index,
    end: match.index + match[0].length,
  }));
}
