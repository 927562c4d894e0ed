/** "Render and Check" with stand-ins for the tools, in a folder that is all of PATH: what they print is in a file beside them. */
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import {
  activateExtension,
  findingOf,
  findings,
  openFile,
  putCursor,
  ruleOf,
  until,
  workspaceFile,
} from './support.ts';

const chart = '09-helm-chart';
const command = 'routelens.renderAndCheck';
const nodePortRule = 'node-port-out-of-range';

const rendered = (nodePort: number) => `---
# Source: shop/templates/service.yaml
apiVersion: v1
kind: Service
metadata: { name: rendered }
spec: { type: NodePort, clusterIP: 10.96.9.9, ports: [{ port: 80, nodePort: ${nodePort} }] }
`;

const renderedDocument = () =>
  vscode.window.visibleTextEditors.find(({ document }) => document.uri.scheme === 'routelens-rendered')?.document;

const shown = (text: string) =>
  until(`"${text}" in the rendered text`, () => {
    const document = renderedDocument();
    return document?.getText().includes(text) ? document : undefined;
  });

async function inFolder(name: string, files: Readonly<Record<string, string>>, run: () => Promise<void>) {
  const texts = Object.entries(files);
  await Promise.all(
    texts.map(([file, text]) => vscode.workspace.fs.writeFile(workspaceFile(name, file), encode(text))),
  );
  await run().finally(() => vscode.workspace.fs.delete(workspaceFile(name), { recursive: true }));
}

const encode = (text: string) => new TextEncoder().encode(text);

suite('render and check', () => {
  const bin = mkdtempSync(path.join(tmpdir(), 'routelens-bin-'));
  const searchPath = process.env.PATH;
  const prints = (text: string) => writeFileSync(path.join(bin, 'text'), text);
  const calls = () => (existsSync(path.join(bin, 'calls')) ? readFileSync(path.join(bin, 'calls'), 'utf8') : '');

  suiteSetup(async function () {
    if (process.platform === 'win32') this.skip();
    for (const name of ['helm', 'kustomize']) {
      const program = path.join(bin, name);
      writeFileSync(program, '#!/bin/sh\necho "$@" >> calls\nwhile IFS= read -r line; do echo "$line"; done < text\n');
      chmodSync(program, 0o755);
    }
    process.env.PATH = bin;
    await activateExtension();
    await findingOf(workspaceFile('02-node-port', 'node-port.yaml'), nodePortRule);
  });

  setup(() => {
    prints(rendered(80));
    rmSync(path.join(bin, 'calls'), { force: true });
  });

  teardown(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  suiteTeardown(() => {
    process.env.PATH = searchPath;
    rmSync(bin, { recursive: true, force: true });
  });

  test('the chart of the open file is rendered as a document with findings, hovers and no fixes', async () => {
    await openFile(chart, 'values.yaml');
    await vscode.commands.executeCommand(command);
    const document = await shown('name: rendered');
    assert.equal(calls(), `template ${workspaceFile(chart).fsPath}\n`);
    assert.equal(document.languageId, 'yaml');
    assert.ok(document.uri.path.endsWith(`/${chart} (helm template).yaml`), document.uri.path);
    const finding = await findingOf(document.uri, nodePortRule);
    assert.match(finding.message, /shop\/templates\/service\.yaml/);
    const fixes = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      finding.range,
    );
    assert.deepEqual(fixes, []);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      document.positionAt(document.getText().indexOf('rendered }')),
    );
    assert.match(
      hovers.flatMap(({ contents }) => contents.map(part => (typeof part === 'string' ? part : part.value))).join(),
      /10\.96\.9\.9/,
    );
  });

  test('the panel shows its Services', async () => {
    const api = await activateExtension();
    await vscode.commands.executeCommand(command, workspaceFile(chart));
    const document = await shown('name: rendered');
    const editor = await vscode.window.showTextDocument(document);
    putCursor(editor, document.positionAt(document.getText().indexOf('rendered }')));
    await vscode.commands.executeCommand('routelens.showChains');
    await until('the panel', () => api.shownGraph()?.title.includes('rendered'));
  });

  test('saving a file of the chart renders it again, while the document is open', async () => {
    await vscode.commands.executeCommand(command, workspaceFile(chart));
    const { uri } = await shown('nodePort: 80 ');
    await findingOf(uri, nodePortRule);
    prints(rendered(30_080));
    const values = await vscode.window.showTextDocument(workspaceFile(chart, 'values.yaml'), {
      viewColumn: vscode.ViewColumn.Beside,
    });
    await values.edit(edit => edit.insert(new vscode.Position(0, 0), '\n'));
    await values.document.save();
    await shown('nodePort: 30080');
    await until('the finding to go', () => !findings(uri).some(finding => ruleOf(finding) === nodePortRule));

    await values.edit(edit => edit.delete(new vscode.Range(0, 0, 1, 0)));
    await vscode.commands.executeCommand('workbench.action.closeEditorsInOtherGroups');
    const before = calls();
    await values.document.save();
    await new Promise(resolve => setTimeout(resolve, 500));
    assert.equal(calls(), before);
  });

  test('of several folders one is chosen; a file has the nearest', async () => {
    const kustomization = 'resources: []\n';
    const files = { 'base/kustomization.yaml': kustomization, 'prod/kustomization.yml': kustomization };
    await inFolder('to-render', files, async () => {
      void vscode.commands.executeCommand(command, workspaceFile('to-render'));
      await until('the tool to be called', async () => {
        await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
        return calls();
      });
      await shown('name: rendered');
      await vscode.commands.executeCommand(command, workspaceFile('to-render', 'prod', 'kustomization.yml'));
      const folders = ['base', 'prod'].map(name => workspaceFile('to-render', name).fsPath);
      assert.deepEqual(calls().trim().split('\n'), [`build ${folders[0]}`, `build ${folders[1]}`]);
    });
  });

  test('a tool that fails or is missing leaves what was rendered', async () => {
    await vscode.commands.executeCommand(command, workspaceFile(chart));
    await shown('nodePort: 80 ');
    rmSync(path.join(bin, 'text'));
    await vscode.commands.executeCommand(command, workspaceFile(chart));
    assert.equal(calls().trim().split('\n').length, 2);
    await shown('nodePort: 80 ');
    process.env.PATH = path.join(bin, 'nothing');
    await vscode.commands.executeCommand(command, workspaceFile(chart));
    process.env.PATH = bin;
    await shown('nodePort: 80 ');
  });

  test('an editor that is restored starts no program', async () => {
    const uri = vscode.Uri.from({ scheme: 'routelens-rendered', path: '/somewhere (helm template).yaml' });
    const document = await vscode.workspace.openTextDocument(uri);
    assert.match(document.getText(), /^# Not rendered/);
    assert.equal(calls(), '');
  });
});
