/** Nodes, Pods and the workloads that make pods from a template. */
import { childOf, type FieldPath, type ManifestNode, nodeAt } from '../yaml/manifestNode.ts';
import { addedLabels, type JobFacts } from './controllerLabels.ts';
import type { ObjectHeader } from './decode.ts';
import { decodeLabelSelector, decodeTerms } from './decodePodSelectors.ts';
import { hostsOfPod } from './hostNames.ts';
import type {
  Container,
  Node,
  Pod,
  PodShape,
  ProbePort,
  Scheduling,
  Taint,
  TargetRef,
  Workload,
  WorkloadKind,
} from './objects.ts';
import { makerRole } from './podMakerKinds.ts';
import {
  compact,
  isPresent,
  readBoolean,
  readInteger,
  readIntOrString,
  readItems,
  readLabels,
  readString,
  readStrings,
} from './read.ts';
import { isUnknownNode } from './unknownValues.ts';

/** Kind, API group, and where the pod template stands. */
const workloadKinds: Readonly<Record<WorkloadKind, { readonly group: RegExp; readonly template: FieldPath }>> = {
  Deployment: { group: /^(?:apps|extensions)\//, template: ['spec', 'template'] },
  StatefulSet: { group: /^apps\//, template: ['spec', 'template'] },
  DaemonSet: { group: /^(?:apps|extensions)\//, template: ['spec', 'template'] },
  ReplicaSet: { group: /^(?:apps|extensions)\//, template: ['spec', 'template'] },
  ReplicationController: { group: /^v1$/, template: ['spec', 'template'] },
  Job: { group: /^batch\//, template: ['spec', 'template'] },
  CronJob: { group: /^batch\//, template: ['spec', 'jobTemplate', 'spec', 'template'] },
};

export function isWorkloadKind(kind: string, apiVersion: string): kind is WorkloadKind {
  return Object.hasOwn(workloadKinds, kind) && workloadKinds[kind as WorkloadKind].group.test(apiVersion);
}

/** Whether a custom resource makes pods from a template in the manner of a Deployment: its own, or another object's. */
export function hasPodTemplate(node: ManifestNode, kind: string, apiVersion: string): boolean {
  const role = makerRole(kind, apiVersion);
  if (role !== 'template' && role !== 'unknown') return false;
  if (role === 'template' && decodeTemplateOf(node)) return true;
  return childOf(nodeAt(node, ['spec', 'template', 'spec']), 'containers')?.kind === 'sequence';
}

/** Argo Rollouts: spec.workloadRef names the object whose template is taken. */
function decodeTemplateOf(node: ManifestNode): TargetRef | undefined {
  const reference = nodeAt(node, ['spec', 'workloadRef']);
  const [kind, name] = [readString(reference, 'kind'), readString(reference, 'name')];
  return kind && name ? { kind, name } : undefined;
}

export function decodeNode(node: ManifestNode, header: ObjectHeader): Node {
  const spec = childOf(node, 'spec');
  const podCIDR = readString(spec, 'podCIDR');
  const podCIDRs = readStrings(spec, 'podCIDRs');
  return {
    kind: 'Node',
    ...header,
    podCIDRs: podCIDRs.length || podCIDR === undefined ? podCIDRs : [podCIDR],
    addresses: readItems(childOf(node, 'status'), 'addresses').map(address => ({
      type: readString(address, 'type') ?? '',
      address: readString(address, 'address') ?? '',
    })),
    taints: decodeTaints(spec),
  };
}

/** A cordoned node gets its taint from the cluster, whether the manifest shows it or not. */
function decodeTaints(spec: ManifestNode | undefined): Taint[] {
  const cordoned = { key: 'node.kubernetes.io/unschedulable', value: '', effect: 'NoSchedule' };
  const written = readItems(spec, 'taints').map(taint => ({
    key: readString(taint, 'key') ?? '',
    value: readString(taint, 'value') ?? '',
    effect: readString(taint, 'effect') ?? '',
  }));
  return readBoolean(spec, 'unschedulable') === true ? [...written, cordoned] : written;
}

const nodeAffinity: FieldPath = ['affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution'];

function decodeScheduling(spec: ManifestNode | undefined): Scheduling | undefined {
  if (!['nodeSelector', 'affinity', 'tolerations'].some(key => childOf(spec, key))) return undefined;
  return {
    nodeSelector: readLabels(spec, 'nodeSelector') ?? {},
    nodeTerms: readItems(nodeAt(spec, nodeAffinity), 'nodeSelectorTerms').map(
      term => decodeLabelSelector(term).matchExpressions,
    ),
    tolerations: readItems(spec, 'tolerations').map(toleration => ({
      key: readString(toleration, 'key'),
      operator: readString(toleration, 'operator'),
      value: readString(toleration, 'value'),
      effect: readString(toleration, 'effect'),
    })),
  };
}

export function decodePod(node: ManifestNode, header: ObjectHeader): Pod {
  const status = childOf(node, 'status');
  const condition = readItems(status, 'conditions').find(c => readString(c, 'type') === 'Ready');
  return {
    kind: 'Pod',
    ...header,
    pod: decodePodShape(node, []),
    phase: readString(status, 'phase'),
    podIPs: decodePodIPs(status),
    ready: condition && readString(condition, 'status') === 'True',
    hasStatus: status?.kind === 'map' && status.entries.length > 0,
    owner: decodeOwner(node),
  };
}

/** The server keeps podIP and the first of podIPs equal: where they differ, podIP alone counts. */
function decodePodIPs(status: ManifestNode | undefined): readonly string[] {
  const podIP = readString(status, 'podIP');
  const podIPs = readItems(status, 'podIPs').flatMap(ip => readString(ip, 'ip') || []);
  return podIP && podIPs[0] !== podIP ? [podIP] : podIPs;
}

function decodeOwner(node: ManifestNode): TargetRef | undefined {
  const references = readItems(childOf(node, 'metadata'), 'ownerReferences');
  const owner = references.find(reference => readBoolean(reference, 'controller')) ?? references[0];
  const name = readString(owner, 'name');
  return name === undefined ? undefined : { kind: readString(owner, 'kind') ?? '', name };
}

export function decodeWorkload(node: ManifestNode, kind: WorkloadKind, header: ObjectHeader): Workload {
  const replicas = decodeReplicas(node, kind);
  return workloadOf(node, { kind, ...header, replicas }, workloadKinds[kind].template);
}

export function decodeCustomWorkload(node: ManifestNode, actualKind: string, header: ObjectHeader): Workload {
  const replicas = readInteger(childOf(node, 'spec'), 'replicas');
  const workload = workloadOf(node, { kind: 'CustomWorkload', actualKind, ...header, replicas }, ['spec', 'template']);
  const templateOf = decodeTemplateOf(node);
  return templateOf ? { ...workload, templateOf } : workload;
}

type Named = ObjectHeader & Pick<Workload, 'kind' | 'actualKind' | 'replicas'>;

function workloadOf(node: ManifestNode, named: Named, template: FieldPath): Workload {
  const spec = childOf(node, 'spec');
  const firstOrdinal = readInteger(childOf(spec, 'ordinals'), 'start');
  const isJob = named.kind === 'Job' || named.kind === 'CronJob';
  const job = isJob ? decodeJob(nodeAt(node, template.slice(0, -1))) : undefined;
  return {
    ...named,
    pod: { ...decodePodShape(node, template), ...addedLabels({ ...named, firstOrdinal }, job) },
    serviceName: readString(spec, 'serviceName'),
    firstOrdinal,
    owner: decodeOwner(node),
    ...(isJob && readBoolean(spec, 'suspend') === true ? { suspended: true } : {}),
    ...(isUnknownNode(childOf(spec, 'replicas'), 'replicas') ? { replicasUnknown: true } : {}),
  };
}

function decodeJob(spec: ManifestNode | undefined): JobFacts {
  return {
    isIndexed: readString(spec, 'completionMode') === 'Indexed',
    hasManualSelector: readBoolean(spec, 'manualSelector') === true,
    completions: readInteger(spec, 'completions'),
  };
}

/** A Job runs `parallelism` pods at a time, never more than it has left to complete, and none once it is over. */
function decodeReplicas(node: ManifestNode, kind: WorkloadKind): number | undefined {
  if (kind !== 'Job' && kind !== 'CronJob') return readInteger(childOf(node, 'spec'), 'replicas');
  const job = nodeAt(node, workloadKinds[kind].template.slice(0, -1));
  const isOver = isPresent(childOf(node, 'status'), 'completionTime');
  if (isOver || readBoolean(childOf(node, 'spec'), 'suspend') === true) return 0;
  const parallelism = readInteger(job, 'parallelism');
  const completions = readInteger(job, 'completions');
  return completions === undefined ? parallelism : Math.min(parallelism ?? 1, completions);
}

/** `path` leads to what holds the pod's metadata and spec. */
function decodePodShape(root: ManifestNode, path: FieldPath): PodShape {
  const pod = nodeAt(root, path);
  const spec = childOf(pod, 'spec');
  const containers = readItems(spec, 'containers').map((c, i) =>
    decodeContainer(c, [...path, 'spec', 'containers', i], false),
  );
  const sidecars = readItems(spec, 'initContainers').flatMap((c, i) =>
    readString(c, 'restartPolicy') === 'Always'
      ? [decodeContainer(c, [...path, 'spec', 'initContainers', i], true)]
      : [],
  );
  return {
    labels: readLabels(childOf(pod, 'metadata'), 'labels') ?? {},
    labelsPath: [...path, 'metadata', 'labels'],
    // In this order the controllers look for a named port: a sidecar's counts where no container has it.
    containers: [...containers, ...sidecars],
    hostNetwork: readBoolean(spec, 'hostNetwork') === true,
    hostname: readString(spec, 'hostname'),
    subdomain: readString(spec, 'subdomain'),
    nodeName: readString(spec, 'nodeName') || undefined,
    podSelectors: compact(decodeTerms(spec, [...path, 'spec'])),
    scheduling: decodeScheduling(spec),
    hosts: compact(hostsOfPod(spec, [...path, 'spec'])),
  };
}

/** Where a container can ask for a port of its own. */
const probeFields: readonly (readonly string[])[] = [
  ...['livenessProbe', 'readinessProbe', 'startupProbe'].map(probe => [probe]),
  ...['postStart', 'preStop'].map(hook => ['lifecycle', hook]),
].flatMap(place => ['httpGet', 'tcpSocket', 'grpc'].map(action => [...place, action, 'port']));

function decodeProbes(container: ManifestNode): ProbePort[] {
  return probeFields.flatMap(field => {
    const value = readIntOrString(nodeAt(container, field.slice(0, -1)), 'port');
    return value === undefined ? [] : [{ field, value }];
  });
}

function decodeContainer(node: ManifestNode, path: FieldPath, restartableInit: boolean): Container {
  return {
    name: readString(node, 'name') ?? '',
    ports: readItems(node, 'ports').map(port => ({
      name: readString(port, 'name'),
      containerPort: readInteger(port, 'containerPort'),
      protocol: readString(port, 'protocol'),
    })),
    restartableInit,
    path,
    command:
      isPresent(node, 'command') || isPresent(node, 'args')
        ? [...readStrings(node, 'command'), ...readStrings(node, 'args')]
        : [],
    probes: compact(decodeProbes(node)),
  };
}
