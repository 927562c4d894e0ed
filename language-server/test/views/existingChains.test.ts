/** Only chains that the node's rules hold are named: in the line above a Service, in hovers, by `explain`. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explainToken } from '../../core/views/explain.ts';
import { analyse } from '../../core/workspace/analyse.ts';
import { rootsOf } from '../../core/workspace/roots.ts';
import { analysisOf, snapshotOf } from '../support/snapshot.ts';
import { deployment, nodes, service, slice } from './demoapp.ts';

type Files = Readonly<Record<string, string>>;

const served = { 'nodes.yaml': nodes, 'service.yaml': service, 'slice.yaml': slice };
/** The pods are known, and there are none. */
const idle = deployment.replace('replicas: 3', 'replicas: 0');
const unserved = { 'nodes.yaml': nodes, 'service.yaml': service, 'app.yaml': idle };
const alone = { 'nodes.yaml': nodes, 'service.yaml': service };
const local = { ...served, 'service.yaml': service.replace('spec:\n', 'spec:\n  internalTrafficPolicy: Local\n') };
const nowhereHere = { ...local, 'slice.yaml': slice.replace('node-a', 'node-b') };
const template =
  '{{- range .Values.apps }}\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {{ .name }}\n{{- end }}\n';
const unread = { ...alone, 'chart.yaml': template };

const cluster = 'KUBE-SVC-EHL433DY3T7P3MZN';
const localChain = 'KUBE-SVL-EHL433DY3T7P3MZN';

function lens(files: Files, mode = 'iptables'): string {
  const analysis = analysisOf({ ...files, '.routelens.yaml': `mode: ${mode}\n` });
  return analysis.codeLensesOf('service.yaml')[0]!.title;
}

function hover(files: Files): string {
  const { summary, details } = analysisOf(files).hoverAt('service.yaml', service.indexOf('demoapp-svc'))!;
  return `${summary}\n${details}`;
}

function explained(files: Files, token: string): string {
  const snapshot = snapshotOf(files);
  const { routing } = rootsOf(snapshot).all[0]!;
  return explainToken(token, routing, analyse(snapshot).locate)
    .map(({ text }) => text)
    .join('\n');
}

test('the lens names no chain for a Service without endpoints', () => {
  assert.equal(lens(unserved), '0 endpoints · rejected: no endpoints · Show chains');
  assert.equal(lens(unserved, 'nftables'), '0 endpoints · rejected: no endpoints · Show chains');
  assert.equal(lens(unserved, 'ipvs'), '0 endpoints · rejected: no endpoints · Show chains');
  const unready = {
    ...served,
    'slice.yaml': slice.replaceAll(' nodeName:', ' conditions: { ready: false }, nodeName:'),
  };
  assert.equal(lens(unready), '0 of 3 endpoints ready · rejected: no ready endpoints · Show chains');
});

test('the lens says whose endpoints it counts, and names the chain that they are in', () => {
  assert.equal(lens(served), `3 endpoints · ${cluster} · Show chains`);
  assert.equal(lens(local), `1 of 3 endpoints on node-a · ${localChain} · Show chains`);
  assert.equal(lens(nowhereHere), '0 of 3 endpoints on node-a · dropped: no endpoint on node-a · Show chains');
  assert.equal(lens(nowhereHere, 'ipvs'), '0 of 3 endpoints on node-a · rejected: no endpoint on node-a · Show chains');
});

test('what a file that is not read may hold is no fact', () => {
  assert.match(lens(unread), /^endpoints not known · rejected unless endpoints come from elsewhere/);
  assert.match(lens({ ...unread, 'slice.yaml': slice }), /^at least 3 endpoints · KUBE-SVC-/);
  assert.match(hover(unread), /Reachable: not known, no endpoints here, but 1 template not evaluated: it may add pods/);
  assert.doesNotMatch(hover(unread), /rejected|Not reachable/);
  assert.match(hover(unserved), /Not reachable: no endpoints\./);
});

test('explain says of a chain that the node lacks why it lacks it', () => {
  assert.match(explained(served, cluster), /takes traffic to all endpoints/);
  assert.match(explained(unserved, cluster), /node-a has no such chain: the Service has no endpoints/);
  assert.match(explained(unread, cluster), /node-a has no such chain: .*1 template not evaluated: it may add pods/);
  assert.match(explained(local, cluster), /no such chain: internalTrafficPolicy is Local/);
  assert.match(explained(local, localChain), /takes traffic to the endpoints on this node/);
  assert.match(explained(served, localChain), /no such chain: no traffic policy of the Service is Local/);
  assert.match(explained(nowhereHere, localChain), /no such chain: no endpoint runs on node-a/);
});

test('explain gives no endpoint chain that the node lacks', () => {
  assert.match(explained(local, '10.244.1.46'), /\(KUBE-SEP-/);
  assert.match(explained(local, '10.244.2.64'), /it gets no traffic from node-a, which has no chain for it$/);
});

test('pods that no manifest makes may be made elsewhere', () => {
  assert.match(lens(alone), /^endpoints not known · rejected unless endpoints come from elsewhere/);
  assert.match(hover(alone), /Reachable: not known, no endpoints here, but its pods may be made elsewhere\./);
  const typo = deployment.replaceAll('app: demoapp', 'app: demoap');
  assert.match(lens({ ...alone, 'app.yaml': typo }), /^0 endpoints · rejected: no endpoints/);
});

test('an object of unknown kind may make pods', () => {
  const open = 'apiVersion: apps/v1\nkind: {{ .Values.kind }}\nmetadata: { name: demoapp }\n';
  assert.match(lens({ ...alone, 'chart.yaml': open }), /^endpoints not known/);
});

test('a slip beside the Service outweighs a chart elsewhere, as for the rule on selectors', () => {
  const typo = deployment.replaceAll('app: demoapp', 'app: demoap');
  const chart = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {{ include "x" . }}\n';
  assert.match(lens({ ...alone, 'app.yaml': typo, 'charts/x/templates/a.yaml': chart }), /rejected: no endpoints/);
  assert.match(lens({ ...alone, 'app.yaml': typo, 'a.yaml': chart }), /^endpoints not known/);
});

test('replicas that another tool fills in are not counted as known', () => {
  const filledIn = deployment.replace('replicas: 3', 'replicas: __REPLICAS__');
  assert.match(lens({ ...alone, 'app.yaml': filledIn }), /^at least 1 placeholder endpoint · KUBE-SVC-/);
});
