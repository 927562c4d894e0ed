import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { InlayHint } from 'vscode-languageserver';
import { service } from './manifests.ts';
import { type Client, startClient } from './support.ts';

function hints(client: Client, uri: string, endLine = 99): Promise<InlayHint[] | null> {
  const range = { start: { line: 0, character: 0 }, end: { line: Math.min(endLine, 11), character: 0 } };
  return client.connection.sendRequest('textDocument/inlayHint', { textDocument: { uri }, range });
}

test('defaults are shown once the setting asks for them, and the client is told to ask again', async t => {
  let defaults = 'off';
  const client = await startClient({
    folders: [{ 'svc.yaml': service('web', 'web', 8080) }],
    settings: () => ({ routelens: { inlayHints: { defaults } } }),
  });
  t.after(client.dispose);
  const uri = client.uri('svc.yaml');
  client.open(uri, service('web', 'web', 8080));
  await client.expectRules(uri, 'node-port-out-of-range');
  assert.equal(client.initializeResult.capabilities.inlayHintProvider, true);
  assert.deepEqual(await hints(client, uri), []);
  assert.equal(client.heard('workspace/inlayHint/refresh').length, 0);

  defaults = 'on';
  void client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  await client.eventually(() => client.heard('workspace/inlayHint/refresh').length === 1, 'a refresh');
  const shown = await hints(client, uri);
  assert.deepEqual(
    shown?.map(({ position, label }) => [position.line, position.character, label]),
    [
      [4, 5, shown?.[0]?.label],
      [9, 14, 'protocol: TCP, targetPort: 80'],
    ],
  );
  assert.match(String(shown?.[0]?.label), /^sessionAffinity: None, internalTrafficPolicy: Cluster, /);
  assert.equal((await hints(client, uri, 6))?.length, 1);
});

test('requests that make no sense have no hints', async t => {
  const client = await startClient({ settings: () => ({ routelens: { inlayHints: { defaults: 'on' } } }) });
  t.after(client.dispose);
  assert.deepEqual(await hints(client, 'file:///nowhere.yaml'), []);
});
