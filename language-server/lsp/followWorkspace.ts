/**
 * Follows what the client tells of the workspace: settings, folders, files that change on disk, documents that are closed.
 * Each event is carried out before the next one begins, so that the order in which they came decides.
 */
import {
  type Connection,
  DidChangeConfigurationNotification,
  type DidChangeConfigurationParams,
  DidChangeWatchedFilesNotification,
  type DidChangeWatchedFilesParams,
  FileChangeType,
  WatchKind,
  type WorkspaceFoldersChangeEvent,
} from 'vscode-languageserver';
import { createEventStream } from './eventStream.ts';
import { watchedGlobs } from './files/manifestText.ts';
import type { Indexer } from './indexer.ts';
import { folderName, isInside, nameOf } from './names.ts';
import type { Session } from './session.ts';

export interface WorkspacePorts {
  readonly session: Session;
  readonly indexer: Indexer;
  /** Settings are as the client has them. */
  readonly settingsRead: () => void;
}

/** @returns what to call when a document is closed */
export function followWorkspace(connection: Connection, ports: WorkspacePorts): (name: string) => void {
  const { session, indexer } = ports;
  const { workspace } = session;
  const stream = createEventStream(session.logError);
  const inOrder =
    <P>(follow: (params: P) => Promise<void>) =>
    (params: P): void =>
      stream.push(() => follow(params));

  const initialized = async () => {
    await register(connection, session).catch(session.logError);
    await readSettings(ports);
    await load(connection, ports, workspace.folders);
  };
  const foldersChanged = async ({ added, removed }: WorkspaceFoldersChangeEvent) => {
    const gone = new Set(removed.map(({ uri }) => folderName(uri)));
    const fresh = added.map(({ uri }) => folderName(uri));
    const left = [...gone].flatMap(folder => namesInside(folder, workspace.snapshot.files.keys()));
    workspace.setFolders([...new Set([...workspace.folders.filter(folder => !gone.has(folder)), ...fresh])]);
    gone.forEach(indexer.forget);
    await readSettings(ports);
    await load(connection, ports, fresh);
    // What the folder held may belong to one around it as well, which may leave it out.
    await indexer.refresh(left);
  };
  const configurationChanged = async ({ settings }: DidChangeConfigurationParams) => {
    session.config.push(settings);
    await readSettings(ports);
    await load(connection, ports, indexer.outdated());
  };
  const filesChanged = async ({ changes }: DidChangeWatchedFilesParams) => {
    const names = changes.map(({ uri }) => nameOf(uri));
    const rules = names.filter(name => name.endsWith('/.gitignore'));
    await load(connection, ports, foldersUnder(rules, workspace.folders));
    const appeared = changes.filter(({ type }) => type === FileChangeType.Created).map(({ uri }) => nameOf(uri));
    await indexer.refresh(
      names.filter(name => !rules.includes(name)),
      appeared.filter(name => !rules.includes(name)),
    );
  };

  connection.onInitialized(() => {
    // At once: a folder may come before all else is registered.
    if (session.client.changesFolders) {
      connection.workspace.onDidChangeWorkspaceFolders(event => {
        for (const { uri } of event.removed) indexer.abandon(folderName(uri));
        inOrder(foldersChanged)(event);
      });
    }
    stream.push(initialized);
  });
  connection.onDidChangeConfiguration(inOrder(configurationChanged));
  connection.onDidChangeWatchedFiles(inOrder(filesChanged));
  return inOrder(name => indexer.refreshClosed(name));
}

function namesInside(folder: string, names: Iterable<string>): readonly string[] {
  return [...names].filter(name => isInside(name, folder));
}

/** Those that hold one of these `.gitignore` files, or lie below one. */
function foldersUnder(rules: readonly string[], folders: readonly string[]): readonly string[] {
  const places = rules.map(name => name.slice(0, name.lastIndexOf('/') + 1));
  return folders.filter(folder => places.some(place => place.startsWith(folder) || folder.startsWith(place)));
}

async function register(connection: Connection, { client }: Session): Promise<void> {
  if (client.registersConfiguration) {
    await connection.client.register(DidChangeConfigurationNotification.type, {
      section: ['routelens', 'files.exclude'],
    });
  }
  if (!client.registersWatchers) return;
  // A folder that comes or goes, or both under a new name, is one event, whose name says nothing.
  const folders = { globPattern: '**/*', kind: WatchKind.Create | WatchKind.Delete };
  const watchers = [...watchedGlobs.map(globPattern => ({ globPattern })), folders];
  await connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
}

async function readSettings({ session, settingsRead }: WorkspacePorts): Promise<void> {
  await session.config.refresh(session.workspace.folders).catch(session.logError);
  session.workspace.setSettings(session.config.workspaceSettings());
  settingsRead();
}

async function load(connection: Connection, { indexer }: WorkspacePorts, folders: readonly string[]): Promise<void> {
  if (folders.length === 0) return;
  const progress = await connection.window.createWorkDoneProgress().catch(() => undefined);
  progress?.begin('Routelens', undefined, 'reading manifests');
  await indexer.load(folders, files => progress?.report(`${files} files`));
  progress?.done();
}
