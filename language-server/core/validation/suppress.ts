/** Comments that silence findings: which findings they cover, and the fix that writes one. */
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

/** Writes a comment above the finding's line; JSON has none. */
export function suppressionFix(finding: Finding, manifest: Manifest): Fix[] {
  const { text } = manifest;
  if (/^[\s\uFEFF]*[{[]/.test(text)) return [];
  const start = text.lastIndexOf('\n', finding.range.start - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(start, finding.range.start))?.[0] ?? '';
  const newText = `${indent}# routelens-disable-next-line ${finding.rule}${text.includes('\r\n') ? '\r\n' : '\n'}`;
  const edit = { file: finding.file, range: { start, end: start }, newText };
  return [{ title: `Ignore ${finding.rule} on this line`, safe: false, suppresses: true, edits: [edit] }];
}
