/** Pods as senders: where a pod runs and which addresses it has, as far as objects tell. */
import { type NamespacedName, namespacedName, type SliceEndpoint } from '../cluster/objects.ts';
import { inferSlices } from '../cluster/synthesize.ts';
import { type IpAddress, parseAddress } from '../ip/address.ts';
import { nearest } from '../validation/nearest.ts';
import type { RoutingSource } from './routingView.ts';
import type { Misread } from './traceWords.ts';

export interface FoundPod {
  readonly addresses: readonly IpAddress[];
  readonly nodeName: string | undefined;
  readonly hostNetwork: boolean;
  /** No manifest holds its address; a stand-in is used. */
  readonly placeholder: boolean;
}

type Endpoints = ReadonlyMap<string, readonly SliceEndpoint[]>;

const endpointsBySource = new WeakMap<RoutingSource, Endpoints>();

/** By namespace/name of the pod that they stand for; replicas of a workload bear its name in angle brackets. */
function podEndpoints(source: RoutingSource): Endpoints {
  const known = endpointsBySource.get(source);
  if (known) return known;
  const found = new Map<string, SliceEndpoint[]>();
  for (const slice of [...source.cluster.model.slices, ...inferSlices(source.cluster, source.settings)]) {
    for (const endpoint of slice.endpoints) {
      if (endpoint.targetRef?.kind !== 'Pod') continue;
      const name = `${slice.namespace}/${endpoint.targetRef.name}`;
      const entries = found.get(name);
      if (entries) entries.push(endpoint);
      else found.set(name, [endpoint]);
    }
  }
  endpointsBySource.set(source, found);
  return found;
}

/** A Pod by its name, or the first replica of a workload by the workload's. */
export function findPod(source: RoutingSource, { namespace, name }: NamespacedName): FoundPod | undefined {
  const endpoints = podEndpoints(source);
  const entries = endpoints.get(`${namespace}/${name}`) ?? endpoints.get(`${namespace}/<${name}>`)?.slice(0, 1) ?? [];
  const object = source.cluster.model.pods.findLast(pod => pod.namespace === namespace && pod.name === name);
  const texts = object?.podIPs.length ? object.podIPs : entries.flatMap(entry => entry.addresses);
  const addresses = [...new Set(texts)].flatMap(text => parseAddress(text) ?? []);
  if (addresses.length === 0) return undefined;
  return {
    addresses,
    nodeName: object?.pod.nodeName ?? entries[0]?.nodeName,
    hostNetwork: object?.pod.hostNetwork ?? false,
    placeholder: !object?.podIPs.length && entries.some(entry => entry.placeholder),
  };
}

/** "namespace/name" of every pod that findPod knows an address for. */
export function podNames(source: RoutingSource): readonly string[] {
  const withAddress = source.cluster.model.pods.filter(pod => pod.podIPs.length > 0);
  const names = [...withAddress.map(namespacedName), ...podEndpoints(source).keys()];
  return [...new Set(names.map(withoutBrackets))];
}

function withoutBrackets(name: string): string {
  return name.replace(/[<>]/g, '');
}

export function unknownPod(source: RoutingSource, { namespace, name }: NamespacedName): Misread {
  const full = `${namespace}/${name}`;
  const { pods } = source.cluster.model;
  if (pods.some(pod => pod.namespace === namespace && pod.name === name)) {
    return { error: `pod ${full} has no address in the inputs; name one with local-pod-ip:IP` };
  }
  const known = [...pods.map(pod => `${pod.namespace}/${pod.name}`), ...podEndpoints(source).keys()];
  const near = nearest(full, [...new Set(known.map(withoutBrackets))]);
  return { error: `there is no pod ${full} in the inputs${near ? `; did you mean ${near}?` : ''}` };
}
