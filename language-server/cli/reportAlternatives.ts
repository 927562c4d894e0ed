/** Says on standard error which of several Services with one name an answer is about. */
import type { ClusterIndex } from '../core/cluster/clusterIndex.ts';
import type { Console } from './console.ts';

export function reportAlternatives(cluster: ClusterIndex, console: Console): void {
  for (const service of cluster.model.services) {
    const alternatives = cluster.servicesNamed(service);
    if (alternatives.length < 2 || alternatives[0] !== service) continue;
    const used = alternatives.at(-1)!.source.file;
    const name = `${service.namespace}/${service.name}`;
    console.err(`${name} stands ${alternatives.length} times; the last one, in ${used}, is used\n`);
  }
}
