/** The root that is meant where none is named: the one with the most files. */
import type { Root, Roots } from './roots.ts';

export function mainRoot({ all }: Roots): Root | undefined {
  return all.reduce<Root | undefined>((a, b) => (a && a.files.length >= b.files.length ? a : b), undefined);
}
