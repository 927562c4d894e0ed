/** Which slices and Endpoints objects count, and which entry of an address does. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { locateOrigin } from '../../core/routing/origin.ts';
import { makeCase, nodeHere, plan } from './support.ts';

const service = `
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { clusterIP: 10.96.0.10, ports: [{ name: http, port: 80 }] }
---`;

function slice(name: string, endpoints: string, extra: { labels?: string; type?: string; port?: string } = {}): string {
  const { labels = '', type = 'IPv4', port = 'port: 8080' } = extra;
  return `
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: ${name}, labels: { kubernetes.io/service-name: web, ${labels} } }
addressType: ${type}
ports: [{ name: http, ${port} }]
endpoints: ${endpoints}
---`;
}

function endpointsObject(metadata: string): string {
  return `
apiVersion: v1
kind: Endpoints
metadata: { name: web, ${metadata} }
subsets: [{ addresses: [{ ip: 10.0.0.1 }], notReadyAddresses: [{ ip: 10.0.0.2 }], ports: [{ name: http, port: 8080 }] }]
---`;
}

function endpointsOf(manifests: string) {
  const { servicePorts } = plan(makeCase(nodeHere + service + manifests, 'hostnameOverride: here'), 'iptables', 'IPv4');
  return servicePorts[0]!.allEndpoints;
}

function texts(manifests: string): string[] {
  return endpointsOf(manifests).map(endpoint => endpoint.text);
}

const one = '[{ addresses: [10.0.0.1] }]';

test('endpoints are sorted by their text, byte by byte', () => {
  const unsorted = '[{ addresses: [10.0.0.9] }, { addresses: [10.0.0.1] }, { addresses: [10.0.0.10] }]';
  assert.deepEqual(texts(slice('a', unsorted)), ['10.0.0.10:8080', '10.0.0.1:8080', '10.0.0.9:8080']);
});

test('only the first address of an endpoint is used', () => {
  assert.deepEqual(texts(slice('a', '[{ addresses: [10.0.0.1, 10.0.0.2] }]')), ['10.0.0.1:8080']);
});

test('slices that are not looked at', () => {
  assert.deepEqual(texts(slice('a', one, { labels: 'service.kubernetes.io/headless: ""' })), []);
  assert.deepEqual(texts(slice('a', one, { type: 'FQDN' })), []);
  assert.deepEqual(texts(slice('a', '[{ addresses: ["fd00::1"] }]')), []);
  assert.deepEqual(texts(slice('a', one, { port: 'protocol: TCP' })), []);
  assert.deepEqual(texts(slice('a', one, { port: 'port: 8080, protocol: UDP' })), []);
});

test('slices are read in order of name, and the later entry of an address counts', () => {
  const later = slice('b', '[{ addresses: [10.0.0.1], nodeName: here }]');
  assert.equal(endpointsOf(later + slice('a', one))[0]?.isLocal, true);
});

test('a terminating entry counts only where there was nothing', () => {
  const terminating = slice('b', '[{ addresses: [10.0.0.1], conditions: { ready: false, terminating: true } }]');
  assert.equal(endpointsOf(slice('a', one) + terminating)[0]?.terminating, false);
  assert.equal(endpointsOf(terminating)[0]?.terminating, true);
  const before = terminating.replace('name: b,', 'name: 0,');
  assert.equal(endpointsOf(before + slice('a', one))[0]?.terminating, false);
});

test('Endpoints are mirrored, and lead back to their own text', () => {
  const [ready, notReady] = endpointsOf(endpointsObject(''));
  assert.deepEqual([ready?.ready, notReady?.ready], [true, false]);
  assert.deepEqual(locateOrigin(notReady!)?.path, ['subsets', 0, 'notReadyAddresses', 0, 'ip']);
});

test('Endpoints that are not mirrored', () => {
  assert.deepEqual(texts(endpointsObject('labels: { endpointslice.kubernetes.io/skip-mirror: "true" }')), []);
  assert.deepEqual(texts(endpointsObject('annotations: { control-plane.alpha.kubernetes.io/leader: "{}" }')), []);
  assert.deepEqual(texts(endpointsObject('').replace('name: web', 'name: nobody')), []);
});

test("mirrored Endpoints and a Service's own slices add up", () => {
  assert.equal(texts(endpointsObject('') + slice('a', '[{ addresses: [10.0.0.3] }]')).length, 3);
});
