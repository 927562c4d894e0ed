/** Follows what the client tells of the workspace: settings, folders, files that change on disk. */
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
import { watchedGlobs } from './files/manifestText.ts';
import type { Indexer } from './indexer.ts';
import { folderName, nameOf } from './names.ts';
import type { Session } from './session.ts';

export interface WorkspacePorts {
  readonly session: Session;
  readonly indexer: Indexer;
  /** Settings are as the client has them. */
  readonly settingsRead: () => void;
}

export function followWorkspace(connection: Connection, ports: WorkspacePorts): void {
  const { session, indexer } = ports;
  const { workspace } = session;
  /** Nobody waits for a notification, so its errors would end the process. */
  const guarded =
    <P>(follow: (params: P) => Promise<void>) =>
    (params: P): void =>
      void follow(params).catch(session.logError);

  const initialized = async () => {
    await register(connection, session).catch(session.logError);
    if (session.client.changesFolders) connection.workspace.onDidChangeWorkspaceFolders(guarded(foldersChanged));
    await readSettings(ports);
    await load(connection, ports, workspace.folders);
  };
  const foldersChanged = async ({ added, removed }: WorkspaceFoldersChangeEvent) => {
    const gone = new Set(removed.map(({ uri }) => folderName(uri)));
    const fresh = added.map(({ uri }) => folderName(uri));
    workspace.setFolders([...new Set([...workspace.folders.filter(folder => !gone.has(folder)), ...fresh])]);
    await readSettings(ports);
    await load(connection, ports, fresh);
  };
  const configurationChanged = async ({ settings }: DidChangeConfigurationParams) => {
    session.config.push(settings);
    const before = readingKey(session);
    await readSettings(ports);
    if (readingKey(session) !== before) await load(connection, ports, workspace.folders);
  };
  const filesChanged = async ({ changes }: DidChangeWatchedFilesParams) => {
    const names = changes.map(({ uri }) => nameOf(uri));
    const rules = names.filter(name => name.endsWith('/.gitignore'));
    const stale = workspace.folders.filter(folder => rules.some(name => name.startsWith(folder)));
    await load(connection, ports, stale);
    const appeared = changes.filter(({ type }) => type === FileChangeType.Created).map(({ uri }) => nameOf(uri));
    await indexer.refresh(
      names.filter(name => !rules.includes(name)),
      appeared.filter(name => !rules.includes(name)),
    );
  };

  connection.onInitialized(guarded(initialized));
  connection.onDidChangeConfiguration(guarded(configurationChanged));
  connection.onDidChangeWatchedFiles(guarded(filesChanged));
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

/** What decides which files are read: when it changes, folders are read anew. */
function readingKey({ config, workspace }: Session): string {
  return JSON.stringify([config.window().maxFileSize, workspace.folders.map(folder => config.of(folder).exclude)]);
}

async function load(connection: Connection, { indexer }: WorkspacePorts, folders: readonly string[]): Promise<void> {
  if (folders.length === 0) return;
  const progress = await connection.window.createWorkDoneProgress().catch(() => undefined);
  progress?.begin('Routelens', undefined, 'reading manifests');
  await indexer.load(folders, files => progress?.report(`${files} files`));
  progress?.done();
}
