/**
 * The trees that were looked at last. A tree weighs many times as much as its text, so only some are kept unfolded; all
 * others are unfolded again when somebody looks. What is kept changes no answer.
 */
import type { ManifestNode } from './manifestNode.ts';

/** In numbers of packed trees, of which a tenth of a million unfolds to some three megabytes. */
const capacity = 120_000;

const kept = new Map<object, { readonly root: ManifestNode; readonly size: number }>();
let used = 0;

export function keptTree(owner: object, size: number, unfold: () => ManifestNode): ManifestNode {
  const known = kept.get(owner);
  if (known) return known.root;
  const root = unfold();
  kept.set(owner, { root, size });
  used += size;
  for (const [oldest, { size: freed }] of kept) {
    if (used <= capacity || oldest === owner) break;
    kept.delete(oldest);
    used -= freed;
  }
  return root;
}
