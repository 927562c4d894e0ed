/** What another tool fills in is unknown: it is not wrong, nothing is concluded from it, and real mistakes stay. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { indexCluster } from '../../core/cluster/clusterIndex.ts';
import { buildClusterModel } from '../../core/cluster/clusterModel.ts';
import { resolveSettings } from '../../core/cluster/clusterSettings.ts';
import { decodeManifest, objectNodes } from '../../core/cluster/decode.ts';
import type { KubernetesObject } from '../../core/cluster/objects.ts';
import { mayBeSame } from '../../core/cluster/unknownValues.ts';
import { validateFile } from '../../core/validation/run.ts';
import { parseManifest } from '../../core/yaml/parseManifest.ts';

function rules(text: string): string[] {
  const manifest = parseManifest(text);
  const objects = decodeManifest(manifest, 'a.yaml');
  const model = buildClusterModel('', objects);
  const nodeOf = ({ source }: KubernetesObject) =>
    objectNodes(manifest.documents[source.document]!).find(o => o.item === source.item)?.node;
  const layer = { serviceCidrs: ['10.96.0.0/12'], nodePortRange: { from: 30000, to: 32767 } };
  const settings = resolveSettings(model, { option: layer });
  const findings = validateFile({ file: 'a.yaml', manifest, objects, cluster: indexCluster(model), settings, nodeOf });
  return findings.filter(f => f.severity === 'error' || f.severity === 'warning').map(f => f.rule);
}

const head = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n';
const deployment = (ports: string) => `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: main, image: a, ports: ${ports} }] }
`;

for (const form of [
  '$'.concat('{X}'),
  '$X',
  '$(X)',
  '@X@',
  '__X__',
  '#{X}#',
  '%X%',
  '<%= x %>',
  '{{ x }}',
  '((x))',
  '<X>',
  '{x}',
  '#@ x',
]) {
  test(`${form} is not wrong in any field`, () => {
    const text = `apiVersion: v1
kind: Service
metadata:
  name: ${form}
  namespace: ${form}
  labels:
    app: ${form}
spec:
  type: NodePort
  clusterIP: ${form}
  externalIPs:
    - ${form}
  sessionAffinity: ${form}
  externalTrafficPolicy: ${form}
  selector:
    app: ${form}
  ports:
    - name: ${form}
      protocol: ${form}
      port: ${form}
      targetPort: ${form}
      nodePort: ${form}
    - name: b
      port: ${form}
`;
    assert.deepEqual(rules(text), []);
  });
}

test('upper-case words stand for numbers and names, where these can be nothing else', () => {
  const ports = '  ports:\n    - port: PORT\n      targetPort: TARGET_PORT\n      nodePort: NODE_PORT\n';
  assert.deepEqual(
    rules(`${head.replace('web', 'SERVICE_NAME')}  namespace: NAMESPACE\nspec:\n  type: NodePort\n${ports}`),
    [],
  );
});

test('real mistakes stay mistakes', () => {
  const port = (fields: string) => rules(`${head}spec:\n  type: NodePort\n  ports:\n    - { ${fields} }\n`);
  assert.deepEqual(port('port: http'), ['field-type-mismatch']);
  assert.deepEqual(port('port: HTTP'), ['field-type-mismatch']);
  assert.deepEqual(port('port: 80, name: HTTP'), ['port-name-invalid']);
  assert.deepEqual(port('port: 80, protocol: tcp'), ['port-protocol-unsupported']);
  assert.deepEqual(port('port: 80, nodePort: 8080, name: $X'), ['node-port-out-of-range']);
  assert.deepEqual(rules(`${head.replace('web', 'Web')}spec:\n  ports: [{ port: 80 }]\n`), ['name-invalid']);
});

test('a placeholder in one field hides no mistake in another', () => {
  const text = `${head}spec:\n  type: NodePort\n  selector: { app: $APP }\n  ports:\n    - { port: $PORT, name: a }\n    - { port: 80, name: B, nodePort: 1 }\n`;
  assert.deepEqual(rules(text).sort(), ['node-port-out-of-range', 'port-name-invalid']);
});

test('a type that is unknown decides nothing', () => {
  const text = (type: string) =>
    `${head}spec:\n  type: ${type}\n  externalTrafficPolicy: Local\n  ports: [{ port: 80, nodePort: 30080 }]\n`;
  assert.notDeepEqual(rules(text('ClusterIP')), []);
  assert.deepEqual(rules(text('$TYPE')), []);
});

test('ports of containers that are unknown may be the one that is asked for', () => {
  const service = (target: string) =>
    `${head}spec:\n  selector: { app: web }\n  ports: [{ port: 80, targetPort: ${target} }]\n`;
  assert.deepEqual(rules(service('http') + deployment('[{ name: web, containerPort: 1 }]')), [
    'target-port-name-unresolved',
  ]);
  assert.deepEqual(rules(service('http') + deployment('[{ name: $NAME, containerPort: 1 }]')), []);
  assert.deepEqual(rules(service('http') + deployment('[{ name: http, containerPort: 1, protocol: $P }]')), []);
  assert.deepEqual(rules(service('web-b') + deployment('[{ name: web-$X, containerPort: 1 }]')), []);
  assert.deepEqual(rules(service('db') + deployment('[{ name: web-$X, containerPort: 1 }]')), [
    'target-port-name-unresolved',
  ]);
});

test('a Service whose name is filled in may be the one that is named', () => {
  const ingress = `---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: front }
spec: { defaultBackend: { service: { name: wbe, port: { number: 80 } } } }
`;
  const services = (name: string) =>
    `${head}spec:\n  ports: [{ port: 80 }]\n---\n${head.replace('web', name)}spec:\n  ports: [{ port: 80 }]\n${ingress}`;
  assert.deepEqual(rules(services('db')), ['backend-service-not-found']);
  assert.deepEqual(rules(services('$NAME')), []);
  assert.deepEqual(rules(services('$(X)be')), []);
  assert.deepEqual(rules(services('$(X)-svc')), ['backend-service-not-found']);
});

test('texts may be the same as far as they are known', () => {
  const pairs: readonly (readonly [string, string, boolean])[] = [
    ['web', 'web', true],
    ['web', 'api', false],
    ['$(A)-svc', 'web-svc', true],
    ['$(A)-svc', 'web', false],
    ['a-$(A)-b-$(B)-c', 'a-x-b-y-c', true],
    ['a-$(A)-b-$(B)-c', 'a-x-y-c', false],
    ['$(A)', '{{ .b }}', true],
    ['ab$(A)ba', 'aba', false],
  ];
  for (const [a, b, expected] of pairs) {
    assert.equal(mayBeSame(a, b), expected, `${a} ${b}`);
    assert.equal(mayBeSame(b, a), expected, `${b} ${a}`);
  }
});
