/** Commands over inputs that hold several roots: names are looked up in all of them, and answers say which one they are about. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';

const cli = path.resolve(import.meta.dirname, '../../../dist/cli.cjs');
const folder = mkdtempSync(path.join(os.tmpdir(), 'routelens-roots-'));
after(() => rmSync(folder, { recursive: true, force: true }));

function run(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8', cwd: folder });
  return { status, out: stdout, err: stderr };
}

function write(name: string, text: string): void {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), text);
}

const service = (name: string, clusterIP: string, ports = '[{ port: 80 }]') => `apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: shop }
spec: { clusterIP: ${clusterIP}, ports: ${ports} }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: ${name}-1, namespace: shop, labels: { kubernetes.io/service-name: ${name} } }
addressType: IPv4
ports: [{ port: 80 }]
endpoints: [{ addresses: [10.244.0.5] }]
`;
write('a/kustomization.yaml', 'resources: [z.yaml]\n');
write('a/z.yaml', service('z', '10.96.0.70'));
write('base/kustomization.yaml', 'resources: [web.yaml]\n');
write('base/web.yaml', service('web', '10.96.0.77'));
for (const overlay of ['dev', 'prod']) write(`overlays/${overlay}/kustomization.yaml`, 'resources: [../../base]\n');
write('two/kustomization.yaml', 'resources: [two.yaml]\n');
write('two/two.yaml', service('two', '10.96.0.78', '[{ name: a, port: 80 }, { name: b, port: 81 }]'));

const fromNode = ['trace', '--from', 'node', '--to'];

test('a trace is sent in the root that has the names, and says which it is', () => {
  const { status, out, err } = run(...fromNode, 'shop/z', '.');
  assert.equal(status, 0);
  assert.match(out, /^# a\/\n/);
  assert.equal(err, '');
  assert.match(run(...fromNode, 'shop/two', '.').err, /shop\/two has several ports/);
  assert.match(run(...fromNode, 'shop/two:a', '.').out, /^# two\/\n/);
  assert.match(run(...fromNode, '10.96.0.78:80', '.').out, /^# two\/\n/);
  assert.equal(JSON.parse(run(...fromNode, 'shop/two:a', '--format', 'json', '.').out).root, 'two/');
});

test('one root needs no heading', () => {
  assert.doesNotMatch(run(...fromNode, 'shop/z', 'a').out, /^#/);
  assert.equal('root' in JSON.parse(run(...fromNode, 'shop/z', '--format', 'json', 'a').out), false);
});

test('where several roots have the names the choice is said, and can be made', () => {
  const { out, err } = run(...fromNode, 'shop/web', '.');
  assert.match(out, /^# overlays\/dev\/\n/);
  assert.match(err, /2 roots have these names; traced in overlays\/dev\/, not in overlays\/prod\//);
  const chosen = run(...fromNode, 'shop/web', '--root', 'prod', '--format', 'json', '.');
  assert.equal(chosen.err, '');
  assert.equal(chosen.status, 0);
  const wrong = run(...fromNode, 'shop/web', '--root', 'stage', '.');
  assert.equal(wrong.status, 2);
  assert.match(wrong.err, /no such root; there are a\/, base\/, overlays\/dev\/, overlays\/prod\/, two\//);
});

test('a name that no root has gets the near one of any root', () => {
  const { status, err } = run(...fromNode, 'shop/wep', '.');
  assert.equal(status, 1);
  assert.match(err, /did you mean shop\/web\?/);
});

test('rules and endpoints say which roots they print, and print one where it is named', () => {
  for (const command of ['rules', 'endpoints']) {
    const several = run(command, '--service', 'shop/web', '.');
    assert.match(several.err, /Service shop\/web is in 2 roots: overlays\/dev\/, overlays\/prod\//);
    assert.deepEqual(several.out.match(/^# .*$/gm), ['# overlays/dev/', '# overlays/prod/']);
    assert.deepEqual(run(command, '--service', 'shop/z', '.').out.match(/^# .*$/gm), ['# a/']);
    assert.equal(run(command, '--service', 'shop/web', '--root', 'overlays/prod', '.').out.match(/^# .*$/gm), null);
  }
  const { slices } = JSON.parse(run('endpoints', '--format', 'json', '--service', 'shop/web', '.').out);
  assert.deepEqual(
    slices.map((slice: { root: string }) => slice.root),
    ['overlays/dev/', 'overlays/prod/'],
  );
  assert.equal(JSON.parse(run('rules', '--format', 'json', '--service', 'shop/z', '.').out).root, 'a/');
});
