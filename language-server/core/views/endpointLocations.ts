/** Where the endpoints of a Service are written: its slices, its Endpoints object, or the pods that it selects. */
import type { ClusterIndex } from '../cluster/clusterIndex.ts';
import type { NamespacedName } from '../cluster/objects.ts';
import type { Locate } from './chains/chainGraph.ts';
import type { ViewLocation } from './model.ts';

export function endpointLocations(
  cluster: ClusterIndex,
  name: NamespacedName,
  locate: Locate,
): readonly ViewLocation[] {
  const written = [...cluster.slicesOf(name), ...cluster.endpointsNamed(name)];
  const selector = cluster.servicesNamed(name).at(-1)?.selector;
  const pods = cluster.selected(name.namespace, selector).map(source => source.object);
  const objects = written.length ? written : pods;
  return objects.flatMap(object => locate(object.source, ['metadata', 'name']) ?? []);
}
