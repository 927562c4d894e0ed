/** Pods as senders: where a pod runs and which addresses it has, as far as objects tell. */
import { type NamespacedName, namedOnce, type Pod, type SliceEndpoint } from '../cluster/objects.ts';
import { inferredSlices } from '../cluster/synthesize.ts';
import { type IpAddress, parseAddress } from '../ip/address.ts';
import type { RoutingSource } from './routingView.ts';
import type { Misread } from './traceWords.ts';
import { unknownName } from './unknownName.ts';

export interface FoundPod {
  readonly addresses: readonly IpAddress[];
  readonly nodeName: string | undefined;
  readonly hostNetwork: boolean;
  /** No manifest holds its address; a stand-in is used. */
  readonly placeholder: boolean;
}

/** Both by "namespace/name". */
interface KnownPods {
  /** Replicas of a workload bear its name in angle brackets. */
  readonly endpoints: ReadonlyMap<string, readonly SliceEndpoint[]>;
  /** Of several objects with one name the last. */
  readonly objects: ReadonlyMap<string, Pod>;
}

const podsBySource = new WeakMap<RoutingSource, KnownPods>();

function knownPods(source: RoutingSource): KnownPods {
  const known = podsBySource.get(source);
  if (known) return known;
  const found = { endpoints: podEndpoints(source), objects: namedOnce(source.cluster.model.pods) };
  podsBySource.set(source, found);
  return found;
}

function podEndpoints({ cluster, settings }: RoutingSource): KnownPods['endpoints'] {
  const found = new Map<string, SliceEndpoint[]>();
  const services = [...namedOnce(cluster.model.services).values()];
  for (const slice of [...cluster.model.slices, ...services.flatMap(s => inferredSlices(s, cluster, settings))]) {
    for (const endpoint of slice.endpoints) {
      if (endpoint.targetRef?.kind !== 'Pod') continue;
      const name = `${slice.namespace}/${endpoint.targetRef.name}`;
      const entries = found.get(name);
      if (entries) entries.push(endpoint);
      else found.set(name, [endpoint]);
    }
  }
  return found;
}

/** A Pod by its name, or the first replica of a workload by the workload's. */
export function findPod(source: RoutingSource, { namespace, name }: NamespacedName): FoundPod | undefined {
  const { endpoints, objects } = knownPods(source);
  const entries = endpoints.get(`${namespace}/${name}`) ?? endpoints.get(`${namespace}/<${name}>`)?.slice(0, 1) ?? [];
  const object = objects.get(`${namespace}/${name}`);
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

export interface PodAt {
  readonly name: string;
  readonly nodeName: string | undefined;
  readonly placeholder: boolean;
}

const podIndexes = new WeakMap<RoutingSource, ReadonlyMap<string, readonly PodAt[]>>();

/** The pods that have an address. */
export function podsAt(source: RoutingSource, { text }: IpAddress): readonly PodAt[] {
  const index = podIndexes.get(source) ?? indexPods(source);
  podIndexes.set(source, index);
  return index.get(text) ?? [];
}

function indexPods(source: RoutingSource): ReadonlyMap<string, readonly PodAt[]> {
  const { endpoints, objects } = knownPods(source);
  const found = new Map<string, PodAt[]>();
  const note = (text: string, pod: PodAt) => {
    const address = canonical(text);
    const others = found.get(address);
    if (!others) found.set(address, [pod]);
    else if (!others.some(({ name }) => name === pod.name)) others.push(pod);
  };
  for (const [name, { pod, podIPs }] of objects) {
    for (const text of podIPs) note(text, { name, nodeName: pod.nodeName, placeholder: false });
  }
  for (const [name, entries] of endpoints) {
    for (const { addresses, nodeName, placeholder = false } of entries) {
      for (const text of addresses) note(text, { name: withoutBrackets(name), nodeName, placeholder });
    }
  }
  return found;
}

/** IPv6 has several spellings of one address. */
function canonical(text: string): string {
  return text.includes(':') ? (parseAddress(text)?.text ?? text) : text;
}

/** "namespace/name" of every pod that findPod knows an address for. */
export function podNames(source: RoutingSource): readonly string[] {
  const { endpoints, objects } = knownPods(source);
  const withAddress = [...objects].filter(([, pod]) => pod.podIPs.length > 0).map(([name]) => name);
  const names = [...withAddress, ...endpoints.keys()];
  return [...new Set(names.map(withoutBrackets))];
}

function withoutBrackets(name: string): string {
  return name.replace(/[<>]/g, '');
}

export function unknownPod(source: RoutingSource, { namespace, name }: NamespacedName): Misread {
  const full = `${namespace}/${name}`;
  const { endpoints, objects } = knownPods(source);
  if (objects.has(full)) {
    return { error: `pod ${full} has no address in the inputs; name one with local-pod-ip:IP` };
  }
  const known = [...objects.keys(), ...endpoints.keys()];
  return unknownName('pod', full, [...new Set(known.map(withoutBrackets))]);
}
