/**
 * A root's cluster without what the API server refuses: what views speak of. Worked out when first asked for, from the
 * one before an edit where that is known. In: a root, and how it came from the one before. Out: the cluster, and what is
 * refused.
 */
import { type ClusterIndex, changeCluster } from '../cluster/clusterIndex.ts';
import { changeClusterModel } from '../cluster/clusterModel.ts';
import type { Change } from '../cluster/groups.ts';
import type { KubernetesObject } from '../cluster/objects.ts';
import { isCertain } from '../views/refusal.ts';
import type { Refusals } from './refusals.ts';

export interface AcceptedCluster {
  readonly cluster: ClusterIndex;
  readonly refusals: Refusals;
}

export interface BeforeEdit extends AcceptedCluster {
  readonly change: Change<KubernetesObject>;
}

export const nothingRefused: Refusals = new Map();

export function acceptedCluster(written: ClusterIndex, refusals: Refusals, before?: BeforeEdit): AcceptedCluster {
  const refused = refusedIn(refusals);
  if (refused.size === 0) return { cluster: written, refusals };
  const change = before ? changeSince(before, refused) : { removed: [...refused], added: [] };
  const from = before?.cluster ?? written;
  const model = changeClusterModel(from.model, change, written.model.completeness);
  return { cluster: changeCluster(from, model, change).cluster, refusals };
}

function refusedIn(refusals: Refusals): ReadonlySet<KubernetesObject> {
  return new Set([...refusals].flatMap(([object, refusal]) => (isCertain(refusal) ? [object] : [])));
}

/** The edit as the accepted objects see it: some are refused now, some no longer. */
function changeSince(
  { refusals, change }: BeforeEdit,
  refused: ReadonlySet<KubernetesObject>,
): Change<KubernetesObject> {
  const refusedBefore = refusedIn(refusals);
  const gone = new Set(change.removed);
  const came = new Set(change.added);
  return {
    removed: [
      ...change.removed.filter(object => !refusedBefore.has(object)),
      ...[...refused].filter(object => !refusedBefore.has(object) && !came.has(object)),
    ],
    added: [
      ...change.added.filter(object => !refused.has(object)),
      ...[...refusedBefore].filter(object => !refused.has(object) && !gone.has(object)),
    ],
  };
}
