/** The root that is meant where none is named: the cluster with the most files. */
import { clustersOf, type Root, type Roots } from './roots.ts';

export function mainRoot(roots: Roots): Root | undefined {
  return clustersOf(roots).reduce<Root | undefined>(
    (a, b) => (a && a.files.length >= b.files.length ? a : b),
    undefined,
  );
}
