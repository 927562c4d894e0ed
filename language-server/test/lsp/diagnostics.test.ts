import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deployment, service } from './manifests.ts';
import { startClient } from './support.ts';

test('findings appear for the whole workspace, follow edits and go with the file', async t => {
  const client = await startClient({
    folders: [{ 'svc.yaml': service('web', 'web', 8080), 'app.yaml': deployment('web') }],
  });
  t.after(client.dispose);
  const uri = client.uri('svc.yaml');
  await client.expectRules(uri, 'node-port-out-of-range');
  const [diagnostic] = client.diagnostics(uri);
  assert.deepEqual(diagnostic?.range, { start: { line: 10, character: 16 }, end: { line: 10, character: 20 } });
  assert.equal(diagnostic?.source, 'routelens');
  assert.equal(
    diagnostic?.codeDescription?.href,
    'https://github.com/routelens/routelens/blob/main/docs/rules/node-port-out-of-range.md',
  );

  client.open(uri, service('web', 'web', 8080));
  client.edit(uri, service('web', 'web', 30080));
  await client.expectRules(uri);
  client.close(uri);
  await client.expectRules(uri, 'node-port-out-of-range');
  client.remove('svc.yaml');
  client.watched([{ uri, type: 3 }]);
  await client.expectRules(uri);
});

test('an unsaved edit changes what is found in another file', async t => {
  const client = await startClient({ folders: [{ 'svc.yaml': service('web', 'web'), 'app.yaml': deployment('web') }] });
  t.after(client.dispose);
  client.open(client.uri('app.yaml'), deployment('wbe'));
  await client.expectRules(client.uri('svc.yaml'), 'selector-no-match');
  client.edit(client.uri('app.yaml'), deployment('web'));
  await client.expectRules(client.uri('svc.yaml'));
});

test('files that appear, change and go on disk count', async t => {
  const client = await startClient({ folders: [{ 'svc.yaml': service('web', 'web'), 'db.yaml': deployment('db') }] });
  t.after(client.dispose);
  const [svc, app] = [client.uri('svc.yaml'), client.uri('sub/app.yaml')];
  await client.expectRules(svc, 'selector-no-match');
  client.write('sub/app.yaml', deployment('web'));
  client.watched([{ uri: app, type: 1 }]);
  await client.expectRules(svc);
  client.write('sub/app.yaml', deployment('other'));
  client.watched([{ uri: app, type: 2 }]);
  await client.expectRules(svc, 'selector-no-match');
  client.write('sub/app.yaml', deployment('web'));
  client.watched([{ uri: app, type: 2 }]);
  await client.expectRules(svc);
  client.remove('sub');
  client.watched([{ uri: client.uri('sub'), type: 3 }]);
  await client.expectRules(svc, 'selector-no-match');
});

test('untitled documents and single files stand alone', async t => {
  const client = await startClient({ folders: [{ 'app.yaml': deployment('web') }] });
  t.after(client.dispose);
  client.open('untitled:Untitled-1', `${service('web', 'web')}---\n${deployment('db')}`);
  await client.expectRules('untitled:Untitled-1', 'selector-no-match');
  client.open(
    'file:///elsewhere/single.json',
    '{"apiVersion":"v1","kind":"Service","metadata":{"name":"x"},"spec":{"type":"NodePort","ports":[{"port":80,"nodePort":1}]}}',
    'jsonc',
  );
  await client.eventually(
    () => client.rules('file:///elsewhere/single.json').includes('node-port-out-of-range'),
    'JSON is read',
  );
  client.edit('untitled:Untitled-1', `${service('web', 'web')}---\n${deployment('web')}`);
  await client.expectRules('untitled:Untitled-1');
  client.close('file:///elsewhere/single.json');
  await client.expectRules('file:///elsewhere/single.json');
});

test('workspace folders do not see each other, and a folder that is removed takes its findings along', async t => {
  const client = await startClient({
    folders: [
      { 'svc.yaml': service('web', 'web'), 'db.yaml': deployment('db') },
      { 'app.yaml': deployment('web'), 'svc.yaml': service('b', 'web', 9) },
    ],
  });
  t.after(client.dispose);
  await client.expectRules(client.uri('svc.yaml', 0), 'selector-no-match');
  await client.expectRules(client.uri('svc.yaml', 1), 'node-port-out-of-range');
  const event = (added: string[], removed: string[]) => {
    const folders = (uris: string[]) => uris.map(uri => ({ uri, name: uri }));
    return client.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
      event: { added: folders(added), removed: folders(removed) },
    });
  };
  const second = client.uri('.', 1);
  await event([], [second]);
  await client.expectRules(client.uri('svc.yaml', 1));
  await event([second], []);
  await client.expectRules(client.uri('svc.yaml', 1), 'node-port-out-of-range');
});

test('only open files are spoken of where the setting says so', async t => {
  let scope = 'openFiles';
  const text = service('web', 'web', 8080);
  const client = await startClient({
    folders: [{ 'svc.yaml': text, 'other.yaml': service('other', 'web', 8081), 'app.yaml': deployment('web') }],
    settings: () => ({ routelens: { diagnostics: { scope } } }),
  });
  t.after(client.dispose);
  client.open(client.uri('svc.yaml'), text);
  await client.expectRules(client.uri('svc.yaml'), 'node-port-out-of-range');
  await client.quiet();
  assert.deepEqual(client.rules(client.uri('other.yaml')), []);
  scope = 'workspace';
  await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  await client.expectRules(client.uri('other.yaml'), 'node-port-out-of-range');
  scope = 'openFiles';
  await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  await client.expectRules(client.uri('other.yaml'));
});

test('lines count CRLF as one end, and columns count UTF-16 units', async t => {
  const client = await startClient();
  t.after(client.dispose);
  const uri = 'untitled:Untitled-1';
  const text = [
    'apiVersion: v1',
    'kind: Service',
    'metadata: {name: a} # 🚀',
    'spec: {type: NodePort, ports: [{name: "🚀", port: 80, nodePort: 8}]}',
  ].join('\r\n');
  client.open(uri, text);
  await client.eventually(() => client.rules(uri).includes('node-port-out-of-range'), 'the node port is found');
  const found = client.diagnostics(uri).find(d => d.code === 'node-port-out-of-range');
  const character = text.split('\r\n')[3]!.indexOf('8}');
  assert.deepEqual(found?.range, { start: { line: 3, character }, end: { line: 3, character: character + 1 } });
});

test('two spellings of one URI are one file', async t => {
  const client = await startClient({
    folders: [{ 'a b (1).yaml': service('web', 'web', 8080), 'app.yaml': deployment('web') }],
  });
  t.after(client.dispose);
  const spelled = `${client.uri('.')}/a%20b%20%281%29.yaml`;
  client.open(spelled, service('web', 'web', 30080));
  await client.quiet();
  assert.deepEqual(
    client
      .heard('textDocument/publishDiagnostics')
      .filter(p => (p as { diagnostics: unknown[] }).diagnostics.length > 0),
    [],
  );
});
