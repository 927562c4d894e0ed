/** Markdown that quotes manifests safely: names and values come from files that nobody vouches for. */

/** Text in which no character is markup, and which stays on one line. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\r\n]+/g, ' ').replace(/[\\`*_{}[\]#!|<>~&]/g, '\\$&');
}

/** Inline code; the fence is longer than any run of backticks inside. */
export function code(text: string): string {
  const line = text.replace(/[\r\n]+/g, ' ');
  const runs = line.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(0, ...runs.map(run => run.length)) + 1);
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return line === '' ? '` `' : `${fence}${pad}${line}${pad}${fence}`;
}

export function codeBlock(language: string, lines: readonly string[]): string {
  const text = lines.join('\n');
  const runs = text.match(/`{3,}/g) ?? [];
  const fence = '`'.repeat(Math.max(3, ...runs.map(run => run.length + 1)));
  return `${fence}${language}\n${text}\n${fence}`;
}
