import type { ContainerPort, Pod, Service, Workload } from '../../cluster/objects.ts';
import { hasPods } from '../../cluster/references.ts';
import { type FieldPath, nodeAt } from '../../yaml/manifestNode.ts';
import { locationOf } from '../crossObject.ts';
import { type Draft, defineRule, type RuleContext } from '../defineRule.ts';
import { service } from '../examples.ts';
import { describe, protocolOf, reservesNodePorts, usesHealthCheck } from '../serviceFacts.ts';

export const hostPortIsNodePort = defineRule({
  id: 'host-port-is-node-port',
  kinds: [
    'Pod',
    'Deployment',
    'StatefulSet',
    'DaemonSet',
    'ReplicaSet',
    'ReplicationController',
    'Job',
    'CronJob',
    'CustomWorkload',
  ],
  severity: 'warning',
  verdict: 'dropped',
  meets: 'related',
  summary: "A pod's port on the host is the node port of a Service.",
  rationale: `kube-proxy takes the traffic that comes to a node port on every node. A \`hostPort\` of the same number is another translation of the
same traffic, and the order of two programs' rules decides which one gets it; a \`hostNetwork\` pod that listens there gets nothing from
outside. Neither the scheduler nor the API server compares the two. Ports outside the node port range (30000-32767 by default) are safe.`,
  *check(context) {
    const { object } = context;
    if (!hasPods(object)) return;
    for (const { port, path } of hostPorts(object, context)) {
      const claim = context.cluster.nodePortClaims(port.number).find(service => claims(service, port));
      if (claim) yield conflict(context, object, { port, path, claim });
    }
  },
  examples: {
    bad: [
      {
        text: `${service(`
  type: NodePort
  ports: [{ port: 80, nodePort: 30080 }]
`)}---
apiVersion: apps/v1
kind: DaemonSet
metadata: { name: edge }
spec:
  template:
    metadata: { labels: { app: edge } }
    spec:
      containers:
        - name: main
          ports:
            - containerPort: 8080
              hostPort: 30080
              #         ^^^^^
`,
      },
      {
        title: 'On the network of the host',
        text: `${service(`
  type: NodePort
  ports: [{ port: 80, nodePort: 30080 }]
`)}---
apiVersion: v1
kind: Pod
metadata: { name: edge, labels: { app: edge } }
spec:
  hostNetwork: true
  containers:
    - name: main
      ports:
        - containerPort: 30080
          #              ^^^^^
`,
      },
    ],
    good: [
      {
        title: 'Another protocol',
        text: `${service(`
  type: NodePort
  ports: [{ port: 80, nodePort: 30080 }]
`)}---
apiVersion: v1
kind: Pod
metadata: { name: edge, labels: { app: edge } }
spec:
  containers:
    - name: main
      ports: [{ containerPort: 8080, hostPort: 30080, protocol: UDP }]
`,
      },
    ],
  },
});

interface HostPort {
  readonly number: number;
  readonly protocol: string;
  /** The field that states it. */
  readonly field: 'hostPort' | 'containerPort';
}

interface PlacedHostPort {
  readonly port: HostPort;
  readonly path: FieldPath;
}

function hostPorts({ pod }: Pod | Workload, { node }: Pick<RuleContext, 'node'>): PlacedHostPort[] {
  return pod.containers.flatMap(({ ports, path }) =>
    ports.flatMap((port, index) => {
      const place = [...path, 'ports', index];
      const written = nodeAt(node, [...place, 'hostPort']);
      const hostPort = written?.kind === 'scalar' && typeof written.value === 'number' ? written.value : undefined;
      return placed(port, hostPort, pod.hostNetwork, place);
    }),
  );
}

/** On the host's network, a port of the container is one of the host. */
function placed(
  { containerPort, protocol }: ContainerPort,
  hostPort: number | undefined,
  hostNetwork: boolean,
  path: FieldPath,
): PlacedHostPort[] {
  const field = hostPort ? 'hostPort' : 'containerPort';
  const number = hostPort || (hostNetwork ? containerPort : undefined);
  return number ? [{ port: { number, field, protocol: protocol || 'TCP' }, path: [...path, field] }] : [];
}

function claims(service: Service, { number, protocol }: HostPort): boolean {
  if (!reservesNodePorts(service)) return false;
  const isHealthCheck = usesHealthCheck(service) && service.healthCheckNodePort === number && protocol === 'TCP';
  return isHealthCheck || service.ports.some(port => port.nodePort === number && protocolOf(port) === protocol);
}

function conflict(
  context: Pick<RuleContext, 'cluster' | 'nodeOf'>,
  object: Pod | Workload,
  { port, path, claim }: PlacedHostPort & { readonly claim: Service },
): Draft {
  const { number, field } = port;
  const index = claim.ports.findIndex(({ nodePort }) => nodePort === number);
  const place = index < 0 ? ['spec', 'healthCheckNodePort'] : ['spec', 'ports', index, 'nodePort'];
  const effect =
    field === 'hostPort'
      ? 'on its nodes only one of the two gets the traffic to that port'
      : 'kube-proxy redirects what comes to that port from outside before the pod sees it';
  const what = field === 'hostPort' ? `has hostPort ${number}` : `listens on port ${number} of the host`;
  // The same pods answer either way.
  const isOwn = context.cluster.selecting(object).includes(claim);
  return {
    path,
    message: `${describe(object)} ${what}, the node port of ${describe(claim)}: ${effect}. Use a port outside the node port range.`,
    related: [locationOf(context, claim, place, `node port ${number}`)],
    ...(isOwn ? { severity: 'hint', verdict: 'advice' } : {}),
  };
}
