/**
 * What an answer rests on that the manifests do not show: each assumption as a code with its arguments, a sentence, and
 * what would settle it. In: names and addresses. Out: plain data; texts stand here and nowhere else.
 */
import { type Refusal, refusalSentence } from '../refusal.ts';
import type { Placed } from './reason.ts';

export type AssumptionArgs = Readonly<Record<string, string | number>>;

export interface Assumption {
  readonly code: AssumptionCode;
  readonly args: AssumptionArgs;
  readonly sentence: string;
  /** What would make it a fact, or refute it. */
  readonly settledBy: string;
  /** The field or object that it is about. */
  readonly place?: Placed | undefined;
}

export type AssumptionCode =
  /** No configuration of kube-proxy says which addresses pods have. */
  | 'pod-range-unknown'
  /** The manifests hold no address of the node. */
  | 'node-address-unknown'
  /** The endpoint stands for a replica that no manifest gives an address. */
  | 'placeholder-endpoint'
  /** So does the sender. */
  | 'placeholder-sender'
  /** A NetworkPolicy selects the sender (egress) or the endpoint (ingress). */
  | 'network-policy'
  /** A part of the input that is not read may hold endpoints of the Service. */
  | 'endpoints-not-read'
  /** Pods may have the labels of the selector, or not. */
  | 'labels-unknown'
  /** A custom resource makes pods in a way that its manifest does not show. */
  | 'pod-maker'
  | 'replicas-scaled'
  | 'replicas-unknown'
  /** No manifest makes pods that the Service selects. */
  | 'pods-made-elsewhere'
  /** The API server chooses the cluster IP; the one that is shown is a stand-in. */
  | 'cluster-ip-unassigned'
  /** kube-proxy drops what is sent to unused addresses of ServiceCIDR objects, and there are none in the manifests. */
  | 'service-range-assumed'
  /** The API server may refuse the Service: a range is assumed, or nobody knows which of two objects comes first. */
  | 'acceptance-unknown'
  /** Rules of the node that kube-proxy did not write. */
  | 'node-firewall';

type Named = { readonly namespace: string; readonly name: string };
const full = ({ namespace, name }: Named) => `${namespace}/${name}`;

export function podRangeUnknown(): Assumption {
  return {
    code: 'pod-range-unknown',
    args: {},
    sentence: 'No kube-proxy configuration is known, and so not whether kube-proxy knows the pod range (clusterCIDR).',
    settledBy: 'clusterCIDR in a KubeProxyConfiguration among the inputs or in --config; most installers set it',
  };
}

export function nodeAddressUnknown(node: string, address?: string): Assumption {
  return {
    code: 'node-address-unknown',
    args: { node, ...(address === undefined ? {} : { address }) },
    sentence: `The manifests hold no address of ${node}${address === undefined ? '' : `; whether ${address} is one is unknown`}.`,
    settledBy: `the Node object with its status (kubectl get node ${node} -o yaml), or --host`,
  };
}

export function placeholderEndpoint(endpoint: string, workload: string): Assumption {
  return {
    code: 'placeholder-endpoint',
    args: { endpoint, workload },
    sentence: `${endpoint} is a placeholder for a replica of ${workload}: its address, node and readiness are assumed.`,
    settledBy: runningPods,
  };
}

export function placeholderSender(address: string, workload: string, node: string | undefined): Assumption {
  return {
    code: 'placeholder-sender',
    args: { address, workload, ...(node === undefined ? {} : { node }) },
    sentence: `The sender’s address ${address}${node === undefined ? '' : ` and its node ${node}`} ${node === undefined ? 'is a placeholder' : 'are placeholders'} for a replica of ${workload}.`,
    settledBy: runningPods,
  };
}

const runningPods = 'the running Pods or EndpointSlices (kubectl get pods,endpointslices -o yaml)';

export interface PolicyFacts {
  readonly policy: Named;
  readonly direction: 'ingress' | 'egress';
  readonly pod: Named;
  /** Where the packet arrives. */
  readonly at: { readonly port: number; readonly protocol: string };
  readonly place: Placed;
}

