/** Walking the demo workspace by VS Code's own commands: from the Ingress to the pods, back, and renaming on the way. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { activateExtension, findingOf, openFile, placeOf, restore, until, workspaceFile } from './support.ts';

const ingress = ['07-from-outside', 'ingress.yaml'] as const;
const demo = ['01-cluster-ip', 'demoapp.yaml'] as const;
const clusterIps = ['01-cluster-ip', 'cluster-ips.yaml'] as const;
const report = ['04-traffic-policies', 'both-local.yaml'] as const;

type Path = readonly string[];

/** The first hit of `text` behind `after`, `offset` characters on. */
async function place(path: Path, text: string, offset: number, after = ''): Promise<[vscode.Uri, vscode.Position]> {
  const document = await vscode.workspace.openTextDocument(workspaceFile(...path));
  const start = document.offsetAt(placeOf(document, after));
  const index = document.getText().indexOf(text, start);
  assert.ok(index >= 0, `"${text}" is not in ${path.join('/')}`);
  return [document.uri, document.positionAt(index + offset)];
}

function ask<T>(command: string, ...args: readonly unknown[]): Thenable<T> {
  return vscode.commands.executeCommand<T>(`vscode.${command}`, ...args);
}

/** "folder/file.yaml:12", counted from 1. */
function nameOf(uri: vscode.Uri, { start }: vscode.Range): string {
  return `${vscode.workspace.asRelativePath(uri, false)}:${start.line + 1}`;
}

async function lineOf(path: Path, text: string, after = ''): Promise<string> {
  const [uri, at] = await place(path, text, 0, after);
  return nameOf(uri, new vscode.Range(at, at));
}

async function definitions(...where: Parameters<typeof place>): Promise<string[]> {
  const found = await ask<(vscode.Location | vscode.LocationLink)[]>(
    'executeDefinitionProvider',
    ...(await place(...where)),
  );
  return found.map(target =>
    'targetUri' in target
      ? nameOf(target.targetUri, target.targetSelectionRange ?? target.targetRange)
      : nameOf(target.uri, target.range),
  );
}

/** A file's text as it is in the editor, saved or not. */
async function textOf(...path: Path): Promise<string> {
  return (await vscode.workspace.openTextDocument(workspaceFile(...path))).getText();
}

function count(text: string, wanted: RegExp): number {
  return text.match(wanted)?.length ?? 0;
}

/** Renames, looks at what became of it, and puts every file back as it is on disk. */
async function renamed(
  where: Parameters<typeof place>,
  newName: string,
  look: (files: readonly string[]) => Promise<void>,
): Promise<void> {
  const edit = await ask<vscode.WorkspaceEdit>('executeDocumentRenameProvider', ...(await place(...where)), newName);
  const uris = edit.entries().map(([uri]) => uri);
  try {
    assert.ok(await vscode.workspace.applyEdit(edit));
    await look(uris.map(uri => vscode.workspace.asRelativePath(uri, false)).sort());
  } finally {
    for (const uri of uris) await restore(await vscode.window.showTextDocument(uri));
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  }
}

