/** `routelens trace` as a person or CI uses it: expectations and batches from files, wrong use, names that do not exist. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { trace as runTrace } from '../../cli/commands/trace.ts';
import { shop } from '../trace/shopCluster.ts';

const cli = path.resolve(import.meta.dirname, '../../../dist/cli.cjs');
const folder = mkdtempSync(path.join(os.tmpdir(), 'routelens-trace-'));
after(() => rmSync(folder, { recursive: true, force: true }));
write('shop.yaml', shop);

function write(name: string, text: string): string {
  writeFileSync(path.join(folder, name), text);
  return name;
}

function trace(...args: readonly string[]) {
  const all = [cli, 'trace', ...args, 'shop.yaml'];
  const { status, stdout, stderr } = spawnSync(process.execPath, all, { encoding: 'utf8', cwd: folder });
  return { status, out: stdout, err: stderr };
}

const packet = ['--from', 'pod:shop/client', '--to', 'shop/sick'];

test('the story names the file and line of the cause', () => {
  const { status, out } = trace(...packet);
  assert.equal(status, 0);
  const line = shop.split('\n').findIndex(text => text.includes('10.244.2.20')) + 1;
  const cause = out.split('\n').find(text => text.includes('is not ready')) ?? '';
  const [, at] = /\[shop\.yaml:(\d+)\]$/.exec(cause) ?? [];
  // The pod itself, whose object begins a few lines before its address.
  assert.ok(Math.abs(Number(at) - line) <= 4, cause);
});

test('a Local policy is told node by node', () => {
  const { out } = trace('--from', 'node', '--to', 'nodeport:shop/local');
  assert.match(out, /shop\/local node by node \(externalTrafficPolicy: Local\):/);
  assert.match(out, /\n {4}node-c {2}dropped\n/);
});

const node = (name: string, number: number) => `apiVersion: v1
kind: Node
metadata: { name: ${name} }
spec: { podCIDRs: [10.7.${number}.0/24] }
status: { addresses: [{ type: InternalIP, address: 192.168.7.${number} }] }
`;
const localService = `apiVersion: v1
kind: Service
metadata: { name: door }
spec:
  type: NodePort
  clusterIP: 10.96.7.7
  externalTrafficPolicy: Local
  selector: { app: door }
  ports: [{ port: 80, nodePort: 30707 }]
---
apiVersion: v1
kind: Pod
metadata: { name: door-0, labels: { app: door } }
spec: { nodeName: near, containers: [{ name: c, image: e/d:1 }] }
status: { podIP: 10.7.1.9, podIPs: [{ ip: 10.7.1.9 }], conditions: [{ type: Ready, status: "True" }] }
`;

test('the table agrees with the trace on what rests on the pod range', () => {
  const files = [localService, node('near', 1), node('far', 2)];
  const all = (text: readonly string[]) => runOn(write('door.yaml', text.join('---\n')));
  const far = all(files)
    .split('\n')
    .filter(line => line.startsWith('    far'));
  const either = 'unknown: served by 10.7.1.9:80 if kube-proxy knows the pod range (clusterCIDR), dropped otherwise';
  assert.equal(far[1], `    far   ${either}`);
  assert.equal(far[2], '    far   dropped');
  const known =
    'apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\nclusterCIDR: 10.7.0.0/16\n';
  assert.doesNotMatch(all([...files, known]), /unknown/);
});

function runOn(file: string): string {
  const args = [cli, 'trace', '--from', 'client:203.0.113.9', '--to', 'nodeport:default/door', file];
  return spawnSync(process.execPath, args, { encoding: 'utf8', cwd: folder }).stdout;
}

test('expectations: every document counts, broken ones come with their trace', () => {
  const file = write(
    'expect.yaml',
    `# What has to work
- { from: "client:203.0.113.9", to: "nodeport@node-b:shop/web", endpoints: ["10.244.1.10:8080", "10.244.2.10:8080"] }
- { from: "client:203.0.113.9", to: "lb:shop/local", node: node-b, sourcePreserved: true }
---
- { from: "pod:shop/client", to: "shop/sick" }
`,
  );
  const { status, out } = trace('--expect', file);
  assert.equal(status, 1);
  assert.match(out, /^✗ pod:shop\/client → shop\/sick: it should always arrive, but: rejected\n {4}pod:shop/);
  assert.match(out, /\n2 of 3 expectations hold\n$/);
});

test('unreadable expectations end with file and line, and status 2', () => {
  const cases: readonly (readonly [text: string, message: RegExp])[] = [
    [
      '- { from: node, to: shop/web }\n- { from: node, to: shop/web, arrive: true }\n',
      /^routelens: e\.yaml:2: .*did you mean arrives/,
    ],
    ['- { from: node, to: shop/web }\n---\n- { from: node }\n', /^routelens: e\.yaml:3: .*from and to are needed/],
    ['- from: node\n  to: [\n', /^routelens: e\.yaml:[23]: /],
    [
      '- from: node\n  to: shop/web\n  arrives: never\n  arrives: always\n',
      /^routelens: e\.yaml:3: "arrives" stands twice in one expectation\n$/,
    ],
    [
      '- from: node\n  to: shop/web\n- from: nobody\n  to: shop/web\n',
      /^routelens: e\.yaml:3: .*"nobody" is no source/,
    ],
    ['- { from: node, to: shop/web, endpoints: [10.244.1.10] }\n', /^routelens: e\.yaml:1: .*IP:PORT/],
    ['# nothing\n', /^routelens: e\.yaml: there are no expectations in it/],
    ['from: node\nto: shop/web\n', /^routelens: e\.yaml:1: expectations are a list/],
  ];
  for (const [text, message] of cases) {
    const { status, err } = trace('--expect', write('e.yaml', text));
    assert.equal(status, 2, err);
    assert.match(err, message);
    assert.equal(err.split('\n').length, 2);
  }
});

test('a batch answers each item, also those that it cannot trace', () => {
  const items = [
    { from: 'node', to: 'shop/wep' },
    { from: 'node', to: 'shop/web', prot: 'tcp' },
    { from: 'client:203.0.113.9', to: 'lb:shop/local', node: 'node-c' },
    { from: 'pod:shop/client', to: 'nodeport@node-b:shop/web' },
  ];
  const { status, out } = trace('--batch', write('batch.json', JSON.stringify(items)));
  const answers = JSON.parse(out);
  assert.equal(status, 0);
  assert.match(answers[0].error, /did you mean shop\/web\?/);
  assert.match(answers[1].error, /"prot" is not one of from, to, protocol, node/);
  assert.equal(answers[2].outcomes[0].disposition, 'dropped');
  // The view ends at this node; what the other one does stands beside it.
  assert.equal(answers[3].outcomes[0].disposition, 'forwarded');
  assert.equal(answers[3].beyond[0].node, 'node-b');
  assert.equal(answers[3].beyond[0].outcomes.length, 2);
});

test('a batch is written answer by answer, at the pace of its reader', async () => {
  const items = Array.from({ length: 5 }, () => ({ from: 'node', to: 'shop/web' }));
  const file = path.join(folder, write('batch.json', JSON.stringify(items)));
  const written: string[] = [];
  let awaited = 0;
  const status = await runTrace(['--batch', file, path.join(folder, 'shop.yaml')], {
    out: text => written.push(text),
    print: text => assert.fail(text),
    drained: async () => {
      awaited++;
    },
    err: text => assert.fail(text),
    colour: false,
    readStandardInput: async () => '',
  });
  assert.equal(status, 0);
  assert.equal(awaited, 5);
  assert.ok(written.length >= 5 && written.every(text => JSON.stringify(text).split('outcomes').length <= 2));
  assert.equal(JSON.parse(written.join('')).length, 5);
});

test('an empty batch has an empty answer', () => {
  assert.equal(trace('--batch', write('empty.json', '[]')).out, '[]\n');
});

test('wrong use: one line, status 2; names that do not exist: status 1', () => {
  const ends = (status: number, message: RegExp, ...args: readonly string[]) => {
    const { status: found, out, err } = trace(...args);
    assert.equal(found, status, err);
    assert.equal(out, '');
    assert.match(err, message);
    assert.equal(err.split('\n').length, 2);
  };
  ends(2, /did you mean --from\?/, '--fro', 'node', '--to', 'shop/web');
  ends(2, /--from and --to together/, '--from', 'node');
  ends(2, /--protocol goes with/, '--batch', 'batch.json', '--protocol', 'udp');
  ends(2, /"nobody" is no source/, '--from', 'nobody', '--to', 'shop/web');
  ends(2, /names no namespace; .* did you mean shop\/web\?/, '--from', 'node', '--to', 'web');
  ends(2, /ports are 1 to 65535/, '--from', 'node', '--to', '10.96.0.1:65536');
  ends(1, /did you mean node-[abc]\?/, ...packet, '--node', 'node-d');
  ends(1, /did you mean shop\/client\?/, '--from', 'pod:shop/cliet', '--to', 'shop/web');
});
