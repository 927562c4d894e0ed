/** Start in the extension host of the desktop or of a remote machine: the server is a process that speaks over IPC. */
import * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { renderHere } from '../node/renderTool.ts';
import { activateRoutelens, type RoutelensApi } from './activate.ts';
import { clientId, clientName } from './names.ts';

export function activate(context: vscode.ExtensionContext): RoutelensApi {
  return activateRoutelens(
    context,
    {
      serverFile: vscode.Uri.joinPath(context.extensionUri, 'dist', 'server.cjs'),
      readsFiles: true,
      connect: async (file, options) => {
        const run = { module: file.fsPath, transport: TransportKind.ipc };
        const debug = { ...run, options: { execArgv: ['--nolazy', '--inspect=6009'] } };
        return { client: new LanguageClient(clientId, clientName, { run, debug }, options) };
      },
    },
    renderHere,
  );
}
