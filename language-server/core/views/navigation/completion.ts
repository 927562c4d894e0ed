/**
 * Completion where the workspace knows what can stand: selectors, named target ports, Services and their ports. In: a
 * manifest, the cursor and the cluster. Out: items with the text that they replace; nothing anywhere else.
 */
import type { ClusterIndex } from '../../cluster/clusterIndex.ts';
import { namesService } from '../../cluster/decodeReferences.ts';
import { kindOf, type NamespacedName, type Service } from '../../cluster/objects.ts';
import { referenceFields, type ServiceFieldShape, startsWithPattern } from '../../cluster/referenceFields.ts';
import { serviceNameLabel } from '../../cluster/sliceLabels.ts';
import { textStyle } from '../../yaml/editStyle.ts';
import { renderScalar } from '../../yaml/edits.ts';
import type { Manifest } from '../../yaml/manifest.ts';
import { childOf, nodeAt } from '../../yaml/manifestNode.ts';
import { type TypedField, typedFieldAt } from './completionField.ts';
import { labelItems } from './completionLabels.ts';
import { containerPortProposals, type Proposal, servicePortProposals, serviceProposals } from './completionNames.ts';
import type { CompletionItemView, CompletionView } from './navigationModel.ts';

export interface CompletionInput {
  readonly manifest: Manifest;
  readonly file: string;
  readonly offset: number;
  readonly cluster: ClusterIndex;
}

/** More than anybody reads; typing on narrows them. */
const maxItems = 200;

export function completion({ manifest, file, offset, cluster }: CompletionInput): CompletionView | undefined {
  const field = typedFieldAt(manifest, file, offset);
  const proposals = field ? [...labelItems(field, cluster), ...nameItems(field, cluster)] : [];
  if (!field || proposals.length === 0) return undefined;
  const style = textStyle(manifest.text);
  const items = proposals.slice(0, maxItems).flatMap((proposal): CompletionItemView[] => {
    const { value, kind, detail } = proposal;
    // A number in quotes would be another value.
    if (field.quoted && typeof value === 'number') return [];
    const text = field.quoted ? String(value) : renderScalar(value, style);
    const newText = proposal.follow === undefined ? text : `${text}: ${renderScalar(proposal.follow, style)}`;
    const label = proposal.follow === undefined ? String(value) : `${value}: ${proposal.follow}`;
    return [{ label, detail, kind, newText, filterText: newText }];
  });
  return items.length ? { range: field.range, items } : undefined;
}

function nameItems(field: TypedField, cluster: ClusterIndex): readonly Proposal[] {
  const { object, path, part } = field;
  if (part !== 'value') return [];
  if (object.kind === 'Service') return targetPortItems(object, field, cluster);
  if (object.kind === 'Endpoints') return endpointsItems(field, cluster);
  if (object.kind === 'EndpointSlice') return sliceItems(field, cluster);
  const shapes = referenceFields(kindOf(object), object.apiVersion)?.services ?? [];
  return shapes.flatMap(shape => (startsWithPattern(path, shape.holder) ? referenceItems(field, shape, cluster) : []));
}

function targetPortItems(service: Service, { path }: TypedField, cluster: ClusterIndex): readonly Proposal[] {
  const [, list, index, key] = path;
  const port = typeof index === 'number' ? service.ports[index] : undefined;
  if (list !== 'ports' || key !== 'targetPort' || path.length !== 4 || !port) return [];
  return containerPortProposals(cluster.selected(service.namespace, service.selector), port.protocol || 'TCP');
}

function endpointsItems({ object, path }: TypedField, cluster: ClusterIndex): readonly Proposal[] {
  const { namespace } = object;
  if (path.join('.') === 'metadata.name') return serviceProposals(namespace, cluster, service => !service.selector);
  const isPortName = startsWithPattern(path, ['subsets', '*', 'ports', '*', 'name']);
  return isPortName ? servicePortProposals(object, cluster, 'name') : [];
}

function sliceItems({ object, path }: TypedField, cluster: ClusterIndex): readonly Proposal[] {
  const { namespace, labels } = object;
  if (path[1] === 'labels' && path[2] === serviceNameLabel) return serviceProposals(namespace, cluster);
  const isPortName = startsWithPattern(path, ['ports', '*', 'name']);
  return isPortName ? servicePortProposals({ namespace, name: labels[serviceNameLabel] ?? '' }, cluster, 'name') : [];
}

/** The name in a reference to a Service, or one of its ports. */
function referenceItems(field: TypedField, shape: ServiceFieldShape, cluster: ClusterIndex): readonly Proposal[] {
  const { object, node, path } = field;
  const holder = nodeAt(node, path.slice(0, shape.holder.length));
  if (!holder || (shape.kinded && !namesService(holder))) return [];
  const below = path.slice(shape.holder.length).join('.');
  const text = (key: string) => {
    const value = childOf(holder, key);
    return value?.kind === 'scalar' && typeof value.value === 'string' ? value.value : '';
  };
  const namespace = (shape.namespaced && text('namespace')) || object.namespace;
  if (below === shape.name) return serviceProposals(namespace, cluster);
  const port = shape.servicePorts.find(({ path: steps }) => steps.join('.') === below);
  const name: NamespacedName = { namespace, name: text(shape.name) };
  return port ? servicePortProposals(name, cluster, port.as) : [];
}
