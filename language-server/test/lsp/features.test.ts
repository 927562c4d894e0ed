import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { CodeAction, Location, MarkupContent, TextDocumentEdit } from 'vscode-languageserver';
import type { ChainGraphAnswer, StatusAnswer } from '../../lsp/protocol.ts';
import { deployment, service } from './manifests.ts';
import { type Client, type ClientOptions, startClient } from './support.ts';

const commandLinks = ['routelens.showChains', 'routelens.goToEndpoints', 'routelens.tracePacket'];
const files = { 'svc.yaml': service('web', 'web', 8080), 'app.yaml': deployment('web') };

async function openService(options: ClientOptions = {}): Promise<{ client: Client; uri: string }> {
  const client = await startClient({ folders: [files], ...options });
  const uri = client.uri('svc.yaml');
  client.open(uri, files['svc.yaml']);
  await client.expectRules(uri, 'node-port-out-of-range');
  await folderIsRead(client, uri);
  return { client, uri };
}

/** Open files are answered before the others are read; what these tests ask needs the Deployment beside the Service. */
async function folderIsRead(client: Client, uri: string): Promise<void> {
  for (;;) {
    const { details } = await client.connection.sendRequest<StatusAnswer>('routelens/status', {
      textDocument: { uri },
    });
    if (!details.some(line => line.includes('still being read'))) return;
    await setTimeout(20);
  }
}

function markdownOf(hover: Awaited<ReturnType<Client['hover']>>): string {
  return (hover!.contents as MarkupContent).value;
}

test('a hover on a Service shows its chains, with links that the client announced', async t => {
  const { client, uri } = await openService({ initializationOptions: { commandLinks } });
  t.after(client.dispose);
  const hover = await client.hover(uri, 3, 9);
  assert.deepEqual(hover?.range, { start: { line: 3, character: 8 }, end: { line: 3, character: 11 } });
  const markdown = markdownOf(hover);
  assert.match(markdown, /KUBE-SVC-/);
  const link = /\[Show chains\]\(command:routelens\.showChains\?([^)]*)\)/.exec(markdown);
  assert.deepEqual(JSON.parse(decodeURIComponent(link![1]!)), [{ uri, namespace: 'default', name: 'web' }]);
});

test('no command is linked or run that the client did not announce', async t => {
  const { client, uri } = await openService({ initializationOptions: { commandLinks: ['routelens.goToEndpoints'] } });
  t.after(client.dispose);
  const markdown = markdownOf(await client.hover(uri, 3, 9));
  assert.doesNotMatch(markdown, /command:routelens\.showChains/);
  assert.match(markdown, /command:routelens\.goToEndpoints/);
  // The first tells something by itself; the one that only traces is gone.
  assert.deepEqual(
    (await client.codeLenses(uri))?.map(lens => lens.command?.command),
    [''],
  );
});

test('lenses stand above each Service and run the announced commands', async t => {
  const { client, uri } = await openService({ initializationOptions: { commandLinks } });
  t.after(client.dispose);
  const lenses = await client.codeLenses(uri);
  assert.deepEqual(
    lenses?.map(lens => lens.command?.command),
    ['routelens.showChains', 'routelens.tracePacket'],
  );
  assert.match(lenses![0]!.command!.title, /^may be refused · 3 placeholder endpoints/);
  assert.equal(lenses![0]!.command!.command, 'routelens.showChains');
  assert.deepEqual(lenses![0]!.command!.arguments, [{ uri, namespace: 'default', name: 'web' }]);
});

test('lenses can be switched off, and are asked for again when another file changes them', async t => {
  let enabled = true;
  const { client, uri } = await openService({ settings: () => ({ routelens: { codeLens: { enabled } } }) });
  t.after(client.dispose);
  const before = client.heard('workspace/codeLens/refresh').length;
  client.open(client.uri('app.yaml'), deployment('web').replace('replicas: 3', 'replicas: 5'));
  await client.eventually(() => client.heard('workspace/codeLens/refresh').length > before, 'lenses are refreshed');
  assert.match((await client.codeLenses(uri))![0]!.command!.title, /^may be refused · 5 placeholder endpoints/);
  enabled = false;
  await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  await client.quiet();
  assert.deepEqual(await client.codeLenses(uri), []);
});

function editsOf(action: CodeAction): readonly { newText: string }[] {
  return (action.edit!.documentChanges as TextDocumentEdit[]).flatMap(change => change.edits as { newText: string }[]);
}

