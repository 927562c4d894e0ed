/** What can be chosen for a trace, and what may be typed in place of choosing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TraceChoices } from '../../core/views/trace/traceModel.ts';
import { typedDestinations, typedSources } from '../../core/views/trace/typedChoices.ts';
import { analysisOf } from '../support/snapshot.ts';
import { nodes } from './demoapp.ts';

const service = (name: string, spec: string, ports: string) => `apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: shop }
spec: { ${spec}, ports: [${ports}] }
---
`;

const slice = (name: string, ports: string, more = '') => `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: ${name}-1, namespace: shop, labels: { kubernetes.io/service-name: ${name} } }
addressType: IPv4
ports: [${ports}]
endpoints: [{ addresses: [10.244.2.5], nodeName: node-b${more} }]
---
`;

function choicesOf(name: string, manifests: string): TraceChoices {
  const files = { 'shop.yaml': manifests, 'nodes.yaml': nodes };
  return analysisOf(files).traces.choices({ service: { file: 'shop.yaml', namespace: 'shop', name } })!;
}

const told = (choices: TraceChoices['destinations']) => choices.map(({ label, detail }) => `${label} — ${detail}`);

test('ports stand in the order of the manifest; an endpoint of two protocols is two choices', () => {
  const ports = '{ name: web, port: 443 }, { name: quic, port: 443, protocol: UDP }';
  const slicePorts = '{ name: web, port: 8443 }, { name: quic, port: 8443, protocol: UDP }';
  const { destinations } = choicesOf('api', service('api', 'clusterIP: 10.96.0.7', ports) + slice('api', slicePorts));
  assert.deepEqual(told(destinations), [
    'shop/api:web by cluster IP — 10.96.0.7:443/tcp',
    'shop/api:quic by cluster IP — 10.96.0.7:443/udp',
    'endpoint 10.244.2.5:8443/tcp — directly, past the Service, on node-b',
    'endpoint 10.244.2.5:8443/udp — directly, past the Service, on node-b',
  ]);
  assert.deepEqual(
    destinations.slice(2).map(({ protocol }) => protocol),
    ['tcp', 'udp'],
  );
});

test('a headless Service offers the pods that DNS leads to; an ExternalName is not meant', () => {
  const headless = service('db', 'clusterIP: None', '{ port: 5432 }') + slice('db', '{ port: 5432 }');
  assert.deepEqual(told(choicesOf('db', headless).destinations), [
    'endpoint 10.244.2.5:5432/tcp — as DNS gives it, on node-b',
  ]);
  const outside = service('far', 'type: ExternalName, externalName: db.example.com', '{ port: 5432 }');
  const { service: meant, destinations } = choicesOf(
    'far',
    outside + service('b', 'clusterIP: 10.96.0.8', '{ port: 1 }'),
  );
  assert.equal(meant, undefined);
  assert.deepEqual([...new Set(destinations.map(({ group }) => group))], ['Services']);
});

test('the node port is offered by every node, since the sender may be on any of them', () => {
  const manifest = service('api', 'type: NodePort, clusterIP: 10.96.0.7', '{ port: 80, nodePort: 30080 }');
  assert.deepEqual(told(choicesOf('api', manifest).destinations), [
    'shop/api by cluster IP — 10.96.0.7:80/tcp',
    'shop/api by node port — 30080/tcp of the node that is traced',
    'shop/api by node port of node-a — 192.168.10.11:30080/tcp',
    'shop/api by node port of node-b — 192.168.10.12:30080/tcp',
    'shop/api by node port of node-c — 192.168.10.13:30080/tcp',
  ]);
});

test('the second cluster IP is on offer, and can be traced; a stand-in is told', () => {
  const spec = 'ipFamilyPolicy: RequireDualStack, clusterIP: 10.96.0.7, clusterIPs: [10.96.0.7, "fd00:10:96::7"]';
  const manifest = service('api', `${spec}, ipFamilies: [IPv4, IPv6]`, '{ port: 80 }');
  const { destinations } = choicesOf('api', manifest);
  assert.deepEqual(told(destinations), [
    'shop/api by cluster IP — 10.96.0.7:80/tcp',
    'shop/api by its IPv6 cluster IP — [fd00:10:96::7]:80/tcp',
  ]);
  const { value: to, protocol } = destinations[1]!;
  const query = { file: 'shop.yaml', from: 'node', to, ...(protocol && { protocol }) };
  const view = analysisOf({ 'shop.yaml': manifest, 'nodes.yaml': nodes }).traces.trace(query);
  assert.ok(!('error' in view) && view.family === 'IPv6' && view.outcomes[0]!.disposition === 'rejected');
  const assumed = choicesOf('new', service('new', 'selector: { app: new }', '{ port: 80 }')).destinations;
  assert.match(assumed[0]!.detail, /^10\.\S+:80\/tcp \(a stand-in until the API server chooses\)$/);
});

test('neighbours in the namespace stand before other Services', () => {
  const other = service('a', 'clusterIP: 10.96.0.9', '{ port: 80 }').replace('namespace: shop', 'namespace: alpha');
  const own = ['m', 'z'].map((name, i) => service(name, `clusterIP: 10.96.0.${i + 1}`, '{ port: 80 }')).join('');
  const labels = choicesOf('m', other + own).destinations.map(({ label }) => label);
  assert.deepEqual(labels, ['shop/m by cluster IP', 'shop/z by cluster IP', 'alpha/a by cluster IP']);
});

test('senders say what they are: node addresses, replicas, pods on a node’s network', () => {
  const manifest = `${service('api', 'clusterIP: 10.96.0.7, selector: { app: api }', '{ port: 80 }')}apiVersion: apps/v1
kind: Deployment
metadata: { name: api, namespace: shop }
spec:
  replicas: 2
  selector: { matchLabels: { app: api } }
  template:
    metadata: { labels: { app: api } }
    spec: { containers: [{ name: api, image: api }] }
---
apiVersion: v1
kind: Pod
metadata: { name: edge, namespace: shop }
spec: { hostNetwork: true, nodeName: node-b, containers: [{ name: edge, image: edge }] }
status: { podIP: 192.168.10.12, podIPs: [{ ip: 192.168.10.12 }] }
`;
  const { sources } = choicesOf('api', manifest);
  const [first, second, third] = told(sources);
  assert.match(first!, /^pod shop\/api — 10\.244\S+ \(placeholder\) on node-., an endpoint of this Service$/);
  assert.match(second!, /^pod 10\.\S+ — another replica of shop\/api, on node-., an endpoint of this Service$/);
  assert.equal(third, 'pod shop/edge — 192.168.10.12 on node-b, on the node’s own network');
  assert.ok(told(sources).includes('a process on node-c — 192.168.10.13'));
});

test('what is typed for a sender: a bare address, a name, the words of a trace', () => {
  const values = (text: string) => {
    const typed = typedSources(text);
    return 'error' in typed ? typed.error : typed.map(({ value }) => value);
  };
  assert.deepEqual(values('10.244.1.9'), ['pod-ip:10.244.1.9', 'client:10.244.1.9']);
  assert.deepEqual(values('fd00::9'), ['pod-ip:fd00::9', 'client:fd00::9']);
  assert.deepEqual(values('shop/web'), ['pod:shop/web']);
  assert.deepEqual(values('remote-pod-ip:10.1.2.3'), ['remote-pod-ip:10.1.2.3']);
  assert.equal(values('10.244.1'), '"10.244.1" is no IP address; type all of one, such as 10.244.1.5');
  assert.equal(values('client:10.1'), '"10.1" in "client:10.1" is no IP address');
  assert.equal(values('web'), '"web" is not listed; type an address, a pod as NAMESPACE/NAME, or node');
});

test('what is typed for a destination: an address needs a port', () => {
  const values = (text: string) => {
    const typed = typedDestinations(text);
    return 'error' in typed ? typed.error : typed.map(({ value }) => value);
  };
  assert.deepEqual(values('10.96.0.1:443'), ['10.96.0.1:443']);
  assert.deepEqual(values('shop/web:http'), ['shop/web:http']);
  assert.equal(values('10.96.0.1'), '10.96.0.1 needs a port: type 10.96.0.1:80, or whichever port is meant');
  assert.equal(values('fd00::1'), 'fd00::1 needs a port: type [fd00::1]:80, or whichever port is meant');
  assert.equal(values('web'), '"web" is not listed; type IP:PORT, or NAMESPACE/SERVICE:PORT');
  assert.equal(values('nodeport:web'), '"nodeport:web" is not complete; it takes nodeport:NAMESPACE/SERVICE:PORT');
  assert.equal(values('10.96.0.1:'), '"10.96.0.1:" is no IP:PORT');
  assert.match(String(values('224.0.0.1:53')), /^224\.0\.0\.1 is no address of one receiver/);
});
