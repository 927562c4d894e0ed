/** What manifests hold does not reach the terminal raw, whichever command shows it. Needs the built command line. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';

const repository = path.resolve(import.meta.dirname, '../../..');
const folder = mkdtempSync(path.join(tmpdir(), 'routelens-terminal-'));
after(() => rmSync(folder, { recursive: true }));

const file = path.join(folder, 'a.yaml');
writeFileSync(
  file,
  String.raw`# Source: chart/x.yaml
apiVersion: v1
kind: Service
metadata: { name: "web\e[2J\u202e", namespace: "n\n-A FORGED" }
spec: { type: "X\e[41m\r\nforged.yaml:1:1: error", clusterIP: 10.96.0.10, selector: { "k\e[5m": v }, ports: [{ name: h, port: 80 }] }
---
apiVersion: v1
kind: Service
metadata: { name: ok }
spec: { clusterIP: 10.96.0.11, ports: [{ port: 80, name: "h\n-A FORGED" }, { port: 81, name: good }] }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: s, labels: { kubernetes.io/service-name: ok } }
addressType: IPv4
ports: [{ name: good, port: 8080 }]
endpoints: [{ addresses: [10.244.0.1], nodeName: "n\e[31m\nFORGED", hostname: "h\u200bx", targetRef: { kind: Pod, name: "p\x9b1m" } }]
`,
);

function run(...args: string[]) {
  const cli = path.join(repository, 'dist/cli.cjs');
  const { stdout, stderr } = spawnSync(process.execPath, [cli, ...args, file], { encoding: 'utf8' });
  return { all: stdout + stderr, stdout };
}

const raw = /(?![\n\t])[\p{Cc}\p{Cf}]/u;

for (const args of [
  ['check', '--fail-on', 'never'],
  ['check', '--fail-on', 'never', '--format', 'github'],
  ['endpoints'],
  ['status'],
  ['rules'],
  ['rules', '--mode', 'nftables'],
  ['rules', '--mode', 'ipvs'],
  ['trace', '--from', 'client:192.0.2.1', '--to', 'default/ok:good'],
  ['explain', '10.96.0.10'],
]) {
  test(`${args.join(' ')} shows no raw control characters, and forges no line`, () => {
    const { all } = run(...args);
    assert.ok(all.length > 0);
    assert.doesNotMatch(all, raw);
    assert.doesNotMatch(all, /^(?:-A )?(?:FORGED|forged)/m);
  });
}

test('JSON is exact', () => {
  const { refused } = JSON.parse(run('endpoints', '--format', 'json').stdout) as {
    refused: { namespace: string; name: string }[];
  };
  assert.deepEqual([refused[0]?.namespace, refused[0]?.name], ['n\n-A FORGED', 'web\u001b[2J\u202e']);
});
