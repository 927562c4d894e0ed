/**
 * The language server: wires a connection to the workspace, the settings and the handlers. In: a connection and who
 * reads the disk, if anybody. Out: nothing; it lives as long as the connection.
 */
import type { Connection, InitializeParams, InitializeResult } from 'vscode-languageserver';
import { createConfigSource } from './configSource.ts';
import { followDocuments } from './documents.ts';
import { createClientFiles } from './files/clientFiles.ts';
import type { FileAccess } from './files/fileAccess.ts';
import { followWorkspace } from './followWorkspace.ts';
import { serverCapabilities } from './handlers/capabilities.ts';
import { registerHandlers } from './handlers/register.ts';
import { createIndexer } from './indexer.ts';
import { folderName } from './names.ts';
import { noThreads, type TextParser } from './parsing/textParser.ts';
import { createPublisher } from './publisher.ts';
import { createScheduler } from './scheduler.ts';
import { type ClientFacts, readClientFacts, type Session } from './session.ts';
import { createViewPublisher } from './viewPublisher.ts';
import { Workspace } from './workspace.ts';

export interface ServerPorts {
  /** The server's own disk; absent in a browser. */
  readonly disk?: FileAccess;
  /** Threads of its own; absent in a browser. */
  readonly createParser?: () => TextParser;
}

/** Milliseconds of rest after an edit. */
const viewDelay = 250;

export function startServer(connection: Connection, { disk, createParser }: ServerPorts): void {
  let client: ClientFacts = readClientFacts({});
  const log = (message: string) => connection.console.log(message);
  const logError = onceEach(message => connection.console.error(message));
  const workspace = new Workspace((name, error) => {
    logError(`${name}: left out, because reading it failed (${messageOf(error)})`);
  });
  const session: Session = {
    workspace,
    config: createConfigSource(connection, () => client.asksConfiguration),
    get client() {
      return client;
    },
    log,
    logError,
  };
  const publisher = createPublisher(connection, session);
  const scheduler = createScheduler(publisher.publish, session.logError);
  const viewScheduler = createScheduler(createViewPublisher(connection, session), session.logError, viewDelay);
  /** Nothing is said before the settings are known. */
  let ready = false;
  const changed = () => {
    if (!ready) return;
    scheduler.request();
    viewScheduler.request();
  };
  const clientFiles = createClientFiles(connection);
  const indexer = createIndexer({
    workspace,
    accessOf: name => (disk && client.fileAccess === 'node' && name.startsWith('file:') ? disk : clientFiles),
    excludeOf: folder => session.config.of(folder).exclude,
    maxFileSize: () => session.config.window().maxFileSize,
    createParser: createParser ?? (() => noThreads),
    log,
    changed,
  });

  connection.onInitialize((params): InitializeResult => {
    client = readClientFacts(params);
    workspace.setFolders(foldersOf(params));
    return { serverInfo: { name: 'routelens' }, capabilities: serverCapabilities(params.capabilities ?? {}) };
  });
  const closed = followWorkspace(connection, {
    session,
    indexer,
    settingsRead: () => {
      ready = true;
      changed();
    },
  });
  followDocuments(connection, { workspace, changed, closed });
  registerHandlers(connection, session);
  connection.onShutdown(() => {
    scheduler.dispose();
    viewScheduler.dispose();
  });
  connection.listen();
}

/** Clients that know no workspace folders name one root. */
function foldersOf({ workspaceFolders, rootUri }: InitializeParams): string[] {
  const uris = workspaceFolders?.map(folder => folder.uri) ?? (rootUri ? [rootUri] : []);
  return [...new Set(uris.map(folderName))];
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** An error that comes back with every key is one line of log. */
function onceEach(write: (message: string) => void): (error: unknown) => void {
  const said = new Set<string>();
  return error => {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    if (said.has(message)) return;
    if (said.size < 1000) said.add(message);
    write(message);
  };
}
