/** Which files are left out of reports: the patterns of `ignore`, read as in .gitignore, relative to the root. */
import ignore from 'ignore';
import type { Root } from './roots.ts';

const matchers = new WeakMap<readonly string[], ReturnType<typeof ignore>>();

export function isIgnored(root: Root, file: string): boolean {
  const patterns = root.settings.ignore;
  if (patterns.length === 0) return false;
  const matcher = matchers.get(patterns) ?? ignore().add([...patterns]);
  matchers.set(patterns, matcher);
  const relative = file.startsWith(root.path) ? file.slice(root.path.length) : file;
  // A path that begins with ./ or / is not one that the matcher takes.
  const clean = relative.replace(/^(?:\.{0,2}\/)+/, '');
  return clean !== '' && matcher.ignores(clean);
}