test('a finding has its fixes, the first preferred and those that silence it last', async t => {
  const { client, uri } = await openService();
  t.after(client.dispose);
  const [diagnostic] = client.diagnostics(uri);
  const actions = (await client.codeActions(uri, diagnostic!, ['quickfix']))!;
  assert.ok(actions.length >= 2);
  assert.ok(actions.every(action => action.kind === 'quickfix'));
  assert.deepEqual(
    actions.map(action => action.isPreferred),
    [true, ...actions.slice(1).map(() => false)],
  );
  assert.deepEqual(actions[0]?.diagnostics, [diagnostic]);
  const changes = actions[0]?.edit?.documentChanges as TextDocumentEdit[];
  assert.deepEqual(
    changes.map(change => change.textDocument),
    [{ uri, version: 1 }],
  );
  const [onLine, inFile] = actions.slice(-2).map(action => editsOf(action)[0]!.newText);
  assert.match(onLine!, /# routelens-disable-next-line node-port-out-of-range\n/);
  assert.match(inFile!, /# routelens-disable-file node-port-out-of-range\n/);
});

test('clients without versioned edits get plain ones', async t => {
  const client = await startClient({ folders: [files], capabilities: {} });
  t.after(client.dispose);
  const uri = client.uri('svc.yaml');
  await client.expectRules(uri, 'node-port-out-of-range');
  const actions = await client.codeActions(uri, client.diagnostics(uri)[0]!);
  assert.deepEqual(Object.keys(actions![0]!.edit!.changes!), [uri]);
});

test('the kinds that a client asks for limit what it gets', async t => {
  const { client, uri } = await openService();
  t.after(client.dispose);
  const diagnostic = client.diagnostics(uri)[0]!;
  assert.deepEqual(await client.codeActions(uri, diagnostic, ['refactor']), []);
  assert.deepEqual(await client.codeActions(uri, diagnostic, ['source.organizeImports']), []);
});

test('all safe fixes of a file are one action', async t => {
  const client = await startClient();
  t.after(client.dispose);
  const uri = 'untitled:Untitled-1';
  const text = service('a', 'a').replace('  ports:', '  type: ClusterIP\n  ports:').replace('  type: NodePort\n', '');
  const lowercase = text.replace('- port: 80', '- port: 80\n      protocol: tcp');
  client.open(uri, `${lowercase}---\n${lowercase.replace('name: a', 'name: b')}`);
  await client.eventually(() => client.diagnostics(uri).length >= 2, 'findings');
  const actions = await client.codeActions(uri, client.diagnostics(uri)[0]!, ['source.fixAll']);
  assert.equal(actions?.length, 1);
  assert.equal(actions![0]!.kind, 'source.fixAll.routelens');
  assert.deepEqual(
    editsOf(actions![0]!).map(edit => edit.newText),
    ['TCP', 'TCP'],
  );
});

test('chain graph, endpoints and status are answered at a position and by name', async t => {
  const { client, uri } = await openService();
  t.after(client.dispose);
  const at = { textDocument: { uri }, position: { line: 3, character: 9 } };
  const named = { service: { uri, namespace: 'default', name: 'web' } };
  const graph = await client.connection.sendRequest<ChainGraphAnswer>('routelens/chainGraph', at);
  assert.deepEqual(graph.service, named.service);
  assert.equal(graph.nodes.filter(node => node.kind === 'endpoint').length, 3);
  assert.ok(graph.nodes.some(node => node.location?.uri === client.uri('app.yaml')));
  assert.deepEqual(await client.connection.sendRequest('routelens/chainGraph', named), graph);
  const endpoints = await client.connection.sendRequest<Location[]>('routelens/endpoints', at);
  assert.deepEqual(
    endpoints.map(location => location.uri),
    [client.uri('app.yaml')],
  );
  assert.deepEqual(await client.connection.sendRequest('routelens/endpoints', named), endpoints);
  const status = await client.connection.sendRequest<StatusAnswer>('routelens/status', { textDocument: { uri } });
  assert.equal(status.services, 1);
  await client.eventually(() => client.heard('routelens/statusChanged').length > 0, 'the status is told');
  assert.deepEqual(client.heard('routelens/statusChanged').at(-1), status);
});

test('panels hear of every change', async t => {
  const { client } = await openService();
  t.after(client.dispose);
  await client.quiet();
  const before = client.heard('routelens/chainsChanged').length;
  client.open(client.uri('app.yaml'), deployment('web').replace('replicas: 3', 'replicas: 1'));
  await client.eventually(() => client.heard('routelens/chainsChanged').length > before, 'the panel is told');
});
