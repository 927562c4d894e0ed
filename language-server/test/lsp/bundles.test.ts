/** The same server as people get it: the bundles, on the Node that runs them, over standard input and output. */
import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import {
  createMessageConnection,
  type Range,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { deployment, service } from './manifests.ts';
import { startClient } from './support.ts';

const project = path.resolve(import.meta.dirname, '../../..');
const bundles = [
  ['dist/server.cjs', '--stdio'],
  ['dist/cli.cjs', 'lsp', '--stdio'],
];

before(() => {
  if (bundles.every(([file]) => existsSync(path.join(project, file!)))) return;
  execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: project, stdio: 'inherit' });
});

function connect(server: ChildProcess) {
  return createMessageConnection(new StreamMessageReader(server.stdout!), new StreamMessageWriter(server.stdin!));
}

for (const args of bundles) {
  test(`${args.join(' ')} serves a workspace and ends when told to`, async t => {
    const server = spawn(process.execPath, args, { cwd: project, stdio: ['pipe', 'pipe', 'inherit'] });
    const ended = new Promise<number | null>(resolve => server.once('exit', resolve));
    t.after(() => server.kill());
    const client = await startClient({
      connection: connect(server),
      folders: [{ 'svc.yaml': service('web', 'web', 8080), 'app.yaml': deployment('web') }],
    });
    t.after(client.dispose);
    assert.equal(client.initializeResult.serverInfo?.name, 'routelens');
    await client.expectRules(client.uri('svc.yaml'), 'node-port-out-of-range');
    await client.connection.sendRequest('shutdown');
    await client.connection.sendNotification('exit');
    assert.equal(await ended, 0);
  });
}

interface CliFinding {
  readonly file: string;
  readonly rule: string;
  readonly message: string;
  readonly range: Range;
}

test('the demo workspace has the same findings on the command line and in the editor', async t => {
  const folder = path.join(project, 'test-workspace');
  const cli = ['dist/cli.cjs', 'check', '--fail-on', 'never', '--format', 'json', folder];
  const output = execFileSync(process.execPath, cli, { cwd: project, encoding: 'utf8' });
  const { findings } = JSON.parse(output) as { findings: CliFinding[] };
  const expected = new Map<string, object[]>();
  for (const { file, rule, message, range } of findings) {
    const uri = pathToFileURL(file).href;
    expected.set(uri, [...(expected.get(uri) ?? []), { code: rule, message, range }]);
  }
  assert.ok(expected.size > 3);

  const client = await startClient({ moreFolders: [pathToFileURL(folder).href] });
  t.after(client.dispose);
  await client.eventually(() => client.diagnostics([...expected.keys()].at(-1)!).length > 0, 'the last file is judged');
  await client.quiet();
  for (const [uri, list] of expected) {
    const found = client.diagnostics(uri).map(({ code, message, range }) => ({ code, message, range }));
    assert.deepEqual(found, list, uri);
  }
  const told = client.heard('textDocument/publishDiagnostics') as { uri: string }[];
  assert.deepEqual([...new Set(told.map(({ uri }) => uri))].sort(), [...expected.keys()].sort());
});

test('a server whose client goes away ends', async t => {
  const server = spawn(process.execPath, bundles[0]!, { cwd: project, stdio: ['pipe', 'pipe', 'inherit'] });
  t.after(() => server.kill());
  const ended = new Promise(resolve => server.once('exit', resolve));
  server.stdin.end();
  await ended;
});
