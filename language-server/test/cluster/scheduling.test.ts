/** On which nodes pods are placed that no manifest places: what Kubernetes documents of selectors, affinity and taints. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { http, service, slicesOf, workload } from './support.ts';

function node(name: string, labels = '', spec = ''): string {
  return `apiVersion: v1\nkind: Node\nmetadata: { name: ${name}, labels: { ${labels} } }\nspec: { ${spec} }\n`;
}

const plain = ['a', 'b', 'c'].map(name => node(name));
const pools = [node('a', 'pool: web'), node('b', 'pool: web'), node('c', 'pool: batch')];

/** Names of the nodes with an endpoint, in order. */
function nodesOf(nodes: readonly string[], pod: string, kind = 'DaemonSet', spec = ''): string {
  const slices = slicesOf([service(), ...nodes, workload(kind, 'web', { pod: `${pod} ${http}`, spec })]);
  const names = slices.flatMap(slice => slice.endpoints.map(endpoint => endpoint.nodeName));
  return [...new Set(names)].sort().join(' ');
}

function affinity(expressions: string): string {
  const terms = `nodeSelectorTerms: [{ matchExpressions: [${expressions}] }]`;
  return `affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { ${terms} } } },`;
}

describe('a DaemonSet', () => {
  test('has a pod on every node', () => assert.equal(nodesOf(plain, ''), 'a b c'));
  test('of a nodeSelector only on nodes with the label', () => {
    assert.equal(nodesOf(pools, 'nodeSelector: { pool: web },'), 'a b');
    assert.equal(nodesOf(pools, 'nodeSelector: { pool: gpu },'), '');
  });
  test('of a label that no Node shows has pods everywhere, as nodes have labels that nobody writes', () => {
    assert.equal(nodesOf(pools, 'nodeSelector: { kubernetes.io/os: linux },'), 'a b c');
    assert.equal(nodesOf(pools, 'nodeSelector: { kubernetes.io/hostname: b },'), 'b');
  });
  for (const [demand, expected] of [
    ['{ key: pool, operator: In, values: [web, gpu] }', 'a b'],
    ['{ key: pool, operator: NotIn, values: [web] }', 'c'],
    ['{ key: pool, operator: Exists }', 'a b c'],
    ['{ key: pool, operator: DoesNotExist }', ''],
  ] as const)
    test(`of node affinity: ${demand}`, () => assert.equal(nodesOf(pools, affinity(demand)), expected));
  test('keeps off nodes whose taints it does not tolerate', () => {
    const taint = 'taints: [{ key: dedicated, value: db, effect: NoSchedule }]';
    const nodes = [node('a'), node('b', '', taint)];
    assert.equal(nodesOf(nodes, ''), 'a');
    assert.equal(nodesOf(nodes, 'tolerations: [{ operator: Exists }],'), 'a b');
    assert.equal(nodesOf(nodes, 'tolerations: [{ key: dedicated, value: db }],'), 'a b');
    assert.equal(nodesOf(nodes, 'tolerations: [{ key: dedicated, value: web }],'), 'a');
    assert.equal(nodesOf(nodes, 'tolerations: [{ key: dedicated, operator: Exists, effect: NoExecute }],'), 'a');
    assert.equal(nodesOf([node('a'), node('b', '', taint.replace('NoSchedule', 'PreferNoSchedule'))], ''), 'a b');
  });
  test('stays on cordoned nodes, where others are not placed', () => {
    const nodes = [node('a'), node('b', '', 'unschedulable: true')];
    assert.equal(nodesOf(nodes, ''), 'a b');
    assert.equal(nodesOf(nodes, '', 'Deployment', 'replicas: 6,'), 'a');
  });
});

describe('a Deployment', () => {
  test('keeps its number of pods on the nodes that fit', () => {
    assert.equal(nodesOf(pools, 'nodeSelector: { pool: batch },', 'Deployment', 'replicas: 4,'), 'c');
  });
  test('for which no Node fits may have nodes that the workspace does not hold', () => {
    assert.notEqual(nodesOf(pools, 'nodeSelector: { pool: gpu },', 'Deployment', 'replicas: 6,'), '');
  });
});
