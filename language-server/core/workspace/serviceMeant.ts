/** The Service that a request speaks of, by name or by a place in a text, in the root that it speaks from. */
import type { Service } from '../cluster/objects.ts';
import type { ServiceRef } from '../views/model.ts';
import { serviceOf } from '../views/serviceOf.ts';
import { objectAt } from './objectAt.ts';
import type { Root } from './roots.ts';
import type { Snapshot } from './snapshot.ts';

export interface ServiceQuestion {
  /** The Service under the cursor… */
  readonly at?: { readonly file: string; readonly offset: number };
  /** …or one by name. */
  readonly service?: ServiceRef;
}

export function serviceMeant({ at, service }: ServiceQuestion, snapshot: Snapshot, root: Root): Service | undefined {
  if (service) return root.cluster.servicesNamed(service).at(-1);
  const object = at && objectAt(root, snapshot, at.file, at.offset)?.object;
  return object && serviceOf(object, root.cluster);
}
