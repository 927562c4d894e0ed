/** The extension in a real extension host, on a copy of the demo workspace. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import {
  type Api,
  activateExtension,
  extensionId,
  findingOf,
  findings,
  openFile,
  placeOf,
  putCursor,
  restore,
  ruleOf,
  until,
  workspaceFile,
} from './support.ts';

const demo = ['01-cluster-ip', 'demoapp.yaml'] as const;
const nodePorts = ['02-node-port', 'node-port.yaml'] as const;
const typo = ['08-selectors', 'typo.yaml'] as const;

let api: Api;

/** What extension/test/standIns/vscode-yaml offers. */
interface YamlStandIn {
  say(uri: vscode.Uri, range: vscode.Range, message: string): void;
  saysNothing(): void;
}

async function hoverText(uri: vscode.Uri, at: vscode.Position): Promise<vscode.MarkdownString | undefined> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', uri, at);
  const contents = hovers.flatMap(hover => hover.contents);
  return contents.find(content => content instanceof vscode.MarkdownString && content.value.includes('KUBE-')) as
    | vscode.MarkdownString
    | undefined;
}

suite('extension', () => {
  suiteSetup(async () => {
    api = await activateExtension();
  });

  test('contributes the commands of the reference', async () => {
    const known = new Set(await vscode.commands.getCommands(true));
    const declared: { command: string }[] =
      vscode.extensions.getExtension(extensionId)!.packageJSON.contributes.commands;
    assert.equal(declared.length, 8);
    for (const { command } of declared) assert.ok(known.has(command), command);
  });

  test('reports findings of files that are not open', async () => {
    const uri = workspaceFile(...nodePorts);
    await findingOf(uri, 'node-port-out-of-range');
    assert.ok(!vscode.window.visibleTextEditors.some(editor => editor.document.uri.toString() === uri.toString()));
  });

  test('underlines the token itself', async () => {
    const { document } = await openFile(...nodePorts);
    const finding = await findingOf(document.uri, 'node-port-out-of-range');
    assert.match(document.getText(finding.range), /^(8080|443)$/);
  });

  test('links each finding to a page that the editor can open', async () => {
    const finding = await findingOf(workspaceFile(...nodePorts), 'node-port-out-of-range');
    assert.ok(typeof finding.code === 'object');
    const page = await vscode.workspace.openTextDocument(finding.code.target);
    assert.match(page.getText(), /node-port-out-of-range/);
  });

  test('a quick fix removes its finding, and undoing brings it back', async () => {
    const editor = await openFile(...typo);
    const { document } = editor;
    const finding = await findingOf(document.uri, 'selector-no-match');
    const fixes = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      finding.range,
      vscode.CodeActionKind.QuickFix.value,
    );
    const fix = fixes.find(({ edit }) => edit !== undefined);
    assert.ok(fix?.edit, `fixes: ${fixes.map(({ title }) => title).join(', ')}`);
    assert.ok(await vscode.workspace.applyEdit(fix.edit));
    await until(
      'the finding to go',
      () => !findings(document.uri).some(other => ruleOf(other) === 'selector-no-match'),
    );
    await restore(editor);
    await findingOf(document.uri, 'selector-no-match');
  });

  test('hovers show the chains and trust three commands only', async () => {
    const { document } = await openFile(...demo);
    const at = placeOf(document, 'name: demoapp-svc', 8);
    const text = await until('the hover', () => hoverText(document.uri, at));
    assert.match(text.value, /KUBE-SVC-EHL433DY3T7P3MZN/);
    assert.match(text.value, /1\/3/);
    assert.ok(typeof text.isTrusted === 'object');
    assert.deepEqual([...text.isTrusted.enabledCommands].sort(), [
      'routelens.goToEndpoints',
      'routelens.showChains',
      'routelens.tracePacket',
    ]);
  });

  test('a lens stands above each Service', async () => {
    const { document } = await openFile(...demo);
    const lenses = await until('lenses', async () => {
      const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        document.uri,
      );
      return found.length > 0 ? found : undefined;
    });
    assert.match(lenses[0]!.command!.title, /3 endpoints/);
    assert.equal(lenses[0]!.command!.command, 'routelens.showChains');
  });

  test('goes to the endpoints of a Service', async () => {
    const editor = await openFile(...demo);
    putCursor(editor, placeOf(editor.document, 'name: demoapp-svc', 8));
    await vscode.commands.executeCommand('routelens.goToEndpoints');
    await vscode.commands.executeCommand('closeReferenceSearch');
  });

  test('documents in other languages are left alone', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'plaintext', content: 'kind: Service\n' });
    await vscode.window.showTextDocument(document);
    assert.deepEqual(findings(document.uri), []);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  test('untitled manifests are checked', async () => {
    const content = [
      'apiVersion: v1',
      'kind: Service',
      'metadata:',
      '  name: draft',
      'spec:',
      '  type: NodePort',
      '  ports:',
      '    - port: 80',
      '      nodePort: 99',
      '',
    ].join('\n');
    const document = await vscode.workspace.openTextDocument({ language: 'yaml', content });
    await vscode.window.showTextDocument(document);
    await findingOf(document.uri, 'node-port-out-of-range');
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  test('plain schema mistakes step back where the YAML extension underlines the same, by setting', async () => {
    const yaml = await vscode.extensions.getExtension<YamlStandIn>('redhat.vscode-yaml')!.activate();
    const content = 'apiVersion: v1\nkind: Service\nmetadata: { name: draft }\nspec: { type: Nodeport, ports: [] }\n';
    const { uri } = await vscode.workspace.openTextDocument({ language: 'yaml', content });
    const rule = 'service-type-unsupported';
    const { range } = await findingOf(uri, rule);
    const isGone = () => !findings(uri).some(finding => ruleOf(finding) === rule);
    const setStepBack = (value: string | undefined) =>
      vscode.workspace.getConfiguration('routelens').update('yamlExtension.stepBack', value, true);

    yaml.say(uri, new vscode.Range(0, 0, 0, 10), 'Something else.');
    await new Promise(resolve => setTimeout(resolve, 300));
    assert.ok(!isGone());
    yaml.say(uri, range, 'Value is not accepted.');
    await until('the finding to step back', isGone);
    assert.ok(findings(uri).length > 0, 'other findings stay');
    await setStepBack('never');
    await findingOf(uri, rule);
    await setStepBack(undefined);
    await until('the finding to step back again', isGone);
    yaml.saysNothing();
    await findingOf(uri, rule);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  test('survives a restart of the server', async () => {
    await vscode.commands.executeCommand('routelens.restartServer');
    await findingOf(workspaceFile(...nodePorts), 'node-port-out-of-range');
  });
});

suite('panel', () => {
  const shown = (what: string, fits: (graph: NonNullable<ReturnType<Api['shownGraph']>>) => boolean) =>
    until(what, () => {
      const graph = api.shownGraph();
      return graph && fits(graph) ? graph : undefined;
    });

  suiteTeardown(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  test('shows the Service under the cursor and follows it', async () => {
    const editor = await openFile(...demo);
    putCursor(editor, placeOf(editor.document, 'name: demoapp-svc', 8));
    await vscode.commands.executeCommand('routelens.showChains');
    const graph = await shown('the chains of demoapp-svc', ({ title }) => title === 'default/demoapp-svc');
    assert.ok(graph.nodes.some(({ label }) => label === 'KUBE-SVC-EHL433DY3T7P3MZN'));
    const other = await openFile(...nodePorts);
    putCursor(other, placeOf(other.document, 'name: demoapp-nodeport-svc', 8));
    await shown('the chains of the other Service', ({ title }) => title === 'default/demoapp-nodeport-svc');
  });

  test('keeps its Service where the cursor is in none', async () => {
    const editor = await openFile('cluster', 'nodes.yaml');
    putCursor(editor, new vscode.Position(0, 0));
    await new Promise(resolve => setTimeout(resolve, 400));
    assert.equal(api.shownGraph()?.title, 'default/demoapp-nodeport-svc');
  });

  test('follows unsaved edits', async () => {
    const editor = await openFile(...demo);
    putCursor(editor, placeOf(editor.document, 'name: demoapp-svc', 8));
    await shown('three endpoints', ({ nodes }) => nodes.some(({ label }) => label === '10.244.3.77:80'));
    const at = placeOf(editor.document, '10.244.3.77');
    await editor.edit(edit => edit.replace(new vscode.Range(at, at.translate(0, 11)), '10.244.9.99'));
    await shown('the new address', ({ nodes }) => nodes.some(({ label }) => label === '10.244.9.99:80'));
    await restore(editor);
    await shown('the old address', ({ nodes }) => nodes.some(({ label }) => label === '10.244.3.77:80'));
  });

  test('shows a Service by name, as links ask for it', async () => {
    const service = { uri: workspaceFile(...typo).toString(), namespace: 'default', name: 'demoapp-typo' };
    await vscode.commands.executeCommand('routelens.showChains', service);
    await shown('the Service of the link', ({ title }) => title === 'default/demoapp-typo');
  });
});