export function networkPolicy({ policy, direction, pod, at, place }: PolicyFacts): Assumption {
  const who = direction === 'egress' ? 'the sender' : 'the endpoint';
  const where = `${at.port}/${at.protocol}`;
  return {
    code: 'network-policy',
    args: { policy: full(policy), direction, pod: full(pod), port: at.port, protocol: at.protocol },
    sentence: `NetworkPolicy ${full(policy)} selects ${who} ${full(pod)} for ${direction} and is not evaluated.`,
    settledBy: `whether its ${direction} rules allow ${where}, the port of the pod and not that of the Service`,
    place,
  };
}

export function endpointsNotRead(service: Named, gap: { readonly file: string; readonly why: string }): Assumption {
  return {
    code: 'endpoints-not-read',
    args: { service: full(service), file: gap.file, reason: gap.why },
    sentence: `${full(service)} may have more endpoints: ${gap.file} is not evaluated (${gap.why}).`,
    settledBy: `the objects that ${gap.file} makes, among the inputs`,
  };
}

export function labelsUnknown(service: Named, source: Named & { readonly kind: string }): Assumption {
  return {
    code: 'labels-unknown',
    args: { service: full(service), kind: source.kind, source: full(source) },
    sentence: `Whether ${full(service)} selects the pods of ${source.kind} ${full(source)} is unknown: a label has a value that no manifest shows.`,
    settledBy: runningPods,
  };
}

export function podMaker(service: Named, maker: Named & { readonly kind: string }): Assumption {
  return {
    code: 'pod-maker',
    args: { service: full(service), kind: maker.kind, object: full(maker) },
    sentence: `The controller of ${maker.kind} ${full(maker)} may make pods that ${full(service)} selects.`,
    settledBy: runningPods,
  };
}

export function replicasScaled(
  service: Named,
  scaler: Named & { readonly kind: string },
  target: Named & { readonly kind: string },
): Assumption {
  return {
    code: 'replicas-scaled',
    args: { service: full(service), kind: scaler.kind, object: full(scaler), target: `${target.kind} ${full(target)}` },
    sentence: `${scaler.kind} ${full(scaler)} sets the replicas of ${target.kind} ${full(target)}, whose pods ${full(service)} selects.`,
    settledBy: runningPods,
  };
}

export function replicasUnknown(service: Named, workload: Named & { readonly kind: string }): Assumption {
  return {
    code: 'replicas-unknown',
    args: { service: full(service), workload: `${workload.kind} ${full(workload)}` },
    sentence: `Another tool fills in the replicas of ${workload.kind} ${full(workload)}, whose pods ${full(service)} selects.`,
    settledBy: runningPods,
  };
}

export function podsMadeElsewhere(service: Named, selector: string): Assumption {
  return {
    code: 'pods-made-elsewhere',
    args: { service: full(service), selector },
    sentence: `No manifest makes pods that ${full(service)} selects (${selector}); they may be made elsewhere.`,
    settledBy: `the workload or its pods among the inputs (kubectl get pods -n ${service.namespace} -l ${selector} -o yaml)`,
  };
}

export function clusterIpUnassigned(service: Named, address: string, range: string | undefined): Assumption {
  return {
    code: 'cluster-ip-unassigned',
    args: { service: full(service), address, ...(range === undefined ? {} : { range }) },
    sentence: `${full(service)} has no clusterIP in the manifests; ${address}${range === undefined ? '' : ` from ${range}`} is a stand-in.`,
    settledBy: `spec.clusterIP (kubectl get service ${service.name} -n ${service.namespace} -o yaml)`,
  };
}

export function serviceRangeAssumed(range: string): Assumption {
  return {
    code: 'service-range-assumed',
    args: { range },
    sentence: `No ServiceCIDR object is among the inputs; ${range} is assumed to be for Services.`,
    settledBy: 'the ServiceCIDR objects (kubectl get servicecidrs -o yaml)',
  };
}

export function acceptanceUnknown(refusal: Refusal): Assumption {
  return {
    code: 'acceptance-unknown',
    args: { service: full(refusal), rule: refusal.rule },
    sentence: refusalSentence(refusal),
    settledBy:
      refusal.doubt === 'assumed-range'
        ? 'the node port range of the cluster: the kube-apiserver manifest among the inputs, or nodePortRange in .routelens.yaml'
        : 'the order in which they are created',
  };
}

export function nodeFirewall(node: string): Assumption {
  return {
    code: 'node-firewall',
    args: { node },
    sentence: `Only kube-proxy’s rules are traced, not the firewall of ${node} or rules of its network plugin.`,
    settledBy: 'iptables-save or nft list ruleset of the node, with --rules',
  };
}
