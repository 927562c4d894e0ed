import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deployment, service } from './manifests.ts';
import { startClient } from './support.ts';

const folder = 'vscode-vfs://github/acme/shop';

/** A client that holds the files itself. */
function holding(files: Readonly<Record<string, string>>) {
  return {
    'routelens/findFiles': () => ({ uris: Object.keys(files).map(file => `${folder}/${file}`) }),
    'routelens/readFile': ({ uri }: { uri: string }) => {
      const text = files[decodeURIComponent(uri).slice(folder.length + 1)];
      return text === undefined ? { error: 'not found' } : { text };
    },
  };
}

test('a workspace that only the client can read is read through it', async t => {
  const client = await startClient({
    moreFolders: [folder],
    initializationOptions: { fileAccess: 'client' },
    answers: holding({
      'web/svc.yaml': service('web', 'web', 8080),
      'app.yaml': deployment('web'),
      'out/svc.yaml': service('out', 'web', 8080),
      'notes.yaml': 'remember: nothing',
      '.gitignore': 'out/',
    }),
  });
  t.after(client.dispose);
  await client.expectRules(`${folder}/web/svc.yaml`, 'node-port-out-of-range');
  await client.quiet();
  assert.deepEqual(client.rules(`${folder}/out/svc.yaml`), []);
});

test('a client that cannot find files costs a line of log, and open documents are served', async t => {
  const client = await startClient({
    moreFolders: [folder],
    answers: {
      'routelens/findFiles': () => {
        throw new Error('no search here');
      },
    },
  });
  t.after(client.dispose);
  const uri = `${folder}/svc.yaml`;
  client.open(uri, service('web', 'web', 8080));
  await client.eventually(() => client.rules(uri).includes('node-port-out-of-range'), 'the open document is served');
  const log = client.heard('window/logMessage') as { message: string }[];
  assert.equal(log.filter(({ message }) => message.includes('cannot be searched')).length, 1);
});

test('open documents are answered before the index is complete, and nothing is missed until it is', async t => {
  let release = () => {};
  const reading = new Promise<void>(resolve => {
    release = resolve;
  });
  const usual = holding({ 'app.yaml': deployment('web') });
  const client = await startClient({
    moreFolders: [folder],
    initializationOptions: { fileAccess: 'client' },
    answers: {
      ...usual,
      'routelens/readFile': async (params: { uri: string }) => {
        await reading;
        return usual['routelens/readFile'](params);
      },
    },
  });
  t.after(client.dispose);
  const uri = `${folder}/svc.yaml`;
  const text = `${service('web', 'web', 8080)}---\n${service('api', 'api')}---\n${deployment('db')}`;
  client.open(uri, text);
  await client.expectRules(uri, 'node-port-out-of-range');
  assert.match((await client.codeLenses(uri))![0]!.command!.title, /^endpoints not known/);
  release();
  await client.expectRules(uri, 'node-port-out-of-range', 'selector-no-match');
  assert.match((await client.codeLenses(uri))![0]!.command!.title, /^may be refused · 3 placeholder endpoints/);
  assert.equal(client.heard('window/workDoneProgress/create').length, 1);
});
