/** The panel's picture: nothing overlaps, nothing is lost, and what the graph orders stays in order. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { edgeText, type Layout, layout, type PlacedNode } from '../../../extension/webview/layout.ts';
import type { PanelGraph, PanelNode } from '../../../extension/webview/messages.ts';

const metrics = { charWidth: 7.2, smallCharWidth: 6.3 };

function node(id: string, layer: number, more: Partial<PanelNode> = {}): PanelNode {
  return { id, kind: 'chain', layer, label: id, detail: '', rules: [], ...more };
}

function graph(nodes: readonly PanelNode[], edges: PanelGraph['edges']): PanelGraph {
  return { title: '', mode: 'iptables', family: 'IPv4', families: ['IPv4'], nodes, edges, notes: [] };
}

/** A Service as kube-proxy sees it: entries, two chains, `count` endpoints. */
function service(count: number): PanelGraph {
  const endpoints = Array.from({ length: count }, (_, i) =>
    node(`ep${i}`, 3, { label: `10.244.0.${i}:80`, detail: 'ready' }),
  );
  return graph(
    [
      node('vip', 0, { label: '10.96.0.10:80/tcp', detail: 'cluster IP' }),
      node('port', 0, { label: 'node port 30080' }),
      node('KUBE-EXT-EHL433DY3T7P3MZN', 1),
      node('KUBE-SVC-EHL433DY3T7P3MZN', 2),
      ...endpoints,
    ],
    [
      { from: 'vip', to: 'KUBE-SVC-EHL433DY3T7P3MZN', label: 'cluster IP' },
      { from: 'port', to: 'KUBE-EXT-EHL433DY3T7P3MZN', label: 'node port' },
      { from: 'KUBE-EXT-EHL433DY3T7P3MZN', to: 'KUBE-SVC-EHL433DY3T7P3MZN', label: 'after masquerade' },
      ...endpoints.map(({ id }) => ({ from: 'KUBE-SVC-EHL433DY3T7P3MZN', to: id, label: '', share: `1/${count}` })),
    ],
  );
}

const arbitraryGraph = fc
  .record({
    layers: fc.array(fc.tuple(fc.nat(4), fc.string({ maxLength: 60 }), fc.string({ maxLength: 60 })), {
      maxLength: 25,
    }),
    edges: fc.array(fc.tuple(fc.nat(24), fc.nat(24), fc.string({ maxLength: 40 })), { maxLength: 40 }),
  })
  .map(({ layers, edges }) => {
    const nodes = layers.map(([layer, label, detail], i) => node(`n${i}`, layer, { label, detail }));
    return graph(
      nodes,
      edges.map(([from, to, label]) => ({ from: `n${from}`, to: `n${to}`, label })),
    );
  });

function overlap(a: PlacedNode, b: PlacedNode): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function assertSound(graph: PanelGraph, placed: Layout): void {
  assert.deepEqual(
    placed.nodes.map(n => n.node.id),
    graph.nodes.map(n => n.id),
  );
  for (const [i, a] of placed.nodes.entries()) {
    assert.ok(a.x >= 0 && a.y >= 0 && a.x + a.width <= placed.width && a.y + a.height <= placed.height, 'inside');
    for (const b of placed.nodes.slice(i + 1)) assert.ok(!overlap(a, b), `${a.node.id} over ${b.node.id}`);
  }
  assert.ok(placed.edges.every(edge => !edge.path.includes('NaN')));
}

test('boxes never overlap and stay inside the picture, whatever the graph', () => {
  fc.assert(
    fc.property(arbitraryGraph, g => assertSound(g, layout(g, metrics))),
    { numRuns: 300 },
  );
});

test('labels of edges never overlap each other', () => {
  fc.assert(
    fc.property(arbitraryGraph, g => {
      const labels = layout(g, metrics).edges.filter(edge => edge.text !== '');
      for (const [i, a] of labels.entries()) {
        for (const b of labels.slice(i + 1)) {
          assert.ok(a.label.x !== b.label.x || Math.abs(a.label.y - b.label.y) >= 12, 'one above the other');
        }
      }
    }),
    { numRuns: 300 },
  );
});

test('one to fifty endpoints keep their order and hang centred on their chain', () => {
  for (const count of [1, 2, 3, 10, 50]) {
    const g = service(count);
    const placed = layout(g, metrics);
    assertSound(g, placed);
    const endpoints = placed.nodes.slice(4);
    const tops = endpoints.map(n => n.y);
    assert.deepEqual(
      tops,
      [...tops].sort((a, b) => a - b),
    );
    const chain = placed.nodes[3]!;
    const middle = (endpoints[0]!.y + endpoints.at(-1)!.y + endpoints.at(-1)!.height) / 2;
    assert.ok(Math.abs(chain.y + chain.height / 2 - middle) <= 2);
  }
});

test('a long edge passes between the boxes of the columns it crosses', () => {
  const g = graph(
    [node('a', 0), node('b', 1), node('c', 1), node('d', 2)],
    [
      { from: 'a', to: 'b', label: '' },
      { from: 'a', to: 'c', label: '' },
      { from: 'b', to: 'd', label: '' },
      { from: 'c', to: 'd', label: '' },
      { from: 'a', to: 'd', label: '' },
    ],
  );
  const placed = layout(g, metrics);
  const column = placed.nodes.filter(n => n.node.layer === 1);
  const passage = Number(/H\S+?C\S+ \S+ \S+ \S+ \S+ \S+H/.test(placed.edges[4]!.path));
  assert.equal(passage, 1);
  const [, y] = /^M\S+ \S+C\S+ \S+ \S+ \S+ \S+ ([\d.]+)H/.exec(placed.edges[4]!.path)!;
  for (const box of column) assert.ok(Number(y) <= box.y || Number(y) >= box.y + box.height);
});

test('crossings that can be avoided are', () => {
  const g = graph(
    [node('a', 0), node('b', 0), node('x', 1), node('y', 1)],
    [
      { from: 'a', to: 'y', label: '' },
      { from: 'b', to: 'x', label: '' },
    ],
  );
  const [a, b, x, y] = layout(g, metrics).nodes;
  assert.equal(a!.y < b!.y, y!.y < x!.y);
});

test('chain names break at their joints, in full', () => {
  const placed = layout(graph([node('KUBE-SVC-EHL433DY3T7P3MZN', 0)], []), metrics);
  assert.deepEqual(placed.nodes[0]!.lines, ['KUBE-SVC-', 'EHL433DY3T7P3MZN']);
});

test('what stands on an edge is its share, then its traffic', () => {
  assert.equal(edgeText({ from: 'a', to: 'b', label: '' }), '');
  assert.equal(edgeText({ from: 'a', to: 'b', label: 'from pods', share: '1/3' }), '1/3  from pods');
  assert.equal(edgeText({ from: 'a', to: 'b', label: 'all of it', share: '1' }), 'all of it');
  assert.equal([...edgeText({ from: 'a', to: 'b', label: 'x'.repeat(99) })].length, 30);
});

test('an empty graph is an empty picture', () => {
  assert.deepEqual(layout(graph([], []), metrics).nodes, []);
});
