/**
 * The pages of the validation rules, as read-only documents: a diagnostic's link may lead to a document but not to a
 * command, and a scheme of our own works wherever the extension's files are. The editor shows them as Markdown previews
 * (`workbench.editorAssociations` in package.json).
 */
import * as vscode from 'vscode';
import { ruleScheme } from './names.ts';

const ruleId = /^\/([a-z0-9-]+)(?:\.md)?$/;

export function provideRulePages(extensionUri: vscode.Uri): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(ruleScheme, {
    provideTextDocumentContent: async uri => {
      const id = ruleId.exec(uri.path)?.[1];
      const page = id && vscode.Uri.joinPath(extensionUri, 'docs', 'rules', `${id}.md`);
      try {
        if (page) return new TextDecoder().decode(await vscode.workspace.fs.readFile(page));
      } catch {
        // Not bundled: said below.
      }
      return `# ${id ?? uri.path}\n\nThis version of Routelens has no page for this rule.\n`;
    },
  });
}

export async function openRulePage(id: unknown): Promise<void> {
  if (typeof id !== 'string') return;
  await vscode.commands.executeCommand('vscode.open', vscode.Uri.from({ scheme: ruleScheme, path: `/${id}.md` }));
}
