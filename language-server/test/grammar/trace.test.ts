/** The grammar of traces, on documents as they are laid out: each kind of line is known, and how a way ends stands out. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { layOutTrace } from '../../core/views/trace/traceDocument.ts';
import { analysisOf } from '../support/snapshot.ts';
import { shop } from '../trace/shopCluster.ts';
import { tokenise } from './tokenise.ts';

interface Scoped {
  readonly line: string;
  readonly text: string;
  readonly scopes: string;
}

async function scoped(from: string, to: string, node?: string): Promise<Scoped[]> {
  const { traces } = analysisOf({ 'shop.yaml': shop });
  const view = traces.trace({ file: 'shop.yaml', from, to, ...(node && { node }) });
  if ('error' in view) throw new Error(view.error);
  const { text } = layOutTrace(view, ({ file }) => file);
  const lines = await tokenise('text.routelens-trace', text);
  return lines.flatMap((tokens, i) => tokens.map(token => ({ line: text.split('\n')[i]!, ...token })));
}

function scopeOf(all: readonly Scoped[], line: RegExp, text: string): string | undefined {
  return all.find(token => line.test(token.line) && token.text.trim() === text)?.scopes;
}

test('what happens stands out by how it ends', async () => {
  const served = await scoped('pod:shop/web-1', 'nodeport@node-b:shop/web');
  assert.match(scopeOf(served, /^ {2}1 /, 'leaves the node unchanged')!, /^markup\.changed/);
  assert.match(scopeOf(served, /^ {2}1\/2/, 'delivered to')!, /^markup\.inserted/);
  assert.match(scopeOf(served, /^ {2}1\/2/, '1/2')!, /^constant\.numeric/);
  assert.match(scopeOf(served, /^ {2}→/, 'leaves the node unchanged')!, /^markup\.changed/);
  const dropped = await scoped('client:198.18.0.9', 'nodeport:shop/local', 'node-c');
  assert.match(scopeOf(dropped, /^ {2}1 /, 'dropped')!, /^markup\.deleted/);
  assert.match(scopeOf(dropped, /^ {4}node-c/, 'dropped')!, /^markup\.deleted/);
  assert.match(scopeOf(dropped, /^ {4}node-a/, 'served by')!, /^markup\.inserted/);
});

test('title, sections, hooks and chains are told apart; rules are one piece', async () => {
  const all = await scoped('client:198.18.0.9', 'nodeport:shop/web');
  assert.match(all[0]!.scopes, /^markup\.heading\.title/);
  assert.match(all.find(({ text }) => /^Way 1 of 2/.test(text))!.scopes, /^markup\.heading\.section/);
  assert.match(scopeOf(all, /^ {2}coming in/, 'coming in, before routing')!, /^keyword/);
  assert.match(scopeOf(all, /^ {4}nat KUBE-NODEPORTS \d/, 'KUBE-NODEPORTS')!, /^entity\.name\.function/);
  assert.match(scopeOf(all, /^ {4}filter FORWARD 1:/, 'FORWARD')!, /^entity\.name\.function/);
  const rules = all.filter(({ line }) => /^ {8}/.test(line));
  assert.ok(rules.length > 5);
  assert.ok(rules.every(({ text, line, scopes }) => text.trim() === line.trim() && /^meta\.rule/.test(scopes)));
});
