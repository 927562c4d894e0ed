/** What the server says that it can do. In: what the client can take. Out: LSP's capabilities. */
import {
  type ClientCapabilities,
  CodeActionKind,
  type ServerCapabilities,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import { fixAllKind } from './codeAction.ts';

export function serverCapabilities({ textDocument }: ClientCapabilities): ServerCapabilities {
  return {
    textDocumentSync: TextDocumentSyncKind.Incremental,
    hoverProvider: true,
    codeLensProvider: {},
    codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, fixAllKind] },
    definitionProvider: true,
    referencesProvider: true,
    documentLinkProvider: {},
    inlayHintProvider: true,
    documentSymbolProvider: true,
    workspaceSymbolProvider: true,
    // Values begin behind a blank or a quote.
    completionProvider: { triggerCharacters: [' ', '"', "'"] },
    renameProvider: textDocument?.rename?.prepareSupport === true ? { prepareProvider: true } : true,
    callHierarchyProvider: true,
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  };
}
