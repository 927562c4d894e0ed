/** Links to pods that are written as label selectors, names and ports elsewhere than in a Service. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deployment, policy, service } from './shop.ts';
import { fixture, proposed, renamed } from './support.ts';

function leads(text: string): void {
  const { navigation, file, offset, marked, name } = fixture(text);
  assert.deepEqual(navigation.definitionAt(file, offset)?.targets.map(name) ?? [], marked);
}

const labelled = deployment.replace('      labels', '      «labels»');
const cache = deployment
  .replace('deployment.yaml', 'cache.yaml')
  .replace('name: web', 'name: cache')
  .replaceAll('app: web', 'app: cache')
  .replaceAll('web-http', 'redis');
const cacheSpec = (spec: string) => cache.replace('    spec:\n', `    spec:\n${spec}`);

const antiAffinity = (namespaces: string) => `      affinity:
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            - topologyKey: kubernetes.io/hostname
              labelSelector: { matchLabels: { app: w$0eb } }${namespaces}
`;
const preferred = `      affinity:
        podAffinity:
          preferredDuringSchedulingIgnoredDuringExecution:
            - weight: 1
              podAffinityTerm:
                topologyKey: kubernetes.io/hostname
                labelSelector:
                  matchExpressions: [{ key: app, operator: In, values: [we$0b] }]
`;

test('affinity leads to the pods that it speaks of', () => {
  leads(labelled + cacheSpec(preferred));
  leads(labelled + cacheSpec(antiAffinity('')));
  leads(labelled + cacheSpec(antiAffinity('\n              namespaces: [shop, other]')));
  leads(deployment + cacheSpec(antiAffinity('\n              namespaces: [other]')));
  leads(labelled + cacheSpec(antiAffinity('\n              namespaceSelector: {}')));
  leads(deployment + cacheSpec(antiAffinity('\n              namespaceSelector: { matchLabels: { team: red } }')));
});

test('a label is renamed in the affinity of other workloads, and from there', () => {
  const text = service + deployment + cacheSpec(antiAffinity(''));
  const result = renamed(text, 'site');
  assert.ok(typeof result === 'object');
  assert.match(result['cache.yaml']!, /matchLabels: \{ app: site \}/);
  assert.match(result['cache.yaml']!, /matchLabels:\n {6}app: cache/);
  assert.match(result['service.yaml']!, /app: site/);
  assert.equal(result['deployment.yaml']!.match(/app: site/g)?.length, 2);
});

test('labels in affinity are completed', () => {
  assert.deepEqual(proposed(deployment + cacheSpec(antiAffinity('').replace('w$0eb', '$0'))), ['cache', 'web']);
});

const peer = (where: string) =>
  `#- peer.yaml
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: peer, namespace: back }
spec:
  podSelector: {}
  ingress:
    - from:
        - podSelector: { matchLabels: { app: w$0eb } }
          namespaceSelector: ${where}
`;
const namespace = '#- ns.yaml\napiVersion: v1\nkind: Namespace\nmetadata: { name: shop, labels: { team: red } }\n';

test('a peer in other namespaces leads there where their labels are known', () => {
  leads(labelled + peer('{}'));
  leads(labelled + peer('{ matchLabels: { kubernetes.io/metadata.name: shop } }'));
  leads(deployment + peer('{ matchLabels: { kubernetes.io/metadata.name: other } }'));
  leads(deployment + peer('{ matchLabels: { team: red } }'));
  leads(labelled + namespace + peer('{ matchLabels: { team: red } }'));
  leads(deployment + namespace + peer('{ matchLabels: { team: blue } }'));
  leads(labelled + peer('{ matchExpressions: [{ key: kubernetes.io/metadata.name, operator: NotIn, values: [a] }] }'));
});

test('the ports of a policy lead to those of its pods, and outward to those of its peers', () => {
  const port = deployment.replace('- name: web-http', '- name: «web-http»');
  leads(port + policy.replace('port: web-http', 'port: web$0-http'));
  leads(port + policy.replace('port: web-http', 'port: 80$080'));
  leads(
    deployment +
      policy.replace('port: web-http', 'port: 80$080, endPort: 9090').replace(/- port: (.*)/, '- { port: $1 }'),
  );
  const outward = policy.replace(
    /ingress:[\s\S]*/,
    'egress:\n    - to: [{ podSelector: { matchLabels: { app: cache } } }]\n      ports: [{ port: re$0dis }]\n',
  );
  leads(deployment + cache.replace('- name: redis', '- name: «redis»') + outward);
  const result = renamed(deployment + cache + outward, 'store');
  assert.ok(typeof result === 'object');
  assert.match(result['policy.yaml']!, /port: store/);
  assert.equal(result['cache.yaml']!.match(/store/g)?.length, 2);
});

test('a probe leads to the port of its container', () => {
  const probe = (text: string) => deployment.replace('httpGet:\n              port: web-http', text);
  const named = (text: string) => probe(text).replace('- name: web-http', '- name: «web-http»');
  leads(named('httpGet:\n              port: web-$0http'));
  leads(named('grpc:\n              port: 80$080'));
  leads(probe('tcpSocket:\n              port: 80$081'));
});

const pod = '#- pod.yaml\napiVersion: v1\nkind: Pod\nmetadata: { name: web-0, namespace: shop }\n';

test('addresses lead to their Pod, and autoscalers to what they scale', () => {
  const named = pod.replace('web-0', '«web-0»');
  const slice = (kind: string) =>
    `#- s.yaml\napiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: { name: s, namespace: shop }\nendpoints: [{ addresses: [10.0.0.1], targetRef: { kind: ${kind}, name: we$0b-0 } }]\n`;
  leads(named + slice('Pod'));
  leads(pod + slice('Node'));
  const endpoints =
    '#- e.yaml\napiVersion: v1\nkind: Endpoints\nmetadata: { name: e, namespace: shop }\nsubsets: [{ notReadyAddresses: [{ ip: 10.0.0.1, targetRef: { kind: Pod, name: web-$00 } }] }]\n';
  leads(named + endpoints);
  const autoscaler =
    '#- h.yaml\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: { name: h, namespace: shop }\nspec: { scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: w$0eb } }\n';
  leads(deployment.replace('name: web', 'name: «web»') + autoscaler);
  leads(deployment + autoscaler.replace('Deployment', 'StatefulSet'));
});

test('what speaks of a Pod is found from its name', () => {
  const text = `${pod.replace('web-0', '«web$0-0»')}#- s.yaml\napiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: { name: s, namespace: shop }\nendpoints: [{ targetRef: { kind: Pod, name: «web-0» } }]\n`;
  const { navigation, file, offset, marked, name } = fixture(text);
  assert.deepEqual(navigation.referencesAt(file, offset, { withDeclaration: true }).map(name), marked);
});

test('a subdomain leads to its Service, and need not', () => {
  const inDomain = deployment.replace('    spec:\n', '    spec:\n      subdomain: we$0b\n');
  leads(service.replace('name: web', 'name: «web»') + inDomain);
  leads(inDomain);
});
