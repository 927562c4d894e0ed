/** What becomes of hand-made Endpoints objects. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { mirroringController } from '../../core/cluster/sliceLabels.ts';
import { pod, service, slicesOf, summaryOf } from './support.ts';

const own = service('selector: null');

function endpoints(subsets: string, metadata = ''): string {
  return `apiVersion: v1\nkind: Endpoints\nmetadata: { name: web, ${metadata} }\nsubsets: ${subsets}\n`;
}

function mirrored(...texts: string[]): string[] {
  return summaryOf(slicesOf(texts), mirroringController);
}

const one = '[{ addresses: [{ ip: 192.168.1.1 }], ports: [{ port: 80 }] }]';

describe('whether they are mirrored', () => {
  test('for a Service of their name without a selector', () => {
    assert.deepEqual(mirrored(own, endpoints(one)), ['IPv4 [-:80] 192.168.1.1=r']);
    assert.deepEqual(mirrored(service('selector: {}'), endpoints(one)), ['IPv4 [-:80] 192.168.1.1=r']);
  });
  const not: readonly [string, string[]][] = [
    ['no Service', [endpoints(one)]],
    ['a Service of another name', [own.replace('name: web', 'name: wbe'), endpoints(one)]],
    ['a Service with a selector', [service(), endpoints(one), pod('p', '10.244.0.9')]],
    ['the label against it', [own, endpoints(one, 'labels: { endpointslice.kubernetes.io/skip-mirror: "true" }')]],
    ['a leader election', [own, endpoints(one, 'annotations: { control-plane.alpha.kubernetes.io/leader: x }')]],
    ['no addresses', [own, endpoints('[{ ports: [{ port: 80 }] }]')]],
  ];
  for (const [title, texts] of not) test(`not with ${title}`, () => assert.deepEqual(mirrored(...texts), []));

  test('once: not beside slices that the controller wrote', () => {
    const [slice] = slicesOf([own, endpoints(one)]);
    const written = `apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: { name: web-x, labels: ${JSON.stringify(slice?.labels)} }\naddressType: IPv4\nendpoints: [{ addresses: [192.168.1.2] }]\n`;
    assert.deepEqual(mirrored(own, endpoints(one), written), ['IPv4 [] 192.168.1.2=']);
  });
});

describe('what the slices hold', () => {
  test('one slice for each family; ready alone is known', () => {
    const subsets =
      '[{ addresses: [{ ip: 192.168.1.1 }, { ip: "fd00::1", hostname: h }, { ip: nonsense }], notReadyAddresses: [{ ip: 192.168.1.2 }], ports: [{ name: sql, port: 3306 }] }]';
    const slices = slicesOf([own, endpoints(subsets)]);
    assert.deepEqual(summaryOf(slices), ['IPv4 [sql:3306] 192.168.1.1=r 192.168.1.2=', 'IPv6 [sql:3306] fd00::1=r@h']);
    assert.deepEqual(slices[0]?.endpoints[1]?.conditions, { ready: false, serving: undefined, terminating: undefined });
    assert.deepEqual(slices[0]?.endpoints[1]?.path, ['subsets', 0, 'notReadyAddresses', 0, 'ip']);
  });
  test('ports with the same addresses come together, however the subsets are cut', () => {
    const a = 'addresses: [{ ip: 192.168.1.1 }]';
    const subsets = `[{ ${a}, ports: [{ name: a, port: 1 }] }, { ${a}, ports: [{ name: b, port: 2 }] }]`;
    assert.deepEqual(mirrored(own, endpoints(subsets)), ['IPv4 [a:1 b:2] 192.168.1.1=r']);
    const more = `[{ ${a}, ports: [{ name: a, port: 1 }] }, { addresses: [{ ip: 192.168.1.2 }], ports: [{ name: a, port: 1 }] }]`;
    assert.deepEqual(mirrored(own, endpoints(more)), ['IPv4 [a:1] 192.168.1.1=r 192.168.1.2=r']);
  });
  test('unready in one subset is unready for the port', () => {
    const subsets = `[{ addresses: [{ ip: 192.168.1.1 }], ports: [{ port: 1 }] }, { notReadyAddresses: [{ ip: 192.168.1.1 }], ports: [{ port: 1 }] }]`;
    assert.deepEqual(mirrored(own, endpoints(subsets)), ['IPv4 [-:1] 192.168.1.1=']);
  });
  test('a subset without ports keeps its addresses', () => {
    assert.deepEqual(mirrored(own, endpoints('[{ addresses: [{ ip: 192.168.1.1 }] }]')), ['IPv4 [] 192.168.1.1=r']);
  });
  test('no more than a thousand addresses of a subset', () => {
    const many = Array.from({ length: 1005 }, (_, i) => `{ ip: 192.168.${Math.floor(i / 200)}.${(i % 200) + 1} }`);
    const slices = slicesOf([own, endpoints(`[{ addresses: [${many}], ports: [{ port: 1 }] }]`)]);
    assert.equal(slices[0]?.endpoints.length, 1000);
  });
  test('labels and annotations are taken along, but for those about the Endpoints object itself', () => {
    const annotations = 'annotations: { kubectl.kubernetes.io/last-applied-configuration: "{}", note: keep }';
    const [slice] = slicesOf([own, endpoints(one, `labels: { team: blue }, ${annotations}`)]);
    assert.equal(slice?.labels.team, 'blue');
    assert.deepEqual(slice?.annotations, { note: 'keep' });
  });
});
