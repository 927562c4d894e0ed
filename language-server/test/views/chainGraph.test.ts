import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ProxyMode } from '../../core/cluster/clusterSettings.ts';
import { analysisOf } from '../support/snapshot.ts';
import { deployment, nodes, service, slice } from './demoapp.ts';

const files = { 'nodes.yaml': nodes, 'service.yaml': service, 'slice.yaml': slice };

function graphOf(texts: Record<string, string>, mode: ProxyMode = 'iptables') {
  const graph = analysisOf(texts).chainGraph({ at: { file: 'service.yaml', offset: 5 }, mode });
  assert.ok(graph);
  return graph;
}

test('the graph leads from the entry over the chains to the endpoints, in columns', () => {
  const { nodes: drawn, edges } = graphOf(files);
  const label = (id: string) => drawn.find(node => node.id === id)!;
  for (const edge of edges) assert.ok(label(edge.from).layer < label(edge.to).layer, `${edge.from} → ${edge.to}`);
  assert.deepEqual(
    drawn.filter(node => node.kind === 'endpoint').map(node => [node.label, node.detail]),
    [
      ['10.244.1.46:80', 'node-a'],
      ['10.244.2.64:80', 'node-b'],
      ['10.244.3.77:80', 'node-c'],
    ],
  );
  assert.equal(edges.find(edge => edge.to === 'KUBE-SVC-EHL433DY3T7P3MZN')?.label, '10.110.217.207:80/tcp');
});

test('each node leads to the YAML that made it', () => {
  const { nodes: drawn } = graphOf(files);
  const textAt = (label: string) => {
    const { location } = drawn.find(node => node.label === label)!;
    return files[location!.file as keyof typeof files].slice(location!.range.start, location!.range.end);
  };
  assert.equal(textAt('10.244.2.64:80'), '10.244.2.64');
  assert.match(textAt('KUBE-SVC-EHL433DY3T7P3MZN'), /^port/);
});

test('the shares that leave a chain add up to 1 in both modes', () => {
  for (const mode of ['iptables', 'nftables'] as const) {
    const { edges } = graphOf(files, mode);
    assert.deepEqual(edges.filter(edge => edge.share === '1/3').length, 3, mode);
  }
});

test('a Service without endpoints leads to REJECT and says so', () => {
  for (const mode of ['iptables', 'nftables'] as const) {
    const graph = graphOf(
      { 'service.yaml': service, 'app.yaml': deployment.replace('replicas: 3', 'replicas: 0') },
      mode,
    );
    assert.deepEqual(
      graph.nodes.filter(node => node.kind === 'verdict').map(node => node.label),
      ['REJECT'],
      mode,
    );
    assert.ok(graph.notes.some(note => note.includes('rejected')));
  }
});

test('a Local policy without an endpoint here leads to DROP', () => {
  const local = service.replace('  selector:', '  internalTrafficPolicy: Local\n  selector:');
  const elsewhere = slice.replace('nodeName: node-a', 'nodeName: node-z');
  const graph = graphOf({ ...files, 'service.yaml': local, 'slice.yaml': elsewhere });
  assert.deepEqual(
    graph.nodes.filter(node => node.kind === 'verdict').map(node => node.label),
    ['DROP'],
  );
  assert.ok(graph.notes.some(note => note.includes('internalTrafficPolicy is Local')));
});

test('session affinity keeps the shares and adds a note', () => {
  const sticky = service.replace('  selector:', '  sessionAffinity: ClientIP\n  selector:');
  for (const mode of ['iptables', 'nftables'] as const) {
    const graph = graphOf({ ...files, 'service.yaml': sticky }, mode);
    const shared = graph.edges.filter(edge => edge.share === '1/3');
    assert.deepEqual(
      shared.map(edge => edge.label),
      ['', '', ''],
      mode,
    );
    assert.ok(graph.notes.some(note => note.includes('10800 s')));
  }
});

test('where no Service is there is no graph', () => {
  assert.equal(analysisOf({ 'a.yaml': nodes }).chainGraph({ at: { file: 'a.yaml', offset: 3 } }), undefined);
  assert.equal(analysisOf({}).chainGraph({ at: { file: 'gone.yaml', offset: 0 } }), undefined);
});
