/** The command line on folders with a kustomization: what it reads beyond its inputs, and whose cluster it tells of. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';

const cli = path.resolve(import.meta.dirname, '../../../dist/cli.cjs');
const folder = mkdtempSync(path.join(os.tmpdir(), 'routelens-kustomize-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const manifests = `apiVersion: v1
kind: Service
metadata: { name: web }
spec:
  clusterIP: 10.96.0.9
  selector: { app: web }
  ipFamilyPolicy: singleStack
  ports: [{ port: 80 }]
---
apiVersion: v1
kind: Pod
metadata: { name: web, labels: { app: web } }
spec: { nodeName: n, containers: [{ name: c }] }
status: { phase: Running, podIP: 10.244.0.5, podIPs: [{ ip: 10.244.0.5 }], conditions: [{ type: Ready, status: "True" }] }
---
apiVersion: v1
kind: Node
metadata: { name: n }
`;
const files = {
  'base/kustomization.yaml': 'resources: [web.yaml]\n',
  'base/web.yaml': manifests,
  'base/unlisted.yaml': manifests.replaceAll('web', 'unlisted'),
  'overlays/prod/kustomization.yaml':
    'resources: [../../base]\nnamespace: prod\npatches: [{ path: ops.yaml, target: { kind: Service } }]\n',
  'overlays/prod/ops.yaml': '- { op: replace, path: /spec/ipFamilyPolicy, value: SingleStack }\n',
};
for (const [name, text] of Object.entries(files)) {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), text);
}

function run(args: readonly string[], cwd = folder) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8', cwd });
  return { status, out: stdout, err: stderr };
}

test('an overlay alone is what its build gives, with bases from outside the inputs', () => {
  for (const [input, cwd] of [
    ['overlays/prod', folder],
    ['.', path.join(folder, 'overlays/prod')],
  ] as const) {
    const { out } = run(['endpoints', '--format', 'json', input], cwd);
    const { slices } = JSON.parse(out);
    assert.equal(slices.length, 1);
    assert.equal(slices[0].metadata.namespace, 'prod');
    assert.deepEqual(slices[0].endpoints[0].addresses, ['10.244.0.5']);
    assert.match(run(['rules', input], cwd).out, /prod\/web/);
    assert.doesNotMatch(run(['rules', input], cwd).out, /default\/web|unlisted/);
  }
  const trace = run(['trace', '--from', 'client:192.0.2.1', '--to', 'prod/web', 'overlays/prod']);
  assert.match(trace.out, /10\.244\.0\.5:80/);
});

test('a base that others build on is no cluster of its own, unless it is all there is', () => {
  assert.match(run(['rules', '.']).out, /prod\/web/);
  assert.doesNotMatch(run(['rules', '.']).out, /default\/web/);
  // What the overlay mends, the base leaves wrong.
  assert.match(run(['rules', 'base']).err, /The API server refuses Service default\/web: .*ipFamilyPolicy/);
});

test('check speaks of the files that a build takes from elsewhere, and --fix leaves them alone', () => {
  const { out } = run(['check', '--format', 'json', '--fix', 'overlays/prod']);
  const { findings } = JSON.parse(out);
  assert.deepEqual(
    findings.map((f: { file: string; rule: string }) => [f.file, f.rule]),
    [['base/web.yaml', 'ip-family-policy-unsupported']],
  );
  assert.equal(readFileSync(path.join(folder, 'base/web.yaml'), 'utf8'), manifests);
});

test('links that lead back end there', () => {
  mkdirSync(path.join(folder, 'loop'));
  symlinkSync('.', path.join(folder, 'loop/again'));
  writeFileSync(path.join(folder, 'loop/kustomization.yaml'), 'resources: [again, ../loop, web.yaml]\n');
  symlinkSync('../base/web.yaml', path.join(folder, 'loop/web.yaml'));
  const { out, err, status } = run(['rules', 'loop']);
  assert.equal(status, 0, err);
  assert.match(err, /The API server refuses Service default\/web/);
  assert.match(out, /COMMIT/);
});
