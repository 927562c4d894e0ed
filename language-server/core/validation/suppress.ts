/** Comments that silence findings: which findings they cover, and the fixes that write them. */
import type { TextRange } from '../base/textRange.ts';
import type { Manifest, Suppression } from '../yaml/manifest.ts';
import type { Finding, Fix } from './finding.ts';

export function isSuppressed(finding: Finding, manifest: Manifest): boolean {
  return manifest.suppressions.some(suppression => {
    const names = suppression.rules.length === 0 || suppression.rules.includes(finding.rule);
    return names && covers(suppression, finding.range, manifest.text);
  });
}

function covers(suppression: Suppression, range: TextRange, text: string): boolean {
  if (suppression.scope === 'file') return true;
  const line = nextLine(text, suppression.end);
  return range.start >= line.start && range.start <= line.end;
}

/** The next line that is more than a comment, so that several suppressions can stand above one line. */
function nextLine(text: string, offset: number): TextRange {
  const line = /\n(?![ \t]*#)([^\n]*)/g;
  line.lastIndex = Math.max(0, text.indexOf('\n', offset));
  const match = offset < text.length ? line.exec(text) : null;
  if (!match) return { start: text.length, end: text.length };
  return { start: match.index + 1, end: match.index + match[0].length };
}

/** Write a comment above the finding's line, or above the whole text; JSON has none. */
export function suppressionFixes({ file, rule, range }: Finding, { text }: Manifest): Fix[] {
  if (/^[\s\uFEFF]*[{[]/.test(text)) return [];
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const start = text.lastIndexOf('\n', range.start - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(start, range.start))?.[0] ?? '';
  const top = text.startsWith('\uFEFF') ? 1 : 0;
  const comment = (at: number, newText: string) => [{ file, range: { start: at, end: at }, newText }];
  const onLine = comment(start, `${indent}# routelens-disable-next-line ${rule}${end}`);
  const inFile = comment(top, `# routelens-disable-file ${rule}${end}`);
  return [
    { title: `Ignore ${rule} on this line`, safe: false, suppresses: true, edits: onLine },
    { title: `Ignore ${rule} in this file`, safe: false, suppresses: true, edits: inFile },
  ];
}
