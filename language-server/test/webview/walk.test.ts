/** Where the arrow keys lead in the panel, and which edges light up. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { layout } from '../../../extension/webview/layout.ts';
import type { PanelGraph, PanelNode } from '../../../extension/webview/messages.ts';
import { moveFocus, reach } from '../../../extension/webview/walk.ts';

const node = (id: string, layer: number): PanelNode => ({ id, kind: 'chain', layer, label: id, detail: '', rules: [] });
const edge = (from: string, to: string) => ({ from, to, label: '' });

const graph: PanelGraph = {
  title: '',
  mode: 'iptables',
  family: 'IPv4',
  families: ['IPv4'],
  nodes: [node('services', 0), node('svc', 1), node('a', 2), node('b', 2), node('c', 2), node('alone', 2)],
  edges: [edge('services', 'svc'), edge('svc', 'a'), edge('svc', 'b'), edge('svc', 'c')],
  notes: [],
};
const placed = layout(graph, { charWidth: 7, smallCharWidth: 6 }).nodes;
const move = (from: string, key: string) => moveFocus(graph, placed, from, key);

test('right and left follow edges to the nearest box', () => {
  assert.equal(move('services', 'ArrowRight'), 'svc');
  assert.equal(move('svc', 'ArrowRight'), 'b');
  assert.equal(move('c', 'ArrowLeft'), 'svc');
  assert.equal(move('a', 'ArrowRight'), undefined);
  assert.equal(move('alone', 'ArrowLeft'), undefined);
});

test('up and down stay in the column, Home and End go to its ends', () => {
  assert.equal(move('a', 'ArrowDown'), 'b');
  assert.equal(move('b', 'ArrowUp'), 'a');
  assert.equal(move('a', 'ArrowUp'), undefined);
  assert.equal(move('a', 'End'), 'alone');
  assert.equal(move('alone', 'Home'), 'a');
});

test('other keys and unknown boxes lead nowhere', () => {
  assert.equal(move('a', 'x'), undefined);
  assert.equal(move('gone', 'ArrowDown'), undefined);
});

test('what lights up is what comes to a box and what goes on from it', () => {
  assert.deepEqual([...reach(graph, 'a')].sort(), ['services\nsvc', 'svc\na']);
  assert.equal(reach(graph, 'services').size, 4);
  assert.equal(reach(graph, 'alone').size, 0);
});
