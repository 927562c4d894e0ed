/** Traces as documents: opened by command, leading to the YAML, following edits that are not saved. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Location } from 'vscode-languageclient';
import { activateExtension, findingOf, openFile, placeOf, restore, until, workspaceFile } from './support.ts';

const demo = ['01-cluster-ip', 'demoapp.yaml'] as const;
const nowhere = ['04-traffic-policies', 'both-local.yaml'] as const;
const local = ['04-traffic-policies', 'local.yaml'] as const;

/** A document that is not shown any more may stay open for a while. */
const traceDocument = () =>
  vscode.window.visibleTextEditors.find(({ document }) => document.uri.scheme === 'routelens-trace')?.document;

function shown(what: string, text: RegExp): Promise<vscode.TextDocument> {
  return until(what, () => {
    const document = traceDocument();
    return document && text.test(document.getText()) ? document : undefined;
  });
}

/** Links of traces run a command, whose argument stands in them. */
function placeOfLink(link: vscode.DocumentLink | undefined): Location {
  assert.equal(link?.target?.scheme, 'command');
  return JSON.parse(link!.target!.query)[0];
}

async function closeAll(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await until('the trace to be closed', () => !vscode.window.visibleTextEditors.length);
}

suite('trace', () => {
  suiteSetup(async () => {
    await activateExtension();
    await findingOf(workspaceFile('02-node-port', 'node-port.yaml'), 'node-port-out-of-range');
  });

  teardown(closeAll);

  const trace = { uri: '', from: 'node', to: 'default/demoapp-svc' };

  test('a trace opens as a document whose links lead to the YAML', async () => {
    const uri = workspaceFile(...demo);
    await vscode.commands.executeCommand('routelens.tracePacket', { ...trace, uri: uri.toString() });
    const document = await shown('the trace', /its destination becomes 10\.244\.2\.64:80/);
    assert.match(document.getText(), /^node → default\/demoapp-svc \(10\.97\.72\.1:80\/tcp\)/);
    assert.equal(document.getText().match(/1\/3 {2}delivered to/g)?.length, 3);
    assert.equal(document.languageId, 'routelens-trace');
    const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
      'vscode.executeLinkProvider',
      document.uri,
    );
    const yaml = (await vscode.workspace.openTextDocument(uri)).getText().split('\n');
    const outcome = links.find(({ range }) =>
      document.lineAt(range.start.line).text.includes('delivered to 10.244.2.64'),
    );
    assert.match(document.getText(outcome?.range), /^demoapp\.yaml:\d+$/);
    await vscode.commands.executeCommand('routelens.revealPlace', placeOfLink(outcome));
    const editor = await until('the YAML', () => {
      const active = vscode.window.activeTextEditor;
      return active?.document.uri.path === uri.path ? active : undefined;
    });
    await until('the cursor', () => yaml[editor.selection.active.line]?.includes('10.244.2.64'));
    assert.ok(traceDocument(), 'the trace stays in sight');
  });

  test('a step has its YAML as its definition', async () => {
    const uri = workspaceFile(...demo);
    await vscode.commands.executeCommand('routelens.tracePacket', { ...trace, uri: uri.toString() });
    const document = await shown('the trace', /it is for the cluster IP of/);
    const at = placeOf(document, 'it is for the cluster IP of');
    const [found] = await vscode.commands.executeCommand<vscode.Location[]>(
      'vscode.executeDefinitionProvider',
      document.uri,
      at,
    );
    const yaml = await vscode.workspace.openTextDocument(uri);
    assert.match(yaml.getText(found?.range), /10\.97\.72\.1/);
    assert.equal(found?.uri.toString(), uri.toString());
  });

  test('the document follows edits that are not saved', async () => {
    const editor = await openFile(...demo);
    const uri = editor.document.uri.toString();
    await vscode.commands.executeCommand('routelens.tracePacket', { ...trace, uri });
    await shown('the address as it is', /delivered to 10\.244\.3\.77:80/);
    const at = placeOf(editor.document, '10.244.3.77');
    const edit = new vscode.WorkspaceEdit();
    edit.replace(editor.document.uri, new vscode.Range(at, at.translate(0, 11)), '10.244.9.99');
    await vscode.workspace.applyEdit(edit);
    await shown('the new address', /delivered to 10\.244\.9\.99:80/);
    await restore(editor);
    await shown('the old address', /delivered to 10\.244\.3\.77:80/);
  });

  test('the document follows settings', async () => {
    const uri = workspaceFile(...demo).toString();
    await vscode.commands.executeCommand('routelens.tracePacket', { ...trace, uri });
    await shown('the mode as it is', /, iptables, IPv4$/m);
    const setMode = (mode: string | undefined) =>
      vscode.workspace.getConfiguration('routelens').update('mode', mode, true);
    try {
      await setMode('nftables');
      await shown('the other mode', /, nftables, IPv4$/m);
    } finally {
      await setMode(undefined);
    }
    await shown('the first mode again', /, iptables, IPv4$/m);
  });

  test('half-typed YAML leaves the way as it was; a field that is not there now leads to its object', async () => {
    const editor = await openFile(...demo);
    const uri = editor.document.uri.toString();
    await vscode.commands.executeCommand('routelens.tracePacket', { ...trace, uri });
    const way = (text: string | undefined) => text?.replaceAll(/\[demoapp\.yaml:\d+\]/g, '');
    const before = (await shown('the way', /delivered to 10\.244\.3\.77:80/)).getText();
    const edit = new vscode.WorkspaceEdit();
    edit.insert(editor.document.uri, placeOf(editor.document, 'clusterIP: 10.97.72.1'), 'selector: { app: [');
    await vscode.workspace.applyEdit(edit);
    await findingOf(editor.document.uri, 'yaml-syntax');
    // By then it would have been asked for again.
    await new Promise(resolve => setTimeout(resolve, 500));
    const after = traceDocument()?.getText();
    await restore(editor);
    assert.equal(way(after), way(before));
  });

  test('a Service with a Local policy has its table of nodes', async () => {
    const uri = workspaceFile(...local).toString();
    const argument = {
      uri,
      from: 'client:203.0.113.50',
      to: 'nodeport:default/demoapp-external-local',
      node: 'node-b',
    };
    await vscode.commands.executeCommand('routelens.tracePacket', argument);
    const document = await shown('the table', /node by node \(externalTrafficPolicy: Local\)/);
    assert.match(document.getText(), /^client:203\.0\.113\.50 → .*, on node-b,/);
    assert.match(document.getText(), /node-c {2}served by 10\.244\.3\.77:80/);
  });

  test('the first choices of both questions are traced', async () => {
    const service = { uri: workspaceFile(...demo).toString(), namespace: 'default', name: 'demoapp-svc' };
    void vscode.commands.executeCommand('routelens.tracePacket', service);
    await until('the trace', async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return traceDocument();
    });
    await shown('a pod as the sender', /^pod.* → default\/demoapp-svc:80 \(10\.97\.72\.1:80\/tcp\)/);
  });

  test('a packet that does not arrive is told why, with the field; the outline has the sections', async () => {
    const argument = {
      uri: workspaceFile(...nowhere).toString(),
      from: 'client:203.0.113.50',
      to: 'nodeport:default/report',
      node: 'node-a',
    };
    await vscode.commands.executeCommand('routelens.tracePacket', argument);
    const document = await shown('the cause', /externalTrafficPolicy: Local keeps traffic from outside on the node/);
    const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
      'vscode.executeLinkProvider',
      document.uri,
    );
    const cause = links.find(({ range }) => document.lineAt(range.start.line).text.includes('Local keeps traffic'));
    const yaml = await vscode.workspace.openTextDocument(workspaceFile(...nowhere));
    assert.match(yaml.lineAt(placeOfLink(cause).range.start.line).text, /externalTrafficPolicy: Local/);
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      'vscode.executeDocumentSymbolProvider',
      document.uri,
    );
    assert.deepEqual(
      symbols.map(({ name }) => name),
      ['default/report:http node by node (internalTrafficPolicy and externalTrafficPolicy: Local)', 'The way'],
    );
  });

  test('another node’s port is followed to that node', async () => {
    const argument = {
      ...trace,
      uri: workspaceFile(...local).toString(),
      to: 'nodeport@node-b:default/demoapp-external-local',
    };
    await vscode.commands.executeCommand('routelens.tracePacket', argument);
    await shown('the other node’s view', /\nOver there, on node-b \(.*\):\n {2}1 {2}delivered to 10\.244\.2\.64:80/);
  });

  test('what does not exist is said', async () => {
    const argument = { ...trace, uri: workspaceFile(...demo).toString(), to: 'default/demoapp-svk' };
    await vscode.commands.executeCommand('routelens.tracePacket', argument);
    await shown(
      'the problem',
      /There is no Service default\/demoapp-svk in the manifests; did you mean default\/demoapp-svc\?\n/,
    );
  });
});
