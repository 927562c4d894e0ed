/** Each pod counts once, however often the workspace shows it; and what stands in for pods that it does not show. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { EndpointSlice } from '../../core/cluster/objects.ts';
import { http, node, pod, service, slicesOf, summaryOf, workload } from './support.ts';

function endpointsOf(...texts: string[]): string[] {
  return summaryOf(slicesOf([service(), ...texts])).map(text => text.replace('IPv4 [-:8080] ', ''));
}

const ownedBy = (kind: string, name: string, hash = '') =>
  `ownerReferences: [{ apiVersion: apps/v1, kind: ${kind}, name: ${name}, controller: true }]${hash}`;

describe('replicas', () => {
  const rows: readonly [string, string, number][] = [
    ['one by default', workload('Deployment', 'web'), 1],
    ['as many as asked for', workload('ReplicaSet', 'web', { spec: 'replicas: 3,' }), 3],
    ['none', workload('Deployment', 'web', { spec: 'replicas: 0,' }), 0],
    ['one on each node', workload('DaemonSet', 'web'), 2],
    ["as many as a Job's parallelism", workload('Job', 'web', { spec: 'parallelism: 3, completions: 2,' }), 2],
    ['none of a suspended Job', workload('Job', 'web', { spec: 'suspend: true,' }), 0],
    ['none of a CronJob, which has pods only while it runs', workload('CronJob', 'web'), 0],
  ];
  for (const [title, text, count] of rows) {
    test(title, () => {
      const slices = slicesOf([service(), node('a'), node('b'), text]);
      assert.equal(slices.flatMap(slice => slice.endpoints).length, count);
    });
  }
  test('of a StatefulSet are named where its serviceName is the Service', () => {
    const set = workload('StatefulSet', 'db', { spec: 'replicas: 2, serviceName: web, ordinals: { start: 3 },' });
    assert.deepEqual(endpointsOf(set), ['<db>=rs@db-3 <db>=rs@db-4']);
  });
});

describe('what an export shows twice', () => {
  const deployment = workload('Deployment', 'web', { spec: 'replicas: 2,' });
  const replicaSet = workload('ReplicaSet', 'web-6f4c9', {
    spec: 'replicas: 2,',
    metadata: ownedBy('Deployment', 'web'),
  });
  const real = pod('web-6f4c9-x', '10.244.0.9', { metadata: ownedBy('ReplicaSet', 'web-6f4c9') });
  test('a ReplicaSet is its Deployment', () => {
    assert.deepEqual(endpointsOf(deployment, replicaSet), ['<web>=rs <web>=rs']);
    assert.deepEqual(endpointsOf(replicaSet), ['<web-6f4c9>=rs <web-6f4c9>=rs']);
  });
  test('real pods stand for their workload', () => {
    assert.deepEqual(endpointsOf(deployment, replicaSet, real), ['10.244.0.9=rs']);
  });
  test('also without the ReplicaSet between them', () => {
    const labelled = real.replace('app: web', 'app: web, pod-template-hash: 6f4c9');
    assert.deepEqual(endpointsOf(deployment, labelled), ['10.244.0.9=rs']);
    assert.deepEqual(endpointsOf(workload('Deployment', 'other'), labelled), ['<other>=rs 10.244.0.9=rs']);
  });
  test('of several objects with one name the last counts', () => {
    const [first, last] = [http, http.replace('8080', '9090')].map(text =>
      workload('Deployment', 'web', { pod: text }),
    );
    assert.deepEqual(summaryOf(slicesOf([service(), first!, last!])), ['IPv4 [-:9090] <web>=rs']);
  });
  test('owners that go round in circles are harmless', () => {
    const a = workload('ReplicaSet', 'a', { metadata: ownedBy('ReplicaSet', 'b') });
    const b = workload('ReplicaSet', 'b', { metadata: ownedBy('ReplicaSet', 'a') });
    assert.deepEqual(endpointsOf(a, b), ['IPv4 []']);
  });
});

describe('placeholder addresses', () => {
  const deployments = ['web', 'shop', 'cart'].map(name => workload('Deployment', name, { spec: 'replicas: 4,' }));
  const nodes = [node('a', 'podCIDRs: [10.244.1.0/24]'), node('b', 'podCIDRs: [10.244.2.0/24]')];
  const placed = (slices: readonly EndpointSlice[]) =>
    new Map(slices.flatMap(s => s.endpoints).map((e, i) => [`${e.targetRef?.name}${i}`, [e.addresses[0], e.nodeName]]));

  test('come from the range of the node, are marked, and each is given once', () => {
    const endpoints = slicesOf([service(), ...nodes, ...deployments]).flatMap(slice => slice.endpoints);
    assert.equal(new Set(endpoints.map(e => e.addresses[0])).size, 12);
    assert.deepEqual(new Set(endpoints.map(e => e.nodeName)), new Set(['a', 'b']));
    for (const { addresses, nodeName, placeholder, targetRef } of endpoints) {
      assert.ok(addresses[0]?.startsWith(nodeName === 'a' ? '10.244.1.' : '10.244.2.'));
      assert.ok(placeholder && /^<.+>$/.test(targetRef?.name ?? ''));
    }
  });
  test('are the same in every run and in every order of files', () => {
    const texts = [service(), ...nodes, ...deployments];
    const once = placed(slicesOf(texts));
    assert.deepEqual(placed(slicesOf(texts.toReversed())), once);
    // Written down, so that a change of the way they are chosen is a decision.
    assert.deepEqual(placed(slicesOf([service(), nodes[0]!, deployments[0]!])).get('<web>0'), ['10.244.1.154', 'a']);
  });
  test('keep clear of real ones', () => {
    const [, [address]] = [...placed(slicesOf([service(), nodes[0]!, deployments[0]!]))][0]! as [string, string[]];
    const real = pod('p', address!);
    const endpoints = slicesOf([service(), nodes[0]!, deployments[0]!, real]).flatMap(slice => slice.endpoints);
    assert.equal(new Set(endpoints.map(e => e.addresses[0])).size, 5);
  });
  test('are those of the node for pods on its network', () => {
    const host = `${node('a')}status: { addresses: [{ type: InternalIP, address: 192.168.1.7 }] }\n`;
    const agent = workload('DaemonSet', 'agent', { pod: `hostNetwork: true, ${http}` });
    const [slice] = slicesOf([service(), host, agent]);
    assert.deepEqual(slice?.endpoints[0]?.addresses, ['192.168.1.7']);
    assert.equal(slice?.endpoints[0]?.placeholder, true);
    const ipv6 = slicesOf([service('ipFamilies: [IPv6]'), host, agent]);
    assert.deepEqual(summaryOf(ipv6), ['IPv6 []'], 'the node has no IPv6 address');
  });
  test('are enough for a slip of the finger', () => {
    const slices = slicesOf([
      service(),
      node('a', 'podCIDR: 10.244.1.0/24'),
      workload('Deployment', 'web', { spec: 'replicas: 1000000000,' }),
    ]);
    assert.equal(new Set(slices.flatMap(s => s.endpoints).map(e => e.addresses[0])).size, 5000);
  });
  test('stand for a Pod that was never created', () => {
    const written = pod('p', '').replace(/^status.*\n/m, '');
    assert.deepEqual(endpointsOf(written), ['<p>=rs']);
  });
});
