/**
 * The Kubernetes objects that decide what happens to Service traffic, decoded: plain data, absent and empty kept apart
 * (absent is undefined; null counts as absent, as for the API server), values not yet defaulted and not yet judged.
 * A field whose type is wrong is absent here; validation reports it from the node tree.
 */
import type { TextRange } from '../base/textRange.ts';

/** Where an object stands. Ranges of single fields come from the document's node tree by path. */
export interface ObjectSource {
  /** URI or path of the file, as the adapter gave it. */
  readonly file: string;
  /** Document in the file, from 0. */
  readonly document: number;
  /** Position inside a `kind: List`, from 0; absent outside one. */
  readonly item?: number;
  /** The whole object. */
  readonly range: TextRange;
  /** The value of metadata.name, or the object's first key where it has none. */
  readonly nameRange: TextRange;
  /** Its document does not parse to the end: what it seems to lack may only be unread. */
  readonly isPartial?: true;
}

export interface NamespacedName {
  readonly namespace: string;
  readonly name: string;
}

export type Labels = Readonly<Record<string, string>>;

interface ObjectBase extends NamespacedName {
  readonly apiVersion: string;
  readonly source: ObjectSource;
  /** Undefined where the manifest names none; `namespace` then says "default". */
  readonly declaredNamespace: string | undefined;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly deletionTimestamp: boolean;
}

/** A targetPort or probe port: a number or a container port's name. */
export type IntOrString = number | string;

export interface ServicePortSpec {
  readonly name: string | undefined;
  readonly protocol: string | undefined;
  readonly port: number | undefined;
  readonly targetPort: IntOrString | undefined;
  readonly nodePort: number | undefined;
  readonly appProtocol: string | undefined;
}

export interface LoadBalancerIngress {
  readonly ip: string | undefined;
  readonly hostname: string | undefined;
  readonly ipMode: string | undefined;
}

export interface Service extends ObjectBase {
  readonly kind: 'Service';
  readonly type: string | undefined;
  readonly clusterIP: string | undefined;
  readonly clusterIPs: readonly string[] | undefined;
  readonly ipFamilies: readonly string[] | undefined;
  readonly ipFamilyPolicy: string | undefined;
  readonly ports: readonly ServicePortSpec[];
  /** Undefined when absent or null; an empty map selects nothing either, but was written. */
  readonly selector: Labels | undefined;
  readonly externalName: string | undefined;
  readonly externalIPs: readonly string[];
  readonly loadBalancerIP: string | undefined;
  readonly loadBalancerSourceRanges: readonly string[];
  readonly loadBalancerClass: string | undefined;
  readonly allocateLoadBalancerNodePorts: boolean | undefined;
  readonly externalTrafficPolicy: string | undefined;
  readonly internalTrafficPolicy: string | undefined;
  readonly healthCheckNodePort: number | undefined;
  readonly sessionAffinity: string | undefined;
  readonly sessionAffinityTimeoutSeconds: number | undefined;
  readonly publishNotReadyAddresses: boolean | undefined;
  readonly trafficDistribution: string | undefined;
  /** status.loadBalancer.ingress */
  readonly loadBalancerIngress: readonly LoadBalancerIngress[];
}

export interface EndpointPort {
  readonly name: string | undefined;
  readonly protocol: string | undefined;
  readonly port: number | undefined;
  readonly appProtocol: string | undefined;
}

export interface TargetRef {
  readonly kind: string;
  readonly name: string;
}

export interface EndpointAddress {
  readonly ip: string | undefined;
  readonly hostname: string | undefined;
  readonly nodeName: string | undefined;
  readonly targetRef: TargetRef | undefined;
}

export interface EndpointSubset {
  readonly addresses: readonly EndpointAddress[];
  readonly notReadyAddresses: readonly EndpointAddress[];
  readonly ports: readonly EndpointPort[];
}

export interface Endpoints extends ObjectBase {
  readonly kind: 'Endpoints';
  readonly subsets: readonly EndpointSubset[];
}

