/**
 * What "Render and Check" renders: folders with a kustomization or a chart. In: a file or folder, or nothing. Out: the nearest
 * one, or what the person picks of several. Only the workspace's own folders count: they are what was trusted.
 */
import * as vscode from 'vscode';
import type { RenderKind } from '../node/renderTool.ts';

export interface RenderTarget {
  readonly kind: RenderKind;
  readonly folder: vscode.Uri;
}

const kinds: Readonly<Record<string, RenderKind>> = {
  'Chart.yaml': 'helm',
  'kustomization.yaml': 'kustomize',
  'kustomization.yml': 'kustomize',
  Kustomization: 'kustomize',
};

const searchLimit = 1000;

/** Undefined when there is none, which is said, or the person goes away. */
export async function chooseTarget(start: vscode.Uri | undefined): Promise<RenderTarget | undefined> {
  const targets = (await findTargets(start)).sort((a, b) => (labelOf(a) < labelOf(b) ? -1 : 1));
  if (targets.length === 0) {
    void vscode.window.showInformationMessage('No folder with a kustomization or a Chart.yaml was found.');
  }
  if (targets.length <= 1) return targets[0];
  const items = targets.map(target => ({ label: labelOf(target), description: things[target.kind], target }));
  const picked = await vscode.window.showQuickPick(items, { title: 'Render and check', matchOnDescription: true });
  return picked?.target;
}

const things: Readonly<Record<RenderKind, string>> = { kustomize: 'kustomization', helm: 'Helm chart' };

const labelOf = ({ folder }: RenderTarget): string => vscode.workspace.asRelativePath(folder);

/** A file belongs to what is above it; a folder that was chosen may also hold several. */
async function findTargets(start: vscode.Uri | undefined): Promise<RenderTarget[]> {
  if (start && isRenderable(start)) {
    const isFolder = await isDirectory(start);
    const own = isFolder ? await targetsIn(start) : [];
    const below = isFolder && own.length === 0 ? await targetsBelow(start) : own;
    const found = below.length > 0 ? below : await nearestAbove(start);
    if (found.length > 0) return found;
  }
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => isRenderable(uri));
  return (await Promise.all(folders.map(({ uri }) => targetsBelow(uri)))).flat();
}

const isRenderable = (uri: vscode.Uri): boolean =>
  uri.scheme === 'file' && vscode.workspace.getWorkspaceFolder(uri) !== undefined;

async function isDirectory(uri: vscode.Uri): Promise<boolean> {
  const stat = await statOf(uri);
  return stat !== undefined && (stat.type & vscode.FileType.Directory) !== 0;
}

async function statOf(uri: vscode.Uri): Promise<vscode.FileStat | undefined> {
  try {
    return await vscode.workspace.fs.stat(uri);
  } catch {
    return undefined;
  }
}

async function nearestAbove(start: vscode.Uri): Promise<RenderTarget[]> {
  for (let folder = parentOf(start); isRenderable(folder); folder = parentOf(folder)) {
    const targets = await targetsIn(folder);
    if (targets.length > 0 || parentOf(folder).path === folder.path) return targets;
  }
  return [];
}

const parentOf = (uri: vscode.Uri): vscode.Uri => vscode.Uri.joinPath(uri, '..');

async function targetsIn(folder: vscode.Uri): Promise<RenderTarget[]> {
  const files = Object.keys(kinds).map(name => vscode.Uri.joinPath(folder, name));
  const stats = await Promise.all(files.map(statOf));
  return targetsOf(files.filter((_, i) => stats[i] !== undefined));
}

async function targetsBelow(folder: vscode.Uri): Promise<RenderTarget[]> {
  const pattern = new vscode.RelativePattern(folder, `**/{${Object.keys(kinds).join(',')}}`);
  return targetsOf(await vscode.workspace.findFiles(pattern, '**/node_modules/**', searchLimit));
}

/** One for each folder and kind, also where a file system takes two spellings of a name for one. */
function targetsOf(files: readonly vscode.Uri[]): RenderTarget[] {
  const targets = new Map<string, RenderTarget>();
  for (const file of files) {
    const kind = kinds[file.path.slice(file.path.lastIndexOf('/') + 1)];
    const folder = parentOf(file);
    if (kind) targets.set(`${kind} ${folder}`, { kind, folder });
  }
  return [...targets.values()];
}
