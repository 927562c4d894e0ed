/** Says on standard error which of several Services with one name an answer is about. */
import type { ClusterIndex } from '../core/cluster/clusterIndex.ts';
import type { Console } from './console.ts';
import { listed } from './rootChoice.ts';

export function reportAlternatives(cluster: ClusterIndex, console: Console): void {
  for (const service of cluster.model.services) {
    const alternatives = cluster.servicesNamed(service);
    if (alternatives.length < 2 || alternatives[0] !== service) continue;
    const used = alternatives.at(-1)!.source.file;
    const files = [...new Set(alternatives.map(({ source }) => source.file))];
    const name = `${service.namespace}/${service.name}`;
    const choice = files.length > 1 ? ` (in ${listed(files)}): name one of the folders alone to choose` : '';
    console.err(`${name} is defined ${alternatives.length} times; the last one, in ${used}, is used${choice}\n`);
  }
}
