/**
 * Which documents are manifests on their way to a cluster: YAML and JSON of every file system that can be written to.
 * Versions that source control shows beside a file, logs and previews carry the same languages, but they are no second
 * copy of the file's objects.
 */
import * as vscode from 'vscode';
import type { Middleware } from 'vscode-languageclient';
import type { ServiceTarget } from '../../language-server/lsp/protocol.ts';
import { renderedScheme } from './names.ts';

const languages: readonly string[] = ['yaml', 'json', 'jsonc'];

export const documentSelector = languages.map(language => ({ language }));

export function isOwnDocument(document: vscode.TextDocument): boolean {
  const { scheme } = document.uri;
  if (!languages.includes(document.languageId)) return false;
  if (scheme === 'untitled' || scheme === renderedScheme || vscode.workspace.fs.isWritableFileSystem(scheme))
    return true;
  return (vscode.workspace.workspaceFolders ?? []).some(folder => folder.uri.scheme === scheme);
}

/** The position of the cursor, where it is in a document that may hold a Service. */
export function targetAtCursor(): ServiceTarget | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor || !isOwnDocument(editor.document)) return undefined;
  const { line, character } = editor.selection.active;
  return { textDocument: { uri: editor.document.uri.toString() }, position: { line, character } };
}

/** The server never hears of other documents, and so has no answers about them. */
export const onlyOwnDocuments: Middleware = {
  didOpen: async (document, next) => {
    if (isOwnDocument(document)) await next(document);
  },
  didChange: async (event, next) => {
    if (isOwnDocument(event.document)) await next(event);
  },
  didSave: async (document, next) => {
    if (isOwnDocument(document)) await next(document);
  },
  didClose: async (document, next) => {
    if (isOwnDocument(document)) await next(document);
  },
  // What is rendered cannot be edited; its template can.
  provideCodeActions: (document, range, context, token, next) =>
    document.uri.scheme === renderedScheme ? [] : next(document, range, context, token),
};
