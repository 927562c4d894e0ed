/**
 * The same files give the same findings on the command line, in a server over stdio and in the editor, with severities,
 * ignored files and comments of the workspace; settings of the editor are the editor's alone.
 */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import {
  createMessageConnection,
  type Diagnostic,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { type Client, startClient } from '../lsp/support.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const service = (name: string, nodePort: number, comment = '') => `apiVersion: v1
kind: Service
metadata: { name: ${name} }
spec:
  type: NodePort
  ports:
  - port: 80
    targetport: 8080${comment}
    nodePort: ${nodePort}
`;

const suppressed = (name: string) =>
  service(name, 81)
    .replace('    nodePort', '    # routelens-disable-next-line node-port-out-of-range\n    nodePort')
    .concat('# routelens-disable-file unknown-field\n');

const files = {
  '.routelens.yaml': `nodePortRange: 30000-32767
rules: { node-port-out-of-range: information, selector-missing: off }
ignore: [vendor/]
`,
  'a.yaml': service('a', 80),
  'b.yaml': suppressed('b'),
  'vendor/c.yaml': service('c', 82),
};

const names = ['a.yaml', 'b.yaml', 'vendor/c.yaml'] as const;
const severityNames = ['', 'error', 'warning', 'information', 'hint'];

/** file:line:character severity rule: message */
type Said = readonly string[];

function saidBy(client: Client): Said {
  const ofFile = (name: string) =>
    client
      .diagnostics(client.uri(name))
      .map(({ range, severity, code, message }: Diagnostic) =>
        said(name, range.start, severityNames[severity ?? 0]!, String(code), String(message)),
      );
  return names.flatMap(ofFile).sort();
}

function said(
  file: string,
  { line, character }: { readonly line: number; readonly character: number },
  ...rest: readonly string[]
): string {
  return `${file}:${line}:${character} ${rest.join(' ')}`;
}

interface JsonFinding {
  readonly file: string;
  readonly range: Diagnostic['range'];
  readonly severity: string;
  readonly rule: string;
  readonly message: string;
}

function saidByCheck(folder: string): Said {
  const args = [path.join(root, 'dist/cli.cjs'), 'check', '--format', 'json', '--fail-on', 'never', '.'];
  const { stdout } = spawnSync(process.execPath, args, { encoding: 'utf8', cwd: folder });
  const { findings } = JSON.parse(stdout) as { findings: readonly JsonFinding[] };
  return findings.map(f => said(f.file, f.range.start, f.severity, f.rule, f.message)).sort();
}

function serverOverStdio() {
  const child = spawn(process.execPath, [path.join(root, 'dist/server.cjs'), '--stdio']);
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  return { connection, end: () => child.kill() };
}

test('command line, server over stdio and server in the editor say the same', async t => {
  const client = await startClient({ folders: [files] });
  t.after(client.dispose);
  const { connection, end } = serverOverStdio();
  t.after(end);
  const stdio = await startClient({ folders: [files], connection });
  t.after(stdio.dispose);
  for (const peer of [client, stdio]) {
    await peer.eventually(() => peer.rules(peer.uri('a.yaml')).includes('unknown-field'), 'findings');
    await peer.quiet();
  }
  const expected = saidByCheck(client.roots[0]!);
  assert.deepEqual(saidBy(client), expected);
  assert.deepEqual(saidBy(stdio), expected);
  assert.deepEqual(
    expected.map(line => line.split(' ').slice(0, 3).join(' ')),
    ['a.yaml:7:4 error unknown-field', 'a.yaml:8:14 information node-port-out-of-range'],
  );
});

test('settings of the editor win over the file, and add files that are ignored', async t => {
  const rules = { 'node-port-out-of-range': 'off', 'unknown-field': 'hint' };
  const client = await startClient({
    folders: [files],
    settings: () => ({ routelens: { rules, ignore: ['b.yaml'] } }),
  });
  t.after(client.dispose);
  await client.expectRules(client.uri('a.yaml'), 'unknown-field');
  const [diagnostic] = client.diagnostics(client.uri('a.yaml'));
  assert.equal(severityNames[diagnostic?.severity ?? 0], 'hint');
  assert.deepEqual(diagnostic?.data, { isSchemaMistake: true });
  await client.quiet();
  for (const name of ['b.yaml', 'vendor/c.yaml']) assert.deepEqual(client.rules(client.uri(name)), []);
});
