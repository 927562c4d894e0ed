/**
 * Which fields of which objects name a Service or choose pods: a table, so that decoding and completion cannot differ.
 * In: kind and apiVersion. Out: the shapes of its references, and the paths in a tree that fit a pattern.
 */
import { childOf, type FieldPath, keyText, type ManifestNode } from '../yaml/manifestNode.ts';

/** A path in which `*` stands for any position of a list, and `{}` for any key of a map. */
export type PathPattern = readonly string[];

export interface ServiceFieldShape {
  /** To the map that holds the name and, where there is one, the port. */
  readonly holder: PathPattern;
  /** Key of the name. */
  readonly name: string;
  /** Another namespace can be named beside it. */
  readonly namespaced: boolean;
  /** Where the port can stand, below the holder. */
  readonly servicePorts: readonly { readonly path: readonly string[]; readonly as: 'name' | 'number' }[];
  /** What counts where no port is written. */
  readonly impliedPort?: number;
  /** The holder can name objects of other kinds by its `group` and `kind`. */
  readonly kinded: boolean;
}

interface KindFields {
  readonly group: string;
  readonly services: readonly ServiceFieldShape[];
  /** Label selectors of pods. */
  readonly pods: readonly PathPattern[];
  /** Ports of those pods. */
  readonly policyPorts?: readonly PathPattern[];
  /** Maps that name a workload by its kind and name. */
  readonly targets?: readonly PathPattern[];
  /** The kind that such a map means where it names none. */
  readonly impliedTarget?: string;
  /** Texts that can hold host names. */
  readonly hosts?: readonly PathPattern[];
}

const everyRule = ['spec', 'rules', '*'];
const clientPort = [{ path: ['port'], as: 'number' }] as const;

function ingressBackend(...holder: string[]): ServiceFieldShape {
  const servicePorts = [
    { path: ['port', 'number'], as: 'number' },
    { path: ['port', 'name'], as: 'name' },
  ] as const;
  return { holder: [...holder, 'service'], name: 'name', namespaced: false, servicePorts, kinded: false };
}

function backendRef(...holder: string[]): ServiceFieldShape {
  return { holder, name: 'name', namespaced: true, servicePorts: clientPort, kinded: true };
}

/** How the API server is told to call somebody: by HTTPS. */
function clientConfig(...holder: string[]): ServiceFieldShape {
  return {
    holder: [...holder, 'service'],
    name: 'name',
    namespaced: true,
    servicePorts: clientPort,
    impliedPort: 443,
    kinded: false,
  };
}

const plainRoute: KindFields = {
  group: 'gateway.networking.k8s.io',
  services: [backendRef(...everyRule, 'backendRefs', '*')],
  pods: [],
};

const routeWithFilters: KindFields = {
  ...plainRoute,
  services: [
    ...plainRoute.services,
    backendRef(...everyRule, 'filters', '*', 'requestMirror', 'backendRef'),
    backendRef(...everyRule, 'backendRefs', '*', 'filters', '*', 'requestMirror', 'backendRef'),
  ],
};

const webhooks: KindFields = {
  group: 'admissionregistration.k8s.io',
  services: [clientConfig('webhooks', '*', 'clientConfig')],
  pods: [],
  hosts: [['webhooks', '*', 'clientConfig', 'url']],
};

const fieldsOfKinds: Readonly<Record<string, KindFields>> = {
  Ingress: {
    group: 'networking.k8s.io',
    services: [ingressBackend(...everyRule, 'http', 'paths', '*', 'backend'), ingressBackend('spec', 'defaultBackend')],
    pods: [],
  },
  HTTPRoute: routeWithFilters,
  GRPCRoute: routeWithFilters,
  TCPRoute: plainRoute,
  TLSRoute: plainRoute,
  UDPRoute: plainRoute,
  StatefulSet: {
    group: 'apps',
    services: [{ holder: ['spec'], name: 'serviceName', namespaced: false, servicePorts: [], kinded: false }],
    pods: [],
  },
  ValidatingWebhookConfiguration: webhooks,
  MutatingWebhookConfiguration: webhooks,
  APIService: { group: 'apiregistration.k8s.io', services: [clientConfig('spec')], pods: [] },
  CustomResourceDefinition: {
    group: 'apiextensions.k8s.io',
    services: [clientConfig('spec', 'conversion', 'webhook', 'clientConfig')],
    pods: [],
  },
  NetworkPolicy: {
    group: 'networking.k8s.io',
    services: [],
    pods: [
      ['spec', 'podSelector'],
      ['spec', 'ingress', '*', 'from', '*', 'podSelector'],
      ['spec', 'egress', '*', 'to', '*', 'podSelector'],
    ],
    policyPorts: [
      ['spec', 'ingress', '*', 'ports', '*'],
      ['spec', 'egress', '*', 'ports', '*'],
    ],
  },
  ConfigMap: { group: '', services: [], pods: [], hosts: [['data', '{}']] },
  PodDisruptionBudget: { group: 'policy', services: [], pods: [['spec', 'selector']] },
  HorizontalPodAutoscaler: { group: 'autoscaling', services: [], pods: [], targets: [['spec', 'scaleTargetRef']] },
  // KEDA: without a kind a Deployment is meant. https://keda.sh/docs/latest/reference/scaledobject-spec/
  ScaledObject: {
    group: 'keda.sh',
    services: [],
    pods: [],
    targets: [['spec', 'scaleTargetRef']],
    impliedTarget: 'Deployment',
  },
  HTTPScaledObject: {
    group: 'http.keda.sh',
    services: [],
    pods: [],
    targets: [['spec', 'scaleTargetRef']],
    impliedTarget: 'Deployment',
  },
  VerticalPodAutoscaler: { group: 'autoscaling.k8s.io', services: [], pods: [], targets: [['spec', 'targetRef']] },
};

export function referenceFields(kind: string, apiVersion: string): Omit<KindFields, 'group'> | undefined {
  const fields = Object.hasOwn(fieldsOfKinds, kind) ? fieldsOfKinds[kind] : undefined;
  if (!fields) return undefined;
  const isOfGroup = fields.group === '' ? apiVersion === 'v1' : apiVersion.startsWith(`${fields.group}/`);
  return isOfGroup ? fields : undefined;
}

export interface PlacedNode {
  readonly node: ManifestNode;
  readonly path: FieldPath;
}

/** Every node below `root` whose path fits the pattern, in order. */
export function nodesMatching(root: ManifestNode, pattern: PathPattern): readonly PlacedNode[] {
  return pattern.reduce<readonly PlacedNode[]>(
    (places, step) => places.flatMap(place => below(place, step)),
    [{ node: root, path: [] }],
  );
}

function below({ node, path }: PlacedNode, step: string): readonly PlacedNode[] {
  if (step === '{}') {
    const entries = node.kind === 'map' ? node.entries : [];
    return entries.map(entry => ({ node: entry.value, path: [...path, keyText(entry)] }));
  }
  if (step !== '*') {
    const child = childOf(node, step);
    return child ? [{ node: child, path: [...path, step] }] : [];
  }
  return node.kind === 'sequence' ? node.items.map((item, i) => ({ node: item, path: [...path, i] })) : [];
}

/** Whether the head of `path` fits the whole pattern. */
export function startsWithPattern(path: FieldPath, pattern: PathPattern): boolean {
  return path.length >= pattern.length && pattern.every((step, i) => isStep(path[i]!, step));
}

function isStep(step: string | number, pattern: string): boolean {
  return pattern === '*' ? typeof step === 'number' : step === pattern;
}