suite('navigation', () => {
  suiteSetup(async () => {
    await activateExtension();
    await findingOf(workspaceFile('02-node-port', 'node-port.yaml'), 'node-port-out-of-range');
  });

  suiteTeardown(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  test('a backend leads to its Service, and its port to that port', async () => {
    assert.deepEqual(await definitions(ingress, 'name: demoapp-svc', 8), [await lineOf(demo, 'name: demoapp-svc')]);
    assert.deepEqual(await definitions(ingress, 'number: 80', 8), [await lineOf(demo, 'port: 80')]);
    assert.deepEqual(await definitions(ingress, 'name: report', 8), [await lineOf(report, 'name: report')]);
    assert.deepEqual(await definitions(ingress, 'name: http', 8), [await lineOf(report, 'name: http')]);
  });

  test('a selector leads to the labels of the pod template, a target port to the container port', async () => {
    const labels = await lineOf(demo, 'labels:', 'template:');
    assert.deepEqual(await definitions(clusterIps, 'app: demoapp', 7), [labels]);
    assert.deepEqual(await definitions(ingress, 'app: demoapp', 7), [labels]);
    const containerPort = await lineOf(demo, 'name: http');
    assert.deepEqual(await definitions(clusterIps, 'targetPort: http', 13), [containerPort]);
    assert.deepEqual(await definitions(ingress, 'port: http', 7, 'NetworkPolicy'), [containerPort]);
  });

  test('a host name in the environment leads to the Service that it means', async () => {
    const cache = await lineOf(['06-not-ready', 'cache.yaml'], 'name: cache\n');
    assert.deepEqual(await definitions(report, 'cache.default.svc', 1), [cache]);
    assert.deepEqual(await definitions(report, 'CACHE_ADDRESS', 1), []);
  });

  test('a field that means nothing elsewhere leads nowhere', async () => {
    assert.deepEqual(await definitions(ingress, 'pathType: Prefix', 12), []);
  });

  test('references of a Service are the backends and slices that name it', async () => {
    const found = await ask<vscode.Location[]>(
      'executeReferenceProvider',
      ...(await place(demo, 'demoapp-svc', 2, 'kind: Service')),
    );
    const naming = [
      await lineOf(demo, 'name: demoapp-svc'),
      await lineOf(demo, 'service-name: demoapp-svc'),
      await lineOf(ingress, 'name: demoapp-svc'),
    ];
    assert.deepEqual(found.map(({ uri, range }) => nameOf(uri, range)).sort(), naming.sort());
  });

  test('references of a label are the selectors of all files', async () => {
    const found = await ask<vscode.Location[]>(
      'executeReferenceProvider',
      ...(await place(demo, 'app: demoapp', 7, 'template:')),
    );
    const files = new Set(found.map(({ uri }) => vscode.workspace.asRelativePath(uri, false)));
    for (const file of [
      demo,
      clusterIps,
      ingress,
      ['02-node-port', 'node-port.yaml'],
      ['08-selectors', 'saved-on-windows.yaml'],
    ])
      assert.ok(files.has(file.join('/')), file.join('/'));
    assert.ok(!files.has('08-selectors/typo.yaml'));
  });

  test('links lead to the line of the Service', async () => {
    const [uri] = await place(ingress, 'name: demoapp-svc', 6);
    const document = await vscode.workspace.openTextDocument(uri);
    const links = await ask<vscode.DocumentLink[]>('executeLinkProvider', uri);
    const link = links.find(({ range }) => document.getText(range) === 'demoapp-svc');
    assert.equal(link?.target?.path, workspaceFile(...demo).path);
    const line = (await lineOf(demo, 'name: demoapp-svc')).split(':')[1];
    assert.match(link?.target?.fragment ?? '', new RegExp(`^L${line},`));
  });

  test('the call hierarchy goes from the Ingress over its Services to their workloads, and back', async () => {
    const prepare = async (...where: Parameters<typeof place>) =>
      (await ask<vscode.CallHierarchyItem[]>('prepareCallHierarchy', ...(await place(...where))))[0]!;
    const called = async (item: vscode.CallHierarchyItem) =>
      (await ask<vscode.CallHierarchyOutgoingCall[]>('provideOutgoingCalls', item)).map(({ to }) => to);
    const services = await called(await prepare(ingress, 'name: demoapp', 7));
    assert.deepEqual(
      services.map(({ name, detail }) => `${name} ${detail}`),
      ['demoapp-svc Service · default', 'report Service · default'],
    );
    const workloads = await called(services[1]!);
    assert.deepEqual(
      workloads.map(({ name, detail }) => `${name} ${detail}`),
      ['report Deployment · default'],
    );
    const callers = await ask<vscode.CallHierarchyIncomingCall[]>('provideIncomingCalls', services[1]);
    assert.deepEqual(
      callers.map(({ from }) => from.name),
      ['demoapp'],
    );
    const hosts = await called(workloads[0]!);
    assert.deepEqual(
      hosts.map(({ name, detail }) => `${name} ${detail}`),
      ['cache Service · default'],
    );
  });

  test('the outline has the objects of the file with their ports and selectors', async () => {
    const symbols = await until('symbols', async () => {
      const found = await ask<vscode.DocumentSymbol[]>('executeDocumentSymbolProvider', workspaceFile(...clusterIps));
      return found?.length ? found : undefined;
    });
    assert.deepEqual(
      symbols.map(({ name }) => name),
      ['demoapp-fixed', 'demoapp-far-away'],
    );
    assert.deepEqual(
      symbols[0]!.children.map(({ name }) => name),
      ['selector', 'http'],
    );
  });

  test('objects of all files are found by name', async () => {
    const found = await ask<vscode.SymbolInformation[]>('executeWorkspaceSymbolProvider', 'reporting-db');
    const places = found.map(({ name, location }) => `${name} ${vscode.workspace.asRelativePath(location.uri, false)}`);
    assert.ok(places.includes('reporting-db 03-external-database/external-db.yaml'), places.join('\n'));
    assert.ok(places.includes('reporting-db-1 03-external-database/external-db.yaml'), places.join('\n'));
  });

  test('the name of a Service is changed wherever it is meant', async () => {
    await renamed([demo, 'name: demoapp-svc', 8], 'shop', async files => {
      assert.deepEqual(files, [demo.join('/'), ingress.join('/')]);
      assert.equal(count(await textOf(...demo), /^ {2}name: shop$/gm), 1);
      assert.equal(count(await textOf(...demo), /service-name: shop$/gm), 1);
      assert.equal(count(await textOf(...demo), /name: demoapp-svc-x7k2p$/gm), 1);
      assert.equal(count(await textOf(...ingress), /name: shop$/gm), 1);
      const uri = workspaceFile(...ingress);
      assert.deepEqual(await definitions(ingress, 'name: shop', 8), [await lineOf(demo, 'name: shop')], uri.path);
    });
    assert.equal(count(await textOf(...ingress), /name: demoapp-svc$/gm), 1);
  });

  test('a label is changed in the template and in every selector that chooses it', async () => {
    await renamed([clusterIps, 'app: demoapp', 7], 'shop', async files => {
      for (const file of [clusterIps, demo, ingress]) assert.ok(files.includes(file.join('/')), file.join('/'));
      assert.ok(!files.includes('08-selectors/typo.yaml'));
      assert.equal(count(await textOf(...demo), /app: shop$/gm), 3);
      assert.equal(count(await textOf(...clusterIps), /app: shop$/gm), 2);
      assert.equal(count(await textOf(...ingress), /app: shop$/gm), 1);
      assert.equal(count(await textOf(...demo), /name: demoapp$/gm), 2);
    });
  });

  test('a name that the API server would refuse is refused with a reason', async () => {
    const [uri, at] = await place(demo, 'name: demoapp-svc', 8);
    await assert.rejects(
      Promise.resolve(ask('executeDocumentRenameProvider', uri, at, 'Shop_1')),
      /no name for a Service/,
    );
  });

  /** What is proposed at the end of `text` once `typed` stands in place of what follows it in its line. */
  async function proposals(path: Path, text: string, typed: string): Promise<string[]> {
    const editor = await openFile(...path);
    const { document } = editor;
    const start = placeOf(document, text, text.length);
    await editor.edit(edit => edit.replace(new vscode.Range(start, document.lineAt(start.line).range.end), typed));
    try {
      const at = start.translate(0, typed.length);
      const list = await ask<vscode.CompletionList>('executeCompletionItemProvider', document.uri, at);
      return list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    } finally {
      await restore(editor);
    }
  }

  test('values of a selector are completed from the pods of the workspace', async () => {
    const found = await proposals(clusterIps, '  selector:\n    app: ', '');
    for (const label of ['demoapp', 'my-app', 'report', 'cache']) assert.ok(found.includes(label), found.join());
    assert.ok(!found.includes('demoap'), found.join());
  });

  test('backends are completed with Services, and their ports with those of the Service', async () => {
    const services = await proposals(ingress, 'service:\n                name: ', 'demo');
    for (const name of ['demoapp-svc', 'demoapp-fixed', 'demoapp-sticky']) assert.ok(services.includes(name), name);
    assert.ok(!services.includes('kube-dns'), 'another namespace');
    assert.deepEqual(await proposals(ingress, 'number: ', ''), ['80']);
    assert.deepEqual(await proposals(ingress, 'name: report\n                port:\n                  name: ', ''), [
      'http',
    ]);
  });

  test('target ports are completed with the names and numbers of the container', async () => {
    assert.deepEqual(await proposals(clusterIps, 'targetPort: ', ''), ['http', '80']);
  });
});
