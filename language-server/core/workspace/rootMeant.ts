/**
 * The root that a name speaks of. In: a file that holds the object, and what the root must know. Out: the file's own
 * root, or, where that does not know the name, a build that takes the file and gives the object that name.
 */
import type { ServiceRef } from '../views/model.ts';
import type { Root, Roots } from './roots.ts';

export function rootWith(roots: Roots, file: string, knows: (root: Root) => boolean): Root | undefined {
  const own = roots.of(file);
  if (!own || knows(own)) return own;
  return roots.all.find(root => root.build?.views.has(file) && knows(root)) ?? own;
}

export function rootOfService(roots: Roots, service: ServiceRef): Root | undefined {
  return rootWith(roots, service.file, ({ cluster }) => cluster.servicesNamed(service).length > 0);
}
