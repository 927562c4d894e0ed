/**
 * Which roots a command speaks of. In: the roots of the inputs, and what `--root` says. Out: the roots that are asked, each
 * with its name, and whether there are others, so that an answer has to say which one it is about.
 */
import { clustersOf, type Root, type Roots } from '../core/workspace/roots.ts';
import type { Console } from './console.ts';
import { UsageError } from './options.ts';

export const rootOption = { root: { type: 'string' } } as const;

export interface RootChoice {
  readonly roots: readonly Root[];
  /** Several were asked. */
  readonly areSeveral: boolean;
}

/** Named outright, a root may also be one that others build on. */
export function chooseRoots(roots: Roots, wanted: string | boolean | undefined): RootChoice {
  if (wanted === undefined) {
    const clusters = clustersOf(roots);
    return { roots: clusters, areSeveral: clusters.length > 1 };
  }
  return { roots: [rootNamed(roots, String(wanted))], areSeveral: false };
}

export function nameOfRoot({ path }: Pick<Root, 'path'>): string {
  return path || '(no root folder)';
}

/** The folder as it is printed, or its last parts. */
function rootNamed({ all }: Roots, wanted: string): Root {
  const slashed = wanted.replaceAll('\\', '/').replace(/^(?:\.\/)+/, '');
  const path = slashed.endsWith('/') ? slashed : `${slashed}/`;
  const isMeant = (root: Root) => root.path === path || (root.path === '' && ['./', '/'].includes(path));
  const exact = all.filter(isMeant);
  const found = exact.length ? exact : all.filter(root => root.path.endsWith(`/${path}`));
  const [only, ...others] = found;
  if (only && others.length === 0) return only;
  const candidates = (only ? found : all).map(nameOfRoot);
  throw new UsageError(
    `--root ${wanted}: ${only ? 'several roots end so' : 'no such root'}; there are ${listed(candidates)}`,
  );
}

const shown = 8;

export function listed(names: readonly string[]): string {
  const rest = names.length - shown;
  return rest > 0 ? `${names.slice(0, shown).join(', ')} and ${rest} more` : names.join(', ');
}

/** Says where else the names of a request are that was answered in one root. */
export function reportOtherRoots(request: string, here: string, others: readonly string[], console: Console): void {
  if (others.length === 0) return;
  const count = `${others.length + 1} roots have these names`;
  console.err(`${request}: ${count}; traced in ${here}, not in ${listed(others)}: --root FOLDER chooses\n`);
}