export interface EndpointConditions {
  readonly ready: boolean | undefined;
  readonly serving: boolean | undefined;
  readonly terminating: boolean | undefined;
}

export interface SliceEndpoint {
  readonly addresses: readonly string[];
  readonly conditions: EndpointConditions;
  readonly hostname: string | undefined;
  readonly nodeName: string | undefined;
  readonly zone: string | undefined;
  readonly targetRef: TargetRef | undefined;
  readonly hintZones: readonly string[] | undefined;
  readonly hintNodes: readonly string[] | undefined;
  /** The address is made up: the endpoint stands for a replica whose address no manifest holds. */
  readonly placeholder?: boolean;
  /** The object that an inferred endpoint comes from (workload, Pod or Endpoints). */
  readonly origin?: ObjectSource;
  /** Where the address stands in `origin`; absent where the whole object makes it. */
  readonly path?: readonly (string | number)[];
}

export interface EndpointSlice extends ObjectBase {
  readonly kind: 'EndpointSlice';
  readonly addressType: string | undefined;
  readonly ports: readonly EndpointPort[];
  readonly endpoints: readonly SliceEndpoint[];
  /** Not written by anybody: inferred from Endpoints, Pods or workloads. */
  readonly inferred?: 'mirrored' | 'pods';
}

export interface Node extends ObjectBase {
  readonly kind: 'Node';
  readonly podCIDRs: readonly string[];
  readonly addresses: readonly { readonly type: string; readonly address: string }[];
  /** That of a cordoned node included. */
  readonly taints: readonly Taint[];
}

export interface Taint {
  readonly key: string;
  /** Empty where it has none. */
  readonly value: string;
  readonly effect: string;
}

export interface Toleration {
  readonly key: string | undefined;
  readonly operator: string | undefined;
  readonly value: string | undefined;
  readonly effect: string | undefined;
}

/** What a pod demands of the node that it is placed on. */
export interface Scheduling {
  readonly nodeSelector: Labels;
  /** Of required node affinity: one of these must hold. */
  readonly nodeTerms: readonly (readonly LabelRequirement[])[];
  readonly tolerations: readonly Toleration[];
}

export interface ContainerPort {
  readonly name: string | undefined;
  readonly containerPort: number | undefined;
  readonly protocol: string | undefined;
}

export interface Container {
  readonly name: string;
  readonly ports: readonly ContainerPort[];
  /** An init container with restartPolicy Always (a sidecar); its ports can be targets. */
  readonly restartableInit: boolean;
  /** Path of this container in the object. */
  readonly path: readonly (string | number)[];
  readonly command: readonly string[];
  /** Fields of probes and hooks that ask for one of its ports. */
  readonly probes: readonly ProbePort[];
}

export interface ProbePort {
  /** Path of the port below the container. */
  readonly field: readonly string[];
  readonly value: IntOrString;
}

/** Pods with numbers from `first` on; each label's value is its prefix and the number. */
export interface PodOrdinals {
  readonly first: number;
  readonly count: number;
  /** By the label's key. */
  readonly prefixes: Labels;
}

/** What the endpoint controllers look at, from a Pod or a pod template. */
export interface PodShape {
  readonly labels: Labels;
  /** Labels that its controller adds, with values that follow from the manifest; absent where there are none. */
  readonly addedLabels?: Labels;
  /** Its controller numbers its pods and labels them with their numbers. */
  readonly ordinals?: PodOrdinals;
  /** Keys of labels that its pods have with values that no manifest tells, such as the hash of a template. */
  readonly unknownLabels?: readonly string[];
  /** Path of the labels in the object, for underlining and fixes. */
  readonly labelsPath: readonly (string | number)[];
  readonly containers: readonly Container[];
  readonly hostNetwork: boolean;
  readonly hostname: string | undefined;
  readonly subdomain: string | undefined;
  readonly nodeName: string | undefined;
  /** Of affinity and topology spread. */
  readonly podSelectors: readonly PodSelector[];
  /** Undefined where any node will do that has no taints. */
  readonly scheduling: Scheduling | undefined;
  /** In the environment and arguments of all containers. */
  readonly hosts: readonly HostMention[];
}

