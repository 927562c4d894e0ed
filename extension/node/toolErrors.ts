/** The line of a tool's messages that says why it failed. The tools also warn there, before and after it. */

const longest = 300;

/** Undefined where nothing is said. */
export function problemIn(messages: string): string | undefined {
  const lines = messages
    .split(/\r?\n/)
    .map(line => line.trim())
    .filter(line => line !== '');
  const line =
    lines.find(text => /^error:/i.test(text)) ??
    lines.find(text => !/^#|^(?:warning|W\d{4})\b/i.test(text)) ??
    lines[0];
  return line === undefined ? undefined : shorten(plain(line));
}

/** kubectl writes `E1121 07:19:35.981532 22821 run.go:72] "command failed" err="…"` into logs and on terminals alike. */
function plain(line: string): string {
  return (loggedError(line) ?? line).replace(/^error:\s*/i, '');
}

function loggedError(line: string): string | undefined {
  const mark = ' err="';
  const at = /^E\d{4} /.test(line) && line.endsWith('"') ? line.indexOf(mark) : -1;
  const end = line.length - 1;
  return at < 0 || at + mark.length > end ? undefined : line.slice(at + mark.length, end).replaceAll('\\"', '"');
}

function shorten(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}…`;
}
