/** Hovers on Services and on the Endpoints and EndpointSlices that belong to one. */
import type { KubernetesObject } from '../cluster/objects.ts';
import { type FieldPath, type ManifestNode, rangeAt } from '../yaml/manifestNode.ts';
import type { Locate } from './chains/chainGraph.ts';
import { asRefused, sourceAsWritten, sourceIfAccepted } from './ifAccepted.ts';
import { escapeMarkdown } from './markdown.ts';
import type { HoverView, ViewAction } from './model.ts';
import { ifAccepted, refusalSentence } from './refusal.ts';
import type { RoutingSource } from './routingView.ts';
import { serviceHover } from './serviceHover.ts';
import { serviceOf } from './serviceOf.ts';

export interface HoverInput {
  readonly object: KubernetesObject;
  readonly node: ManifestNode;
  readonly path: FieldPath;
  readonly source: RoutingSource;
  readonly locate: Locate;
}

/** The fields that speak for the whole object, and the ports and selector of a Service. */
function answersAt(object: KubernetesObject, path: FieldPath): boolean {
  const [first, second] = path;
  if (first === 'kind' || (first === 'metadata' && second === 'name')) return true;
  if (object.kind === 'EndpointSlice') return first === 'metadata' && second === 'labels';
  if (object.kind !== 'Service') return false;
  return first === 'spec' && (path.length === 1 || ['ports', 'selector', 'clusterIP', 'type'].includes(String(second)));
}

export function hover({ object, node, path, source, locate }: HoverInput): HoverView | undefined {
  const service = serviceOf(object, source.cluster) ?? serviceOf(object, sourceAsWritten(source).cluster);
  if (!service || !answersAt(object, path)) return undefined;
  const portIndex =
    object.kind === 'Service' && path[1] === 'ports' && typeof path[2] === 'number' ? path[2] : undefined;
  const ref = { file: service.source.file, namespace: service.namespace, name: service.name };
  const actions: ViewAction[] = [
    { kind: 'show-chains', title: 'Show chains', service: ref },
    { kind: 'go-to-endpoints', title: 'Go to endpoints', service: ref },
    { kind: 'trace', title: 'Trace a packet…', service: ref },
  ];
  const isRefused = asRefused(source, service) !== undefined;
  const shown = isRefused ? sourceIfAccepted(source, service) : source;
  const { summary, details } = serviceHover({ source: shown, service, portIndex, locate });
  const first = [...refusalLines(object, service, source), ...(isRefused ? [ifAccepted] : [])];
  return { range: rangeAt(node, path), summary: [...first, summary].join('\n\n'), details, actions };
}

/** What is refused is said before all else. */
function refusalLines(object: KubernetesObject, service: KubernetesObject, source: RoutingSource): string[] {
  const refusals = [...new Set([service, object])].flatMap(each => source.refusalOf?.(each) ?? []);
  return refusals.map(refusal => `**${escapeMarkdown(refusalSentence(refusal))}**`);
}
