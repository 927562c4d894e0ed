/** Files and folders that come, move and go on disk while nothing of them is open. */
import { renameSync, rmSync } from 'node:fs';
import * as vscode from 'vscode';
import { activateExtension, findingOf, findings, until, workspaceFile } from './support.ts';

const rule = 'node-port-out-of-range';
const service = `apiVersion: v1
kind: Service
metadata: { name: moving }
spec: { type: NodePort, ports: [{ port: 80, nodePort: 80 }] }
`;

const write = (path: readonly string[], text: string) =>
  vscode.workspace.fs.writeFile(workspaceFile(...path), new TextEncoder().encode(text));

const gone = (...path: readonly string[]) =>
  until(`the findings of ${path.join('/')} to go`, () => findings(workspaceFile(...path)).length === 0);

suite('files', () => {
  suiteSetup(async () => {
    await activateExtension();
    await findingOf(workspaceFile('02-node-port', 'node-port.yaml'), rule);
  });

  for (const [how, move, remove] of [
    [
      'in the editor',
      (from: vscode.Uri, to: vscode.Uri) => vscode.workspace.fs.rename(from, to),
      (uri: vscode.Uri) => vscode.workspace.fs.delete(uri, { recursive: true }),
    ],
    [
      'by another program',
      async (from: vscode.Uri, to: vscode.Uri) => renameSync(from.fsPath, to.fsPath),
      async (uri: vscode.Uri) => rmSync(uri.fsPath, { recursive: true }),
    ],
  ] as const) {
    test(`a folder that is renamed and deleted ${how} takes its findings along`, async () => {
      await write(['came', 'deep', 'service.yaml'], service);
      await findingOf(workspaceFile('came', 'deep', 'service.yaml'), rule);
      await move(workspaceFile('came'), workspaceFile('went'));
      await findingOf(workspaceFile('went', 'deep', 'service.yaml'), rule);
      await gone('came', 'deep', 'service.yaml');
      await remove(workspaceFile('went'));
      await gone('went', 'deep', 'service.yaml');
    });
  }

  test('a file whose name becomes that of a folder is no manifest any more', async () => {
    await write(['turning.yaml'], service);
    await findingOf(workspaceFile('turning.yaml'), rule);
    rmSync(workspaceFile('turning.yaml').fsPath);
    await write(['turning.yaml', 'service.yaml'], service);
    await findingOf(workspaceFile('turning.yaml', 'service.yaml'), rule);
    await gone('turning.yaml');
    await vscode.workspace.fs.delete(workspaceFile('turning.yaml'), { recursive: true });
    await gone('turning.yaml', 'service.yaml');
  });
});
