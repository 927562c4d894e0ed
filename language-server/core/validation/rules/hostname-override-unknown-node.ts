import type { ClusterIndex } from '../../cluster/clusterIndex.ts';
import type { ClusterStatement, KubeProxyConfiguration, ProxyClaim } from '../../cluster/objects.ts';
import { proxyConfigurationOf } from '../../cluster/proxyConfiguration.ts';
import type { FieldPath } from '../../yaml/manifestNode.ts';
import { type Draft, defineRule } from '../defineRule.ts';
import { nodeKinds } from '../missing.ts';
import { nearest } from '../nearest.ts';

export const hostnameOverrideUnknownNode = defineRule({
  id: 'hostname-override-unknown-node',
  kinds: ['KubeProxyConfiguration', 'ClusterStatement'],
  severity: 'warning',
  verdict: 'advice',
  seeks: 'a Node with that name',
  summary: "kube-proxy's hostnameOverride names a Node that does not exist.",
  rationale: `kube-proxy finds its Node, and the endpoints that are local to it, by the name in \`hostnameOverride\` (or \`--hostname-override\`, which wins),
lower-cased and without spaces around it. Where no Node has that name, every endpoint counts as remote: \`externalTrafficPolicy: Local\` and
\`internalTrafficPolicy: Local\` drop all traffic, topology hints are ignored, and the node's own addresses are unknown. A shared ConfigMap with one fixed name
does this on every node but one; leave the field empty and pass \`--hostname-override=$(NODE_NAME)\` from the pod's \`spec.nodeName\`.`,
  *check({ object, cluster }) {
    const nodes = cluster.model.nodes.map(node => node.name);
    const place = overrideIn(object);
    const name = place?.value.trim().toLowerCase();
    if (!place || !name || nodes.length === 0 || nodes.includes(name)) return;
    if (!decides(object, name, cluster) || isNamedByEndpoints(name, cluster)) return;
    const near = nearest(name, nodes);
    const shown = place.isFlag ? '--hostname-override' : 'hostnameOverride';
    const fix = near ? `Did you mean ${near}?` : "Remove it, or set it to each node's own name.";
    yield {
      path: place.path,
      message: `kube-proxy's hostnameOverride is "${name}" (${shown}), and no Node has that name: every endpoint counts as remote, so traffic with a Local policy is dropped. ${fix}`,
      // Nodes come from a cluster, hardly ever out of a template in another folder.
      seeks: { kinds: nodeKinds, words: [name], what: 'that Node', evidence: [] },
    } satisfies Draft;
  },
  examples: {
    bad: [
      {
        text: `apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
hostnameOverride: master-01
#                 ^^^^^^^^^
---
apiVersion: v1
kind: Node
metadata: { name: worker-01 }
`,
      },
      {
        title: 'A flag of a static Pod',
        text: `apiVersion: v1
kind: Pod
metadata: { name: kube-proxy, namespace: kube-system }
spec:
  containers:
    - name: kube-proxy
      command: [kube-proxy, --hostname-override=10.0.0.7]
      #                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
---
apiVersion: v1
kind: Node
metadata: { name: worker-01 }
`,
      },
    ],
    good: [
      {
        text: `apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
hostnameOverride: Worker-01
---
apiVersion: v1
kind: Node
metadata: { name: worker-01 }
`,
      },
      {
        title: 'The flag gives each node its own name',
        text: `apiVersion: v1
kind: ConfigMap
metadata: { name: kube-proxy, namespace: kube-system }
data:
  config.conf: |
    apiVersion: kubeproxy.config.k8s.io/v1alpha1
    kind: KubeProxyConfiguration
    hostnameOverride: master-01
---
apiVersion: apps/v1
kind: DaemonSet
metadata: { name: kube-proxy, namespace: kube-system }
spec:
  selector: { matchLabels: { k8s-app: kube-proxy } }
  template:
    metadata: { labels: { k8s-app: kube-proxy } }
    spec:
      containers:
        - name: kube-proxy
          command: [kube-proxy, --config=/var/lib/kube-proxy/config.conf, --hostname-override=$(NODE_NAME)]
          env: [{ name: NODE_NAME, valueFrom: { fieldRef: { fieldPath: spec.nodeName } } }]
---
apiVersion: v1
kind: Node
metadata: { name: worker-01 }
`,
      },
      {
        title: 'Nothing tells which Nodes there are',
        text: `apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
hostnameOverride: master-01
`,
      },
    ],
  },
});

interface Override {
  readonly value: string;
  readonly path: FieldPath;
  readonly isFlag: boolean;
}

function overrideIn(object: KubeProxyConfiguration | ClusterStatement): Override | undefined {
  if (object.kind === 'ClusterStatement') {
    const isOverride = (claim: object): claim is ProxyClaim => 'field' in claim && claim.field === 'hostnameOverride';
    const claim = object.proxy && object.claims.findLast(isOverride);
    return claim && { value: String(claim.value), path: claim.path, isFlag: true };
  }
  const value = object.data.hostnameOverride;
  if (typeof value !== 'string') return undefined;
  return { value, path: object.inside?.path ?? ['hostnameOverride'], isFlag: false };
}

/** Another configuration or a flag may overrule it. */
function decides({ source }: KubeProxyConfiguration | ClusterStatement, name: string, cluster: ClusterIndex): boolean {
  const { decided } = proxyConfigurationOf(cluster.model).stated('hostnameOverride');
  return decided?.place?.source === source && String(decided.value).trim().toLowerCase() === name;
}

/** A Node that pods or endpoints are on exists, whether a manifest shows it or not. */
function isNamedByEndpoints(name: string, { model }: ClusterIndex): boolean {
  return (
    model.pods.some(({ pod }) => pod.nodeName === name) ||
    model.slices.some(({ endpoints }) => endpoints.some(({ nodeName }) => nodeName === name))
  );
}