export interface Pod extends ObjectBase {
  readonly kind: 'Pod';
  readonly pod: PodShape;
  readonly phase: string | undefined;
  readonly podIPs: readonly string[];
  /** The status of the condition Ready ("True"), undefined when the Pod has no such condition. */
  readonly ready: boolean | undefined;
  /** The manifest has a status at all (it comes from a cluster). */
  readonly hasStatus: boolean;
  /** The object that made it, as its ownerReferences say. */
  readonly owner: TargetRef | undefined;
}

export type WorkloadKind =
  | 'Deployment'
  | 'StatefulSet'
  | 'DaemonSet'
  | 'ReplicaSet'
  | 'ReplicationController'
  | 'Job'
  | 'CronJob';

/** `CustomWorkload`: a custom resource with a pod template, such as an Argo Rollout. */
export interface Workload extends ObjectBase {
  readonly kind: WorkloadKind | 'CustomWorkload';
  /** The kind of a custom one. */
  readonly actualKind?: string;
  /** Pods at a time. Undefined when absent (the API's default is 1; a DaemonSet has one for each node). */
  readonly replicas: number | undefined;
  /** Another tool fills the number in. */
  readonly replicasUnknown?: true;
  readonly pod: PodShape;
  /** StatefulSet spec.serviceName. */
  readonly serviceName: string | undefined;
  /** StatefulSet spec.ordinals.start. */
  readonly firstOrdinal: number | undefined;
  /** Its pods are made from the template of this object, as those of a Rollout with a workloadRef. */
  readonly templateOf?: TargetRef;
  /** A Job or CronJob that makes no pods for now. */
  readonly suspended?: boolean;
  /** The object that made it, as its ownerReferences say. */
  readonly owner: TargetRef | undefined;
}

export interface ServiceCidr extends ObjectBase {
  readonly kind: 'ServiceCIDR';
  readonly cidrs: readonly string[];
}

/** KubeProxyConfiguration, as a document of its own or inside a ConfigMap of kube-proxy. */
export interface KubeProxyConfiguration extends ObjectBase {
  readonly kind: 'KubeProxyConfiguration';
  /** The configuration as plain data; routing/proxyConfig reads it. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Inside a ConfigMap: where its text stands, and the line of each of its own keys in that text, from 0. */
  readonly inside?: {
    readonly path: readonly (string | number)[];
    readonly lines: Readonly<Record<string, number>>;
  };
}

/** What a setting of the cluster may be stated as. */
export interface SettingValues {
  readonly serviceCidrs: readonly string[];
  readonly podCidrs: readonly string[];
  readonly nodePortRange: { readonly from: number; readonly to: number };
  readonly clusterDomain: string;
}

interface ClaimPlace {
  /** As the file calls it: "networking.podSubnet", "--cluster-cidr". */
  readonly name: string;
  /** Where it stands in the object… */
  readonly path: readonly (string | number)[];
  /** …and on which line of that text, from 0, where it is a text of several. */
  readonly line?: number;
  /** Nobody wrote it: it is what the tool does by default. */
  readonly isDefault?: true;
}

/** One setting, stated in one place. */
export type SettingClaim =
  | {
      readonly [S in keyof SettingValues]: ClaimPlace & { readonly setting: S; readonly value: SettingValues[S] };
    }[keyof SettingValues]
  | ProxyClaim;

/** A field of kube-proxy's configuration, by its path in it ("iptables.masqueradeAll"). */
export interface ProxyClaim extends ClaimPlace {
  readonly setting: 'proxy';
  readonly field: string;
  readonly value: unknown;
}

