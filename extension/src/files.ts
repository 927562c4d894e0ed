/** Files for a server that has no file system, or not the workspace's: in a browser, and in virtual workspaces. */
import * as vscode from 'vscode';
import type {
  FindFilesAnswer,
  FindFilesParams,
  ReadFileAnswer,
  ReadFileParams,
} from '../../language-server/lsp/protocol.ts';
import { clientId } from './names.ts';

/** The editor applies `files.exclude` itself. */
export async function findFiles({ folder, limit }: FindFilesParams): Promise<FindFilesAnswer> {
  const manifests = new vscode.RelativePattern(vscode.Uri.parse(folder), '**/{*.yaml,*.yml,*.json,Kustomization}');
  const found = await vscode.workspace.findFiles(manifests, '**/node_modules/**', limit);
  return { uris: found.map(uri => uri.toString()) };
}

export async function readFile({ uri }: ReadFileParams): Promise<ReadFileAnswer> {
  try {
    const file = vscode.Uri.parse(uri);
    const megabytes = vscode.workspace.getConfiguration(clientId).get('maxFileSize', 10);
    const { size } = await vscode.workspace.fs.stat(file);
    if (size > megabytes * 1e6) return { error: `larger than ${megabytes} MB` };
    return { text: new TextDecoder().decode(await vscode.workspace.fs.readFile(file)) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
