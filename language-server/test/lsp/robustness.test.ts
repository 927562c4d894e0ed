import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CancellationTokenSource } from 'vscode-languageserver';
import { deployment, service } from './manifests.ts';
import { startClient } from './support.ts';

const uri = 'untitled:Untitled-1';

function errorsLogged(client: Awaited<ReturnType<typeof startClient>>): unknown[] {
  return client.heard('window/logMessage').filter(params => (params as { type: number }).type === 1);
}

test('a manifest typed letter by letter, with questions between, does not trouble the server', async t => {
  const client = await startClient({ folders: [{ 'app.yaml': deployment('web') }] });
  t.after(client.dispose);
  const text = `${deployment('web')}---\n${service('web', 'web', 30080)}`;
  client.open(uri, '');
  for (let length = 1; length <= text.length; length++) {
    client.edit(uri, text.slice(0, length));
    if (length % 7 === 0) await client.hover(uri, text.slice(0, length).split('\n').length - 1, length % 20);
    if (length % 31 === 0) await client.codeLenses(uri);
  }
  await client.eventually(() => client.rules(uri).length === 0, 'the whole manifest has no findings');
  const lenses = await client.codeLenses(uri);
  assert.match(lenses![0]!.command!.title, /^3 placeholder endpoints/);
  assert.deepEqual(errorsLogged(client), []);
});

test('while a document does not parse, its last good objects stand in', async t => {
  const client = await startClient({ folders: [{ 'svc.yaml': service('web', 'web'), 'db.yaml': deployment('db') }] });
  t.after(client.dispose);
  const app = client.uri('app.yaml');
  const svc = client.uri('svc.yaml');
  await client.expectRules(svc, 'selector-no-match');
  client.open(app, deployment('web'));
  client.open(svc, service('web', 'web'));
  await client.expectRules(svc);
  client.edit(app, `${deployment('web')}  "half: [`);
  await client.eventually(() => client.rules(app).includes('yaml-syntax'), 'the broken document is marked');
  assert.deepEqual(client.rules(svc), []);
  assert.match((await client.codeLenses(svc))![0]!.command!.title, /^at least 3 placeholder endpoints/);
  client.close(app);
  await client.expectRules(svc, 'selector-no-match');
});

test('nonsense is answered with null', async t => {
  const client = await startClient();
  t.after(client.dispose);
  client.open(uri, service('web', 'web'));
  for (const position of [
    { line: -1, character: 0 },
    { line: 1e9, character: 0 },
    { line: 0.5, character: 0 },
    { line: '1', character: 1 },
    null,
    {},
  ]) {
    assert.equal(await client.connection.sendRequest('textDocument/hover', { textDocument: { uri }, position }), null);
    const params = { textDocument: { uri }, position };
    assert.equal(await client.connection.sendRequest('routelens/chainGraph', params), null);
  }
  assert.equal(await client.hover('file:///not/open.yaml', 0, 0), null);
  assert.equal(await client.hover('%%%', 0, 0), null);
  assert.deepEqual(await client.codeLenses('nonsense'), []);
  assert.equal(
    await client.connection.sendRequest('routelens/chainGraph', { service: { uri, namespace: 'x', name: 'y' } }),
    null,
  );
  assert.equal(await client.connection.sendRequest('routelens/endpoints', {}), null);
  assert.ok(await client.connection.sendRequest('routelens/status', {}));
  await assert.rejects(client.connection.sendRequest('routelens/unknown', {}));
  for (const method of ['didOpen', 'didChange', 'didClose'].map(name => `textDocument/${name}`)) {
    await client.connection.sendNotification(method, { textDocument: { uri: 'file:///never/opened.yaml' } });
    await client.connection.sendNotification(method, {});
  }
  client.watched([{ uri: '%', type: 1 }]);
  assert.ok(await client.hover(uri, 3, 9));
});

test('a character beyond the end of its line is the end of the line', async t => {
  const client = await startClient();
  t.after(client.dispose);
  client.open(uri, service('web', 'web').replaceAll('\n', '\r\n'));
  assert.deepEqual(await client.hover(uri, 3, 1e6), await client.hover(uri, 3, 11));
});

test('texts of any kind are survived', async t => {
  const client = await startClient();
  t.after(client.dispose);
  const nested = (n: number) => `apiVersion: v1\nkind: Service\nmetadata: ${'['.repeat(n)}`;
  const texts = [
    '\0\0\0',
    '\uD800',
    'a: &a [*a]',
    '---\n---\n---',
    '%YAML 9.9\n---\n',
    '\t\t- x',
    nested(100_000),
    service('\\uD800', '"\\uD800"'),
    service('web', '{{ .Values.app }}'),
    service('web', '*missing'),
    `apiVersion: v1\nkind: Service\nspec: [${'x, '.repeat(50_000)}`,
    'apiVersion: v1\nkind: List\nitems: {}',
  ];
  for (const text of texts) {
    client.open(uri, text);
    await client.hover(uri, 0, 0);
    await client.codeLenses(uri);
    client.close(uri);
  }
  client.open(uri, service('web', 'web', 8080));
  await client.eventually(() => client.rules(uri).includes('node-port-out-of-range'), 'the server still answers');
  assert.deepEqual(errorsLogged(client), []);
});

test('requests that are taken back before their turn are not worked on', async t => {
  const client = await startClient();
  t.after(client.dispose);
  client.open(uri, service('web', 'web'));
  await client.hover(uri, 3, 9);
  const storm = new CancellationTokenSource();
  const hover = () => {
    const params = { textDocument: { uri }, position: { line: 3, character: 9 } };
    return client.connection.sendRequest('textDocument/hover', params, storm.token);
  };
  const answers = Array.from({ length: 300 }, hover);
  storm.cancel();
  const settled = await Promise.allSettled(answers);
  const cancelled = settled.filter(({ status }) => status === 'rejected');
  assert.ok(cancelled.length > 250, `${cancelled.length} of 300 cancelled`);
  assert.ok(await client.hover(uri, 3, 9));
});
