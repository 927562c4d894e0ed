import assert from 'node:assert/strict';
import { test } from 'node:test';
import type {
  CallHierarchyItem,
  CallHierarchyOutgoingCall,
  ClientCapabilities,
  CompletionItem,
  DocumentLink,
  DocumentSymbol,
  Location,
  LocationLink,
  Position,
  SymbolInformation,
  TextDocumentEdit,
  WorkspaceEdit,
} from 'vscode-languageserver';
import { deployment, service } from './manifests.ts';
import { type Client, type ClientOptions, startClient } from './support.ts';

const ingress = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: front }
spec:
  defaultBackend:
    service:
      name: web
      port:
        name: http
`;
const files = { 'svc.yaml': service('web', 'web'), 'app.yaml': deployment('web'), 'front.yaml': ingress };
const inName: Position = { line: 6, character: 13 };

const capabilities: ClientCapabilities = {
  workspace: { workspaceEdit: { documentChanges: true } },
  textDocument: {
    definition: { linkSupport: true },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
    rename: { prepareSupport: true },
  },
};

async function start(options: ClientOptions = { capabilities }): Promise<Client> {
  const client = await startClient({ folders: [files], ...options });
  client.open(client.uri('front.yaml'), ingress);
  const count = async () => ((await ask<SymbolInformation[]>(client, 'workspace/symbol', { query: '' })) ?? []).length;
  for (let tries = 0; (await count()) < 3 && tries < 1000; tries++)
    await new Promise(resolve => setTimeout(resolve, 10));
  return client;
}

function ask<R>(client: Client, method: string, params: object): Promise<R | null> {
  return client.connection.sendRequest<R>(method, params);
}

function at(client: Client, file: string, position: Position) {
  return { textDocument: { uri: client.uri(file) }, position };
}

test('a backend leads to its Service in a file that is not open', async t => {
  const client = await start();
  t.after(client.dispose);
  const [link] = (await ask<LocationLink[]>(client, 'textDocument/definition', at(client, 'front.yaml', inName)))!;
  assert.equal(link?.targetUri, client.uri('svc.yaml'));
  assert.deepEqual(link?.originSelectionRange, { start: { line: 6, character: 12 }, end: { line: 6, character: 15 } });
  assert.deepEqual(link?.targetSelectionRange, { start: { line: 3, character: 8 }, end: { line: 3, character: 11 } });
  assert.equal(link?.targetRange.start.line, 0);
  const links = await ask<DocumentLink[]>(client, 'textDocument/documentLink', at(client, 'front.yaml', inName));
  assert.deepEqual(
    links!.map(({ target }) => target),
    [`${client.uri('svc.yaml')}#L4,9`, `${client.uri('svc.yaml')}#L11,13`],
  );
});

test('a client that knows no more gets plain locations and symbols', async t => {
  const client = await start({ capabilities: {} });
  t.after(client.dispose);
  assert.equal(client.initializeResult.capabilities.renameProvider, true);
  const [place] = (await ask<Location[]>(client, 'textDocument/definition', at(client, 'front.yaml', inName)))!;
  assert.equal(place?.uri, client.uri('svc.yaml'));
  const textDocument = { uri: client.uri('svc.yaml') };
  const [symbol] = (await ask<SymbolInformation[]>(client, 'textDocument/documentSymbol', { textDocument }))!;
  assert.deepEqual([symbol?.name, symbol?.location.uri], ['web', textDocument.uri]);
});

test('references come from all files, unsaved text included', async t => {
  const client = await start();
  t.after(client.dispose);
  const params = (includeDeclaration: boolean) => ({
    ...at(client, 'svc.yaml', { line: 3, character: 9 }),
    context: { includeDeclaration },
  });
  const uris = async (declaration: boolean) =>
    (await ask<Location[]>(client, 'textDocument/references', params(declaration)))!.map(({ uri }) => uri);
  assert.deepEqual(await uris(true), [client.uri('svc.yaml'), client.uri('front.yaml')]);
  assert.deepEqual(await uris(false), [client.uri('front.yaml')]);
  client.edit(client.uri('front.yaml'), ingress.replace('name: web', 'name: api'));
  assert.deepEqual(await uris(false), []);
});

test('symbols of a document and of the workspace', async t => {
  const client = await start();
  t.after(client.dispose);
  const textDocument = { uri: client.uri('svc.yaml') };
  const [symbol] = (await ask<DocumentSymbol[]>(client, 'textDocument/documentSymbol', { textDocument }))!;
  assert.deepEqual(
    symbol?.children?.map(({ name }) => name),
    ['selector', 'http'],
  );
  const found = await ask<SymbolInformation[]>(client, 'workspace/symbol', { query: 'web' });
  assert.deepEqual(found!.map(({ containerName }) => containerName).sort(), [
    'Deployment · default',
    'Service · default',
  ]);
});

