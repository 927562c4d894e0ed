/** What the API server refuses does not exist: every view says so first, and counts it for nothing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { printCompiled } from '../../core/views/compilePlan.ts';
import { explainToken } from '../../core/views/explain.ts';
import { whyRefused } from '../../core/views/refusal.ts';
import { routingView } from '../../core/views/routingView.ts';
import type { Expectation } from '../../core/views/trace/readExpectations.ts';
import { brokenBy } from '../../core/views/trace/traceExpect.ts';
import { traceJson } from '../../core/views/trace/traceJson.ts';
import { type TraceResult, traceRequest } from '../../core/views/trace/traceRequest.ts';
import { traceStory } from '../../core/views/trace/traceStory.ts';
import { analyse } from '../../core/workspace/analyse.ts';
import { rootsOf } from '../../core/workspace/roots.ts';
import { withFiles } from '../../core/workspace/snapshot.ts';
import { snapshotOf } from '../support/snapshot.ts';

type Files = Readonly<Record<string, string>>;

const node = `apiVersion: v1
kind: Node
metadata: { name: node-a }
spec: { podCIDRs: [10.244.1.0/24] }
status: { addresses: [{ type: InternalIP, address: 192.168.10.11 }] }
---
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
clusterCIDR: 10.244.0.0/16
---
apiVersion: v1
kind: Pod
metadata: { name: web-1, labels: { app: web } }
spec: { nodeName: node-a, containers: [{ name: main, image: main, ports: [{ containerPort: 8080 }] }] }
status: { phase: Running, podIP: 10.244.1.10, podIPs: [{ ip: 10.244.1.10 }], conditions: [{ type: Ready, status: "True" }] }
`;

function service(name: string, spec: string, metadata = ''): string {
  return `apiVersion: v1
kind: Service
metadata: { name: ${name}${metadata} }
spec: { selector: { app: web }, ${spec} }
`;
}

const knownRange = { '.routelens.yaml': 'nodePortRange: 30000-32767\n' };
const lowPort = service(
  'web',
  'type: NodePort, clusterIP: 10.96.0.10, ports: [{ port: 80, targetPort: 8080, nodePort: 8080 }]',
);
const refused: Files = { ...knownRange, 'node.yaml': node, 'web.yaml': lowPort };
const sentence = 'The API server refuses Service default/web: it requests node port 8080, outside 30000-32767.';

function routingOf(files: Files) {
  return rootsOf(snapshotOf(files)).all[0]!.routing;
}

function traced(files: Files, to: string, from = 'client:203.0.113.9'): TraceResult {
  const result = traceRequest({ source: routingOf(files) }, { from, to });
  if ('error' in result) throw new Error(`${to}: ${result.error}`);
  return result;
}

function rules(files: Files): string {
  const routing = routingView(routingOf(files));
  return [...printCompiled(routing.exact.whole('iptables', 'IPv4'), undefined)].join('');
}

function dispositions(result: TraceResult): string[] {
  return [...new Set(traceJson(result).outcomes.map(({ disposition }) => disposition))];
}

function expectation({ request }: TraceResult, arrives: Expectation['arrives']): Expectation {
  return { request, arrives, endpoints: undefined, sourcePreserved: undefined };
}

test('hover, lens and panel say it first, and what would hold as such', () => {
  const analysis = analyse(snapshotOf(refused));
  const hover = analysis.hoverAt('web.yaml', lowPort.indexOf('web'))!;
  const plain = hover.summary.replaceAll('\\', '');
  assert.ok(plain.startsWith(`**${sentence}**\n\nIf it were accepted:\n\n`), plain);
  assert.match(plain, /outside via node port `8080`/);
  assert.equal(
    analysis.codeLensesOf('web.yaml')[0]!.title,
    'refused: it requests node port 8080, outside 30000-32767 · Show chains',
  );
  const graph = analysis.chainGraph({ at: { file: 'web.yaml', offset: 5 } })!;
  assert.equal(graph.refused, sentence);
  assert.deepEqual(graph.notes.slice(0, 2), [sentence, 'The graph shows what would hold if it were accepted.']);
  assert.ok(graph.nodes.length > 0);
});

test('rules leave it out', () => {
  assert.doesNotMatch(rules(refused), /default\/web/);
  assert.match(rules({ ...refused, '.routelens.yaml': 'nodePortRange: 8000-9000\n' }), /default\/web/);
});

test('explain says so of each of its names', () => {
  for (const token of ['8080', '10.96.0.10', '192.168.10.11:8080']) {
    const [found] = explainToken(token, routingOf(refused), () => undefined);
    assert.equal(found?.refused, sentence, token);
    assert.ok(found!.text.startsWith(`${sentence} If it were accepted: `), found!.text);
  }
});

test('explain knows what is requested by a Service that cannot be programmed', () => {
  const text =
    'apiVersion: v1\nkind: Service\nmetadata: { name: a }\nspec: { type: NodePort, clusterIP: 10.96.0.300, ports: [{ port: 80, nodePort: 30099 }] }\n';
  const [found] = explainToken('30099', routingOf({ 'a.yaml': text }), () => undefined);
  assert.match(found!.text, /^The API server refuses Service default\/a: .*10\.96\.0\.300.* It requests 30099\.$/);
});

test('a trace to it, by name and by address, is one refused outcome, with what would hold beside it', () => {
  for (const to of ['default/web', 'nodeport:default/web', '192.168.10.11:8080', '10.96.0.10:80']) {
    const result = traced(refused, to);
    const json = traceJson(result);
    assert.deepEqual(dispositions(result), ['refused'], to);
    assert.equal(json.refused?.message, sentence);
    assert.equal(json.refused?.rule, 'node-port-out-of-range');
    assert.deepEqual(
      json.ifAccepted?.outcomes.map(({ endpoint }) => endpoint),
      ['10.244.1.10:8080'],
    );
    const story = traceStory(result).join('\n');
    assert.ok(story.indexOf(sentence.slice(0, -1)) < story.indexOf('If it were accepted:'), story);
    for (const arrives of ['always', 'sometimes', 'never'] as const) {
      assert.deepEqual(brokenBy(result, expectation(result, arrives)), [sentence]);
    }
  }
});

test('a range that is only assumed makes no refusal, and decides no trace', () => {
  const assumed = { 'node.yaml': node, 'web.yaml': lowPort };
  assert.match(rules(assumed), /default\/web/);
  const result = traced(assumed, 'nodeport:default/web');
  assert.deepEqual(dispositions(result), ['unknown']);
  const [outcome] = traceJson(result).outcomes;
  assert.match(outcome!.reason!, /refused by the API server if the node port range is the default one, delivered/);
  assert.ok(outcome!.restsOn.some(({ code }) => code === 'acceptance-unknown'));
  assert.match(brokenBy(result, expectation(result, 'always'))[0]!, /^not proved/);
  const analysis = analyse(snapshotOf(assumed));
  assert.match(analysis.codeLensesOf('web.yaml')[0]!.title, /^may be refused · 1 endpoint · KUBE-SVC-/);
});

test('a rule that is off, and a finding that a comment suppresses, refuse nothing', () => {
  const off = {
    ...refused,
    '.routelens.yaml': `${knownRange['.routelens.yaml']}rules: { node-port-out-of-range: off }\n`,
  };
  assert.deepEqual(dispositions(traced(off, 'nodeport:default/web')), ['delivered']);
  const silenced = { ...refused, 'web.yaml': `# routelens-disable-file node-port-out-of-range\n${lowPort}` };
  assert.equal(analyse(snapshotOf(silenced)).findingsOf('web.yaml').length, 0);
  assert.deepEqual(dispositions(traced(silenced, 'nodeport:default/web')), ['delivered']);
});

test('a severity of its own changes nothing', () => {
  const hint = {
    ...refused,
    '.routelens.yaml': `${knownRange['.routelens.yaml']}rules: { node-port-out-of-range: hint }\n`,
  };
  assert.deepEqual(dispositions(traced(hint, 'nodeport:default/web')), ['refused']);
});

const rivals = `${service('first', 'clusterIP: 10.96.0.20, ports: [{ port: 80, targetPort: 8080 }]')}---
${service('second', 'clusterIP: 10.96.0.20, ports: [{ port: 80, targetPort: 8080 }]')}`;

test('of two that ask for one address, in one file the earlier stands', () => {
  const files = { ...knownRange, 'node.yaml': node, 'web.yaml': rivals };
  assert.deepEqual(dispositions(traced(files, 'default/first')), ['delivered']);
  assert.deepEqual(dispositions(traced(files, '10.96.0.20:80')), ['delivered']);
  assert.deepEqual(dispositions(traced(files, 'default/second')), ['refused']);
  assert.match(rules(files), /default\/first/);
  assert.doesNotMatch(rules(files), /default\/second/);
});

test('between files nobody knows which one is created first', () => {
  const [first, second] = rivals.split('---\n');
  const files = { ...knownRange, 'node.yaml': node, 'a.yaml': first!, 'b.yaml': second! };
  for (const name of ['first', 'second']) {
    const result = traced(files, `default/${name}`);
    assert.deepEqual(dispositions(result), ['unknown']);
    assert.match(traceJson(result).outcomes[0]!.reason!, new RegExp(`if Service default/${name} is created second`));
  }
});

test('what a server has stored exists, whatever it would say today', () => {
  const uid = ', uid: 5f2c9f0e-8c5c-4c1e-9a55-0d7d2f8f9c11';
  const stored = { ...refused, 'web.yaml': lowPort.replace('name: web', `name: web${uid}`) };
  assert.deepEqual(dispositions(traced(stored, 'nodeport:default/web')), ['delivered']);
  assert.match(rules(stored), /default\/web/);
  const exported = {
    ...refused,
    'web.yaml': lowPort
      .replace('nodePort: 8080', 'nodePort: 30080')
      .replace('name: web', 'name: web, resourceVersion: "12"'),
  };
  assert.deepEqual(dispositions(traced(exported, 'nodeport:default/web')), ['delivered']);
});

test('a second object of one name in a file overwrites the first', () => {
  const twice = {
    ...refused,
    'web.yaml': `${lowPort.replace('8080 }', '30080 }')}---\n${lowPort.replace('8080 }', '30081 }')}`,
  };
  assert.deepEqual(dispositions(traced(twice, '192.168.10.11:30081')), ['delivered']);
});

test('a refused slice gives no endpoint, and a refused Endpoints object none', () => {
  const bare = `apiVersion: v1\nkind: Service\nmetadata: { name: bare }\nspec: { clusterIP: 10.96.0.30, ports: [{ port: 80 }] }\n`;
  const slice = (address: string) =>
    `apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: { name: bare-1, labels: { kubernetes.io/service-name: bare } }\naddressType: IPv4\nports: [{ port: 80 }]\nendpoints: [{ addresses: [${address}] }]\n`;
  const endpoints = (address: string) =>
    `apiVersion: v1\nkind: Endpoints\nmetadata: { name: bare }\nsubsets: [{ addresses: [{ ip: ${address} }], ports: [{ port: 80 }] }]\n`;
  for (const made of [slice, endpoints]) {
    const files = (address: string) => ({ 'node.yaml': node, 'bare.yaml': `${bare}---\n${made(address)}` });
    assert.deepEqual(dispositions(traced(files('192.0.2.5'), 'default/bare')), ['delivered']);
    assert.deepEqual(dispositions(traced(files('127.0.0.5'), 'default/bare')), ['rejected']);
    const text = files('127.0.0.5')['bare.yaml'];
    const hover = analyse(snapshotOf(files('127.0.0.5'))).hoverAt('bare.yaml', text.lastIndexOf('kind: '))!;
    assert.match(
      hover.summary,
      /^\*\*The API server refuses (EndpointSlice default\/bare\\?-1|Endpoints default\/bare): /,
    );
  }
});

test('an edit that mends or breaks a manifest is followed, as if all were read anew', () => {
  const texts = ['nodePort: 30080', 'nodePort: 8080', 'nodePort: 30081', 'nodePort: 80', 'nodePort: 30082'];
  let snapshot = snapshotOf({
    ...refused,
    'other.yaml': service('other', 'clusterIP: 10.96.0.40, ports: [{ port: 80, targetPort: 8080 }]'),
  });
  let roots = rootsOf(snapshot);
  for (const text of texts) {
    const changed = lowPort.replace('nodePort: 8080', text);
    snapshot = withFiles(snapshot, [{ name: 'web.yaml', input: { text: changed, language: 'yaml' } }]);
    // What was asked before the edit is what the next answer is made from.
    assert.ok(roots.all[0]!.routing.cluster);
    roots = rootsOf(snapshot, roots);
    const routing = routingView(roots.all[0]!.routing);
    const incremental = [...printCompiled(routing.exact.whole('iptables', 'IPv4'), undefined)].join('');
    assert.equal(
      incremental,
      rules({ ...refused, 'web.yaml': changed, 'other.yaml': snapshot.files.get('other.yaml')!.manifest.text }),
      text,
    );
  }
});

test('the cause is what a finding says before its consequence', () => {
  const cases = [
    [
      'Service a/b requests cluster IP x, outside y: the API server refuses it. Remove it.',
      'it requests cluster IP x, outside y',
    ],
    [
      'Service a/b: the source range "x" can be read in two ways: the API server refuses it. Write y.',
      'the source range "x" can be read in two ways',
    ],
    [
      'Service a/b keeps sessions for 0 seconds; the API server takes 1 to 86400 and refuses it. The usual time is 10800.',
      'it keeps sessions for 0 seconds',
    ],
    [
      'The protocol of port 80 of Service a/b is "tcp"; the API server accepts only TCP, UDP or SCTP.',
      'The protocol of port 80 of Service a/b is "tcp"',
    ],
    ['Service a/b: spec.ports is a map, the API server wants a list and refuses the manifest.', 'spec.ports is a map'],
    ['Service a/b: an address is empty, so the API server refuses it.', 'an address is empty'],
  ] as const;
  for (const [message, why] of cases) assert.equal(whyRefused(message, 'Service a/b'), why);
});
