/** Links to pods, workloads and the ports of their containers: from selectors, policies, probes and written endpoints. */
import type { FieldPath } from '../yaml/manifestNode.ts';
import type { ClusterIndex, PodSource } from './clusterIndex.ts';
import { isWithin, type Link, linkTo, namePlace, type Place, podsPlace } from './links.ts';
import type {
  Container,
  EndpointSlice,
  Endpoints,
  IntOrString,
  KubernetesObject,
  OtherObject,
  Pod,
  PodSelector,
  PolicyPort,
  Service,
  TargetReference,
  Workload,
} from './objects.ts';
import { podsChosenBy } from './podSelection.ts';

export function selectedPodLinks(service: Service, cluster: ClusterIndex): Link[] {
  const pods = cluster.selected(service.namespace, service.selector);
  const ports = service.ports.flatMap((port, i) => {
    const field = port.targetPort === undefined ? 'port' : 'targetPort';
    const wanted = { value: port.targetPort || port.port, protocol: port.protocol };
    const targets = pods.flatMap(({ object, pod }) => containerPortPlace(object, pod.containers, wanted));
    return linkTo({ object: service, path: ['spec', 'ports', i, field] }, 'container-port', targets);
  });
  return [...linkTo({ object: service, path: ['spec', 'selector'] }, 'pods', pods.map(podsPlace)), ...ports];
}

interface WantedPort {
  readonly value: IntOrString | undefined;
  readonly protocol: string | undefined;
}

/** The container port that is meant: the first that fits by name or number, and by protocol. */
function containerPortPlace(object: Pod | Workload, containers: readonly Container[], wanted: WantedPort): Place[] {
  const protocol = wanted.protocol || 'TCP';
  for (const container of containers) {
    const index = container.ports.findIndex(
      p =>
        (p.protocol || 'TCP') === protocol &&
        (typeof wanted.value === 'string' ? p.name : p.containerPort) === wanted.value,
    );
    if (index >= 0) return [{ object, path: [...container.path, 'ports', index] }];
  }
  return [];
}

export function otherPodLinks(object: OtherObject, cluster: ClusterIndex): Link[] {
  const { podSelectors = [], policyPorts = [], targets = [] } = object;
  const chosen = podSelectors.map(selector => ({ selector, pods: podsChosenBy(object, selector, cluster) }));
  return [
    ...chosen.flatMap(({ selector: { path }, pods }) => linkTo({ object, path }, 'pods', pods.map(podsPlace))),
    ...policyPorts.flatMap(port => policyPortLinks(object, port, chosen)),
    ...targets.flatMap(target => targetLinks(object, target, cluster)),
  ];
}

interface Chosen {
  readonly selector: PodSelector;
  readonly pods: readonly PodSource[];
}

/** Ports of the policy's own pods where it lets traffic in, and of its peers' where it lets traffic out. */
function policyPortLinks(
  object: OtherObject,
  { path, value, protocol }: PolicyPort,
  chosen: readonly Chosen[],
): Link[] {
  const isOut = path[1] === 'egress';
  const selecting = chosen.filter(({ selector }) =>
    isOut ? isWithin(selector.path, [...path.slice(0, 3), 'to']) : selector.path.length === 2,
  );
  const pods = new Set(selecting.flatMap(({ pods }) => pods));
  const targets = [...pods].flatMap(source =>
    containerPortPlace(source.object, source.pod.containers, { value, protocol }),
  );
  return linkTo({ object, path }, 'container-port', targets);
}

/** What a workload or Pod says of pods: its own by its selector and its probes, others by affinity. */
export function ownPodLinks(object: Workload | Pod, cluster: ClusterIndex): Link[] {
  const { podSelectors, containers, labelsPath } = object.pod;
  const isTied = object.kind !== 'Pod' && object.kind !== 'Job' && object.kind !== 'CronJob';
  return [
    ...(isTied ? linkTo({ object, path: ['spec', 'selector'] }, 'pods', [{ object, path: labelsPath }]) : []),
    ...podSelectors.flatMap(selector =>
      linkTo({ object, path: selector.path }, 'pods', podsChosenBy(object, selector, cluster).map(podsPlace)),
    ),
    ...containers.flatMap(container => probeLinks(object, container)),
  ];
}

/** Probes ask for a port of their own container only. */
function probeLinks(object: Workload | Pod, container: Container): Link[] {
  return container.probes.flatMap(({ field, value }) => {
    const targets = containerPortPlace(object, [container], { value, protocol: undefined });
    return linkTo({ object, path: [...container.path, ...field] }, 'container-port', targets);
  });
}

/** From addresses that say which Pod they are of. */
export function endpointTargetLinks(object: EndpointSlice | Endpoints, cluster: ClusterIndex): Link[] {
  return targetReferencesOf(object).flatMap(target => targetLinks(object, target, cluster));
}

function targetReferencesOf(object: EndpointSlice | Endpoints): readonly TargetReference[] {
  if (object.kind === 'EndpointSlice') {
    return object.endpoints.flatMap(({ targetRef }, i) =>
      targetRef ? [{ ...targetRef, path: ['endpoints', i, 'targetRef', 'name'] }] : [],
    );
  }
  return object.subsets.flatMap((subset, i) =>
    (['addresses', 'notReadyAddresses'] as const).flatMap(list =>
      subset[list].flatMap(({ targetRef }, j) =>
        targetRef ? [{ ...targetRef, path: ['subsets', i, list, j, 'targetRef', 'name'] as FieldPath }] : [],
      ),
    ),
  );
}

function targetLinks(object: KubernetesObject, { kind, name, path }: TargetReference, cluster: ClusterIndex): Link[] {
  const named = podsByName(cluster.podSourcesIn(object.namespace)).get(name) ?? [];
  const targets = named.filter(source => source.object.kind === kind);
  return linkTo(
    { object, path },
    'object',
    targets.map(source => namePlace(source.object)),
  );
}

const byName = new WeakMap<readonly PodSource[], ReadonlyMap<string, readonly PodSource[]>>();

/** The list of a namespace stays the same while nothing in it changes. */
function podsByName(sources: readonly PodSource[]): ReadonlyMap<string, readonly PodSource[]> {
  const known = byName.get(sources);
  if (known) return known;
  const made = new Map<string, PodSource[]>();
  for (const source of sources) made.set(source.name, [...(made.get(source.name) ?? []), source]);
  byName.set(sources, made);
  return made;
}