test('completion replaces what is typed, and is silent elsewhere', async t => {
  const client = await start();
  t.after(client.dispose);
  const uri = client.uri('front.yaml');
  client.edit(uri, ingress.replace('name: web', 'name: w'));
  const items = await ask<CompletionItem[]>(client, 'textDocument/completion', at(client, 'front.yaml', inName));
  assert.deepEqual(
    items?.map(({ label, textEdit }) => ({ label, textEdit })),
    [
      {
        label: 'web',
        textEdit: {
          range: { start: { line: 6, character: 12 }, end: { line: 6, character: 13 } },
          newText: 'web',
        },
      },
    ],
  );
  assert.equal(await ask(client, 'textDocument/completion', at(client, 'front.yaml', { line: 1, character: 6 })), null);
});

test('a rename edits every file, open or not, and tells why it will not', async t => {
  const client = await start();
  t.after(client.dispose);
  assert.deepEqual(client.initializeResult.capabilities.renameProvider, { prepareProvider: true });
  const where = at(client, 'front.yaml', inName);
  assert.deepEqual(await ask(client, 'textDocument/prepareRename', where), {
    range: { start: { line: 6, character: 12 }, end: { line: 6, character: 15 } },
    placeholder: 'web',
  });
  const edit = await ask<WorkspaceEdit>(client, 'textDocument/rename', { ...where, newName: 'shop' });
  const changes = edit!.documentChanges as TextDocumentEdit[];
  assert.deepEqual(
    changes.map(({ textDocument, edits }) => [textDocument.uri, textDocument.version, edits.length]),
    [
      [client.uri('svc.yaml'), null, 1],
      [client.uri('front.yaml'), 1, 1],
    ],
  );
  await assert.rejects(ask(client, 'textDocument/rename', { ...where, newName: 'No' }), /no name for a Service/);
  assert.equal(
    await ask(client, 'textDocument/prepareRename', at(client, 'front.yaml', { line: 1, character: 8 })),
    null,
  );
});

test('edits of texts wait for confirmation where the client can ask for it', async t => {
  const client = deployment('client').replace('ports:', "env: [{ name: A, value: 'web:80' }]\n          ports:");
  const start = (changeAnnotationSupport?: object) =>
    startClient({
      folders: [{ 'svc.yaml': service('web', 'web'), 'client.yaml': client }],
      capabilities: { workspace: { workspaceEdit: { documentChanges: true, changeAnnotationSupport } } },
    } as ClientOptions);
  const renamed = async (support?: object) => {
    const asking = await start(support);
    t.after(asking.dispose);
    asking.open(asking.uri('svc.yaml'), service('web', 'web'));
    const where = { ...at(asking, 'svc.yaml', { line: 3, character: 9 }), newName: 'shop' };
    const edit = async () => (await ask<WorkspaceEdit>(asking, 'textDocument/rename', where))!;
    for (let tries = 0; (await edit()).documentChanges!.length < 2 && tries < 1000; tries++)
      await new Promise(resolve => setTimeout(resolve, 10));
    const { documentChanges, changeAnnotations = {} } = await edit();
    const edits = (documentChanges as TextDocumentEdit[]).flatMap(({ edits: list }) => list);
    return edits.map(one => changeAnnotations['annotationId' in one ? one.annotationId : '']?.needsConfirmation);
  };
  assert.deepEqual(await renamed({ groupsOnLabel: true }), [undefined, true]);
  assert.deepEqual(await renamed(), [undefined, undefined]);
});

test('the call hierarchy goes from an Ingress to the workload', async t => {
  const client = await start();
  t.after(client.dispose);
  const [item] = (await ask<CallHierarchyItem[]>(
    client,
    'textDocument/prepareCallHierarchy',
    at(client, 'front.yaml', inName),
  ))!;
  const called = async (caller: CallHierarchyItem) =>
    (await ask<CallHierarchyOutgoingCall[]>(client, 'callHierarchy/outgoingCalls', { item: caller }))!;
  const [toService] = await called(item!);
  assert.deepEqual(toService?.fromRanges, [{ start: { line: 6, character: 12 }, end: { line: 6, character: 15 } }]);
  const [toWorkload] = await called(toService!.to);
  assert.equal(toWorkload?.to.uri, client.uri('app.yaml'));
  const callers = await ask<object[]>(client, 'callHierarchy/incomingCalls', { item: toWorkload!.to });
  assert.equal(callers?.length, 1);
  assert.equal(await ask(client, 'callHierarchy/incomingCalls', { item: { ...item!, data: 7 } }), null);
});
