/** `routelens endpoints`: prints the EndpointSlices that the endpoint controllers make of the inputs. */
import { visibleLine } from '../../core/base/visibleText.ts';
import type { ClusterIndex } from '../../core/cluster/clusterIndex.ts';
import type { IpFamily } from '../../core/cluster/clusterSettings.ts';
import { type EndpointSlice, type NamespacedName, namespacedName } from '../../core/cluster/objects.ts';
import { serviceNameLabel } from '../../core/cluster/sliceLabels.ts';
import { allSlices, podsLeftOut, slicesOfService } from '../../core/cluster/synthesize.ts';
import { endpointDoubts } from '../../core/views/endpointDoubts.ts';
import { gapWords } from '../../core/views/gapWords.ts';
import { asRefused, sourceIfAccepted } from '../../core/views/ifAccepted.ts';
import { type DoubtOf, printSlices, slicesAsJson } from '../../core/views/printSlices.ts';
import { ifAccepted, refusalSentence } from '../../core/views/refusal.ts';
import { type Root, rootsOf } from '../../core/workspace/roots.ts';
import type { Console } from '../console.ts';
import { loadInputs } from '../loadInputs.ts';
import { readOptions } from '../options.ts';
import { reportAlternatives } from '../reportAlternatives.ts';
import { isAbout, refusalsAsJson, refusalsOf } from '../reportRefusals.ts';
import { chooseRoots, nameOfRoot, rootOption } from '../rootChoice.ts';
import { readServiceName, reportServiceRoots, routedReleases } from './rules.ts';

export async function endpoints(args: readonly string[], console: Console): Promise<number> {
  const { common, own } = readOptions(args, {
    own: { service: { type: 'string' }, ...rootOption },
    formats: ['text', 'json'],
    releases: routedReleases,
  });
  const service = own.service === undefined ? undefined : readServiceName(String(own.service));
  const { snapshot } = await loadInputs(common, console);
  const { roots: asked, areSeveral } = chooseRoots(rootsOf(snapshot), own.root);
  const roots = asked.filter(root => !service || root.cluster.servicesNamed(service).length > 0);
  if (service && roots.length === 0) {
    console.err(`routelens: no Service ${service.namespace}/${service.name} in the inputs\n`);
    return 1;
  }
  if (service) reportServiceRoots(service, roots, console);
  const found = roots.map(root => {
    const { cluster, settings } = root.routing;
    reportAlternatives(root.cluster, console);
    reportUnknownNodes(cluster, console);
    const slices = allSlices(cluster, settings).filter(slice => isWanted(slice, service, common.families));
    return { root, name: nameOfRoot(root), slices, doubtOf: doubtIn(root) };
  });
  if (common.format === 'json') {
    const listed = found.flatMap(({ name, slices }) =>
      slicesAsJson(slices).slices.map(slice => (areSeveral ? { root: name, ...slice } : slice)),
    );
    const refused = refusalsAsJson(found.flatMap(({ root }) => refusalsOf(root, service)));
    const open = found.flatMap(doubtsAsJson);
    const answer = { slices: listed, ...(open.length && { notProved: open }), ...(refused.length && { refused }) };
    console.out(`${JSON.stringify(answer, null, 2)}\n`);
    return 0;
  }
  for (const { root, name, slices, doubtOf } of found) {
    const refused = refusedText(root, service, common.families);
    if (areSeveral && (slices.length || refused)) console.print(`# ${visibleLine(name)}\n`);
    console.print(`${refused}${printSlices(slices, doubtOf)}`);
  }
  return 0;
}

/** Slices that somebody wrote stand beside those of the controller, which depend on its pods. */
function doubtIn({ routing }: Root): DoubtOf {
  const known = new Map<string, string | undefined>();
  return ({ namespace, labels }) => {
    const name = labels[serviceNameLabel];
    const service = name === undefined ? undefined : routing.cluster.servicesNamed({ namespace, name }).at(-1);
    if (!service) return undefined;
    const key = namespacedName(service);
    if (!known.has(key)) known.set(key, gapWords(endpointDoubts(service, routing)));
    return known.get(key);
  };
}

function doubtsAsJson({ slices, doubtOf }: { readonly slices: readonly EndpointSlice[]; readonly doubtOf: DoubtOf }) {
  const services = new Map<string, object>();
  for (const slice of slices) {
    const why = doubtOf(slice);
    const { namespace } = slice;
    const name = slice.labels[serviceNameLabel];
    if (why !== undefined) services.set(`${namespace}/${name}`, { namespace, name, why });
  }
  return [...services.values()];
}

/** What is refused, and what Services among it would get. */
function refusedText(
  root: Root,
  service: NamespacedName | undefined,
  families: readonly IpFamily[] | undefined,
): string {
  const { routing } = root;
  const parts = [...root.accepted.get().refusals].flatMap(([object, refusal]) => {
    if ((service && !isAbout(object, service)) || refusal.doubt === 'stored') return [];
    const sentence = `${visibleLine(refusalSentence(refusal))}\n`;
    const isService = object.kind === 'Service' && asRefused(routing, object) && !refusedAnyhow(object, routing);
    if (!isService) return [`${sentence}\n`];
    const { cluster, settings } = sourceIfAccepted(routing, object);
    const slices = slicesOfService(object, cluster, settings).filter(slice => isWanted(slice, object, families));
    return [`${sentence}${ifAccepted}\n${indented(printSlices(slices) || 'no endpoints\n')}\n`];
  });
  return parts.join('');
}

/** Another object of the name is accepted. */
function refusedAnyhow(service: NamespacedName, { cluster }: Root['routing']): boolean {
  return cluster.servicesNamed(service).length > 0;
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
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
