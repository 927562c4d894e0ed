/** Fields that lead to one place only, as links in the text. */

import type { ClusterIndex } from '../../cluster/clusterIndex.ts';
import type { KubernetesObject } from '../../cluster/objects.ts';
import { linksOf } from '../../cluster/references.ts';
import { describe } from '../../validation/serviceFacts.ts';
import type { DocumentLinkView } from './navigationModel.ts';
import { locationOf, type PresentOf, rangeOf } from './place.ts';

export function documentLinks(
  objects: readonly KubernetesObject[],
  cluster: ClusterIndex,
  presentOf: PresentOf,
): readonly DocumentLinkView[] {
  return objects.flatMap(object =>
    linksOf(object, cluster).flatMap(({ from, targets: [target, ...others] }) => {
      // A link within one object, from a selector to the template below it, would only be in the way.
      if (!target || others.length || target.object.source === object.source) return [];
      const tooltip = `Go to ${describe(target.object)}`;
      return [{ range: rangeOf(from, presentOf), target: locationOf(target, presentOf), tooltip }];
    }),
  );
}
