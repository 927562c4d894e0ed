/** Files and folders that come, move and go on disk, as clients tell of them; and documents that stop to parse meanwhile. */
import assert from 'node:assert/strict';
import { renameSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { DidChangeWatchedFilesRegistrationOptions, RegistrationParams } from 'vscode-languageserver';
import { deployment, service } from './manifests.ts';
import { type Client, startClient } from './support.ts';

const rule = 'node-port-out-of-range';
const wrong = service('web', 'web', 8080);
const [created, changed, deleted] = [1, 2, 3] as const;

function move(client: Client, from: string, to: string): void {
  renameSync(path.join(client.roots[0]!, from), path.join(client.roots[0]!, to));
}

test('a folder that is renamed is one event for each name, and its files move along', async t => {
  const client = await startClient({ folders: [{ 'app.yaml': deployment('web'), 'old/deep/svc.yaml': wrong }] });
  t.after(client.dispose);
  const [before, after] = [client.uri('old/deep/svc.yaml'), client.uri('new/deep/svc.yaml')];
  await client.expectRules(before, rule);
  move(client, 'old', 'new');
  client.watched([
    { uri: client.uri('old'), type: deleted },
    { uri: client.uri('new'), type: created },
  ]);
  await client.expectRules(after, rule);
  assert.deepEqual(client.rules(before), []);
  client.remove('new');
  client.watched([{ uri: client.uri('new'), type: deleted }]);
  await client.expectRules(after);
});

test('what appears in an excluded folder stays out, and a file that appears is no folder', async t => {
  const client = await startClient({
    folders: [{ 'app.yaml': deployment('web'), 'a.yaml': wrong, '.gitignore': 'out/', 'stage/out/svc.yaml': wrong }],
  });
  t.after(client.dispose);
  await client.expectRules(client.uri('a.yaml'), rule);
  move(client, 'stage', 'shown');
  client.write('notes.txt', 'text');
  client.write('shown/b.yaml', service('b', 'web', 8081));
  client.watched([
    { uri: client.uri('shown'), type: created },
    { uri: client.uri('notes.txt'), type: created },
    { uri: client.uri('nowhere'), type: created },
  ]);
  await client.expectRules(client.uri('shown/b.yaml'), rule);
  assert.deepEqual(client.rules(client.uri('shown/out/svc.yaml')), []);
  const log = client.heard('window/logMessage') as { message: string }[];
  assert.deepEqual(
    log.filter(({ message }) => /notes|nowhere/.test(message)),
    [],
  );
});

test('a file may become a folder of the same name, and the other way round', async t => {
  const client = await startClient({ folders: [{ 'app.yaml': deployment('web'), 'svc.yaml': wrong }] });
  t.after(client.dispose);
  const [file, inside] = [client.uri('svc.yaml'), client.uri('svc.yaml/web.yaml')];
  await client.expectRules(file, rule);
  client.remove('svc.yaml');
  client.write('svc.yaml/web.yaml', wrong);
  client.watched([
    { uri: file, type: deleted },
    { uri: file, type: created },
  ]);
  await client.expectRules(inside, rule);
  await client.expectRules(file);
  client.remove('svc.yaml');
  client.write('svc.yaml', wrong);
  client.watched([{ uri: file, type: changed }]);
  await client.expectRules(file, rule);
  await client.expectRules(inside);
});

test('the client is asked to tell of every name that comes or goes', async t => {
  const client = await startClient({ folders: [{}] });
  t.after(client.dispose);
  const registered = () =>
    (client.heard('client/registerCapability') as RegistrationParams[])
      .flatMap(({ registrations }) => registrations)
      .find(({ method }) => method === 'workspace/didChangeWatchedFiles');
  await client.eventually(() => registered() !== undefined, 'registration');
  const { watchers } = registered()!.registerOptions as DidChangeWatchedFilesRegistrationOptions;
  assert.ok(watchers.some(({ globPattern, kind }) => globPattern === '**/*' && kind === 5));
});

const ingress = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: front }
spec: { defaultBackend: { service: { name: gone, port: { number: 80 } } } }
`;

test('while a document does not parse, nothing is said to be missing that it could hold', async t => {
  const missing = 'backend-service-not-found';
  const files = { 'app.yaml': deployment('web'), 'svc.yaml': service('web', 'web'), 'front.yaml': ingress };
  const client = await startClient({ folders: [files] });
  t.after(client.dispose);
  const [svc, front] = [client.uri('svc.yaml'), client.uri('front.yaml')];
  await client.expectRules(front, missing);
  client.open(svc, service('web', 'web'));
  client.edit(svc, service('gone', 'web').replace('selector:', 'selector: {'));
  await client.expectRules(front);
  await client.eventually(() => client.rules(svc).includes('yaml-syntax'), 'the broken document is marked');
  client.edit(svc, service('web', 'web'));
  await client.expectRules(front, missing);
  client.edit(svc, `${service('web', 'web')}---\nkind: [\napiVersion: v1\nmetadata: { name: gone }\n`);
  await client.expectRules(front);
  client.edit(svc, `${service('web', 'web')}---\nkind: [\napiVersion: v1\nmetadata: { name: other }\n`);
  await client.expectRules(front, missing);
  client.edit(svc, `${service('web', 'web')}---\n${service('gone', 'web')}`);
  await client.expectRules(front);
  client.close(svc);
  await client.expectRules(front, missing);
});