/** What an object says about the cluster's settings: flags of a component, or the configuration of an installer. */
export interface ClusterStatement extends ObjectBase {
  readonly kind: 'ClusterStatement';
  /** "kube-apiserver", "kubeadm ClusterConfiguration", "k3s". */
  readonly by: string;
  /** A component says what it runs with; an installer, what it will start components with; the rest can be told from it. */
  readonly standing: 'component' | 'installer' | 'derived';
  readonly claims: readonly SettingClaim[];
  /** Of a kube-proxy: whether it reads a configuration file, which then decides over its flags. */
  readonly proxy?: { readonly readsFile: boolean };
  /** Where it says that kube-proxy is not installed. */
  readonly withoutProxy?: ClaimPlace;
}

/** A field that names a Service, and maybe one of its ports. */
export interface ServiceReference extends NamespacedName {
  /** Path of the name in the object. */
  readonly path: readonly (string | number)[];
  /** By number or by name, as it is written; undefined where no port is asked for. */
  readonly servicePort: { readonly value: IntOrString; readonly path: readonly (string | number)[] } | undefined;
  /** The port that counts where none is written, and where it could be written. */
  readonly impliedPort?: { readonly value: number; readonly path: readonly (string | number)[] };
}

export interface LabelRequirement {
  readonly key: string;
  readonly operator: string;
  readonly values: readonly string[];
}

/** One without any demand chooses all. */
export interface LabelSelector {
  readonly matchLabels: Labels;
  readonly matchExpressions: readonly LabelRequirement[];
}

/** A label selector of pods in the object's own namespace, or in those that are named beside it. */
export interface PodSelector extends LabelSelector {
  readonly path: readonly (string | number)[];
  readonly namespaces?: NamespaceChoice;
}

/** Namespaces by name and those that a selector chooses, together. */
export interface NamespaceChoice {
  readonly names: readonly string[];
  readonly selector: LabelSelector | undefined;
}

/** A port that a NetworkPolicy speaks of. */
export interface PolicyPort {
  readonly path: readonly (string | number)[];
  readonly value: IntOrString;
  readonly protocol: string | undefined;
}

/** Which traffic of its pods a NetworkPolicy restricts to what its rules allow. */
export interface Isolation {
  readonly ingress: boolean;
  readonly egress: boolean;
}

/** A host name in a text that could be a Service's. */
export interface HostMention {
  /** Path of the text in the object. */
  readonly path: readonly (string | number)[];
  /** Where the host name stands in the text. */
  readonly index: number;
  readonly host: string;
  readonly port: number | undefined;
  readonly inUrl: boolean;
}

/** A field that names a workload or Pod of the object's own namespace. */
export interface TargetReference extends TargetRef {
  /** Path of the name in the object. */
  readonly path: readonly (string | number)[];
}

/** Any other object: its identity, and which Services and pods it speaks of. */
export interface OtherObject extends ObjectBase {
  readonly kind: 'Other';
  readonly actualKind: string;
  /** Absent where there are none. */
  readonly references?: readonly ServiceReference[];
  readonly podSelectors?: readonly PodSelector[];
  readonly policyPorts?: readonly PolicyPort[];
  /** Of a NetworkPolicy. */
  readonly isolates?: Isolation;
  readonly targets?: readonly TargetReference[];
  readonly hosts?: readonly HostMention[];
  /** Labels that it gives to pods, as far as a field says so; of custom resources only. */
  readonly podLabels?: readonly Labels[];
}

export type KubernetesObject =
  | Service
  | Endpoints
  | EndpointSlice
  | Node
  | Pod
  | Workload
  | ServiceCidr
  | KubeProxyConfiguration
  | ClusterStatement
  | OtherObject;

/** As the manifest writes it; facts that were read out of a file of another kind have their own. */
export function kindOf(object: KubernetesObject): string {
  return 'actualKind' in object && object.actualKind !== undefined ? object.actualKind : object.kind;
}

export function namespacedName(object: NamespacedName): string {
  return `${object.namespace}/${object.name}`;
}

/** By "namespace/name"; of several objects with one name the last counts. */
export function namedOnce<T extends NamespacedName>(objects: readonly T[]): ReadonlyMap<string, T> {
  return new Map(objects.map(object => [namespacedName(object), object]));
}
