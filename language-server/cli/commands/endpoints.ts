/** `routelens endpoints`: prints the EndpointSlices that the endpoint controllers make of the inputs. */
import { visibleLine } from '../../core/base/visibleText.ts';
import type { ClusterIndex } from '../../core/cluster/clusterIndex.ts';
import type { IpFamily } from '../../core/cluster/clusterSettings.ts';
import type { EndpointSlice, NamespacedName } from '../../core/cluster/objects.ts';
import { serviceNameLabel } from '../../core/cluster/sliceLabels.ts';
import { allSlices, podsLeftOut } from '../../core/cluster/synthesize.ts';
import { printSlices, slicesAsJson } from '../../core/views/printSlices.ts';
import { clustersOf, rootsOf } from '../../core/workspace/roots.ts';
import type { Console } from '../console.ts';
import { loadInputs } from '../loadInputs.ts';
import { readOptions } from '../options.ts';
import { reportAlternatives } from '../reportAlternatives.ts';
import { readServiceName, routedReleases } from './rules.ts';

export async function endpoints(args: readonly string[], console: Console): Promise<number> {
  const { common, own } = readOptions(args, {
    own: { service: { type: 'string' } },
    formats: ['text', 'json'],
    releases: routedReleases,
  });
  const service = own.service === undefined ? undefined : readServiceName(String(own.service));
  const { snapshot } = await loadInputs(common, console);
  const roots = clustersOf(rootsOf(snapshot)).filter(
    root => !service || root.cluster.servicesNamed(service).length > 0,
  );
  if (service && roots.length === 0) {
    console.err(`routelens: no Service ${service.namespace}/${service.name} in the inputs\n`);
    return 1;
  }
  const found = roots.map(({ path, cluster, settings }) => {
    reportAlternatives(cluster, console);
    reportUnknownNodes(cluster, console);
    const slices = allSlices(cluster, settings).filter(slice => isWanted(slice, service, common.families));
    return { path, slices };
  });
  if (common.format === 'json') {
    console.out(`${JSON.stringify(slicesAsJson(found.flatMap(({ slices }) => slices)), null, 2)}\n`);
    return 0;
  }
  for (const { path, slices } of found) {
    if (found.length > 1 && slices.length) console.print(`# ${visibleLine(path || '(no root folder)')}\n`);
    console.print(printSlices(slices));
  }
  return 0;
}

function reportUnknownNodes(cluster: ClusterIndex, console: Console): void {
  for (const pod of podsLeftOut(cluster)) {
    const node = pod.pod.nodeName ? `node ${pod.pod.nodeName}, which is not among the inputs` : 'no node';
    console.err(`Pod ${pod.namespace}/${pod.name} is on ${node}: the controllers leave it out\n`);
  }
}

function isWanted(
  slice: EndpointSlice,
  service: NamespacedName | undefined,
  families: readonly IpFamily[] | undefined,
): boolean {
  if (families && !families.some(family => family === slice.addressType)) return false;
  return !service || (slice.namespace === service.namespace && slice.labels[serviceNameLabel] === service.name);
}
