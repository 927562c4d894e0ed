/** Start in the extension host of a browser: the server is a worker, and this side reads the files for it. */
import * as vscode from 'vscode';
import {
  BrowserMessageReader,
  BrowserMessageWriter,
  LanguageClient,
  type MessageTransports,
} from 'vscode-languageclient/browser';
import { activateRoutelens, type RoutelensApi } from './activate.ts';
import { clientId, clientName } from './names.ts';

export function activate(context: vscode.ExtensionContext): RoutelensApi {
  return activateRoutelens(context, {
    serverFile: vscode.Uri.joinPath(context.extensionUri, 'dist', 'server.browser.js'),
    readsFiles: false,
    connect: async (file, options) => {
      const worker = new Worker(await workerAddress(file));
      worker.addEventListener('error', event => options.outputChannel?.error(`The server's worker: ${event.message}`));
      const client = new LanguageClient(clientId, clientName, async () => transports(worker), options);
      return { client, end: () => worker.terminate() };
    },
  });
}

/** VS Code refuses workers whose script lies on a remote machine; the same text behind a blob address it accepts. */
async function workerAddress(file: vscode.Uri): Promise<string> {
  if (file.scheme !== 'vscode-remote') return file.toString(true);
  const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
  return URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
}

/** The client would do this itself, but VS Code wraps workers, and it does not know a wrapped one for a worker. */
const transports = (worker: Worker): MessageTransports => ({
  reader: new BrowserMessageReader(worker),
  writer: new BrowserMessageWriter(worker),
});
