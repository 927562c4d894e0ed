/** What the tests of the extension share: files of the demo workspace, places in them, and waiting. */
import * as vscode from 'vscode';

/** A part of what the extension's activate returns. */
export interface Api {
  shownGraph():
    | { readonly title: string; readonly mode: string; readonly nodes: readonly { readonly label: string }[] }
    | undefined;
}

export const extensionId = 'routelens.routelens';

export async function activateExtension(): Promise<Api> {
  const extension = vscode.extensions.getExtension<Api>(extensionId);
  if (!extension) throw new Error(`${extensionId} is not installed`);
  return extension.activate();
}

export function workspaceFile(...path: readonly string[]): vscode.Uri {
  return vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, ...path);
}

export async function openFile(...path: readonly string[]): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(workspaceFile(...path), { viewColumn: vscode.ViewColumn.One });
}

/** The start of a text in a document, `offset` characters on. */
export function placeOf(document: vscode.TextDocument, text: string, offset = 0): vscode.Position {
  const index = document.getText().indexOf(text);
  if (index < 0) throw new Error(`"${text}" is not in ${document.uri.path}`);
  return document.positionAt(index + offset);
}

export function putCursor(editor: vscode.TextEditor, position: vscode.Position): void {
  editor.selection = new vscode.Selection(position, position);
}

/** What `find` gives once it gives something; an error names what was waited for. */
export async function until<T>(what: string, find: () => T | Promise<T>, limitMs = 10_000): Promise<NonNullable<T>> {
  for (const end = Date.now() + limitMs; Date.now() < end; await new Promise(resolve => setTimeout(resolve, 50))) {
    const found = await find();
    if (found) return found;
  }
  throw new Error(`waited ${limitMs / 1000} s for ${what}`);
}

export function findings(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter(diagnostic => diagnostic.source === 'routelens');
}

export function ruleOf({ code }: vscode.Diagnostic): string {
  return String(typeof code === 'object' ? code.value : code);
}

export function findingOf(uri: vscode.Uri, rule: string): Promise<vscode.Diagnostic> {
  return until(`${rule} in ${uri.path}`, () => findings(uri).find(finding => ruleOf(finding) === rule));
}

/** Puts a file's text back as it is on disk. */
export async function restore(editor: vscode.TextEditor): Promise<void> {
  await vscode.window.showTextDocument(editor.document, editor.viewColumn);
  await vscode.commands.executeCommand('workbench.action.files.revert');
}
