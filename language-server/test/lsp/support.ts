/**
 * A client for tests: speaks LSP over streams to a server in the same process, answers what servers ask of clients and
 * keeps what it was told. Folders of files on disk live as long as the client.
 */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';
import {
  type ClientCapabilities,
  type CodeAction,
  type CodeLens,
  createConnection,
  createMessageConnection,
  type Diagnostic,
  type Hover,
  type InitializeResult,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { cancelsWaitingRequests } from '../../lsp/cancellation.ts';
import { diskFiles } from '../../lsp/files/diskFiles.ts';
import type { InitializationOptions } from '../../lsp/protocol.ts';
import { startServer } from '../../lsp/server.ts';

/** Texts by path. */
export type Files = Readonly<Record<string, string>>;

export interface ClientOptions {
  /** Workspace folders on disk. */
  readonly folders?: readonly Files[];
  /** Further workspace folders, by URI. */
  readonly moreFolders?: readonly string[];
  readonly settings?: (scopeUri: string | undefined) => Readonly<Record<string, unknown>>;
  readonly capabilities?: ClientCapabilities;
  readonly initializationOptions?: InitializationOptions;
  /** Answers of the client beyond the usual. */
  readonly answers?: Readonly<Record<string, (params: never) => unknown>>;
  /** In place of a server in this process. */
  readonly connection?: MessageConnection;
}

const fullCapabilities: ClientCapabilities = {
  workspace: {
    configuration: true,
    workspaceFolders: true,
    didChangeConfiguration: { dynamicRegistration: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
    workspaceEdit: { documentChanges: true },
    codeLens: { refreshSupport: true },
    inlayHint: { refreshSupport: true },
  },
  window: { workDoneProgress: true },
};

export interface Client {
  readonly connection: MessageConnection;
  readonly initializeResult: InitializeResult;
  /** Of each workspace folder on disk. */
  readonly roots: readonly string[];
  readonly uri: (file: string, root?: number) => string;
  readonly open: (uri: string, text: string, languageId?: string) => void;
  readonly edit: (uri: string, text: string) => void;
  readonly close: (uri: string) => void;
  readonly write: (file: string, text: string, root?: number) => void;
  readonly remove: (file: string, root?: number) => void;
  /** Tells the server that files may have changed on disk. */
  readonly watched: (changes: readonly { readonly uri: string; readonly type: 1 | 2 | 3 }[]) => void;
  readonly diagnostics: (uri: string) => readonly Diagnostic[];
  /** Rule ids found in a file. */
  readonly rules: (uri: string) => readonly unknown[];
  /** Waits until the rule ids found in a file are these. */
  readonly expectRules: (uri: string, ...rules: readonly string[]) => Promise<void>;
  readonly eventually: (holds: () => boolean, what: string) => Promise<void>;
  /** Until nothing was said for a while. */
  readonly quiet: () => Promise<void>;
  readonly heard: (method: string) => readonly unknown[];
  readonly hover: (uri: string, line: number, character: number) => Promise<Hover | null>;
  readonly codeLenses: (uri: string) => Promise<CodeLens[] | null>;
  readonly codeActions: (uri: string, diagnostic: Diagnostic, only?: string[]) => Promise<CodeAction[] | null>;
  readonly dispose: () => void;
}

export function serverInThisProcess(): MessageConnection {
  const [up, down] = [new PassThrough(), new PassThrough()];
  const [reader, writer] = [new StreamMessageReader(up), new StreamMessageWriter(down)];
  startServer(createConnection(reader, writer, cancelsWaitingRequests), { disk: diskFiles });
  return createMessageConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
}

function makeFolder(files: Files): string {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'routelens-test-')));
  for (const [file, text] of Object.entries(files)) writeUnder(root, file, text);
  return root;
}

function writeUnder(root: string, file: string, text: string): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), text);
}

/** Records what the server says and answers what it asks. */
function answer(connection: MessageConnection, options: ClientOptions) {
  const told = new Map<string, unknown[]>();
  const diagnostics = new Map<string, Diagnostic[]>();
  let last = Date.now();
  const keep = (method: string, params: unknown) => {
    last = Date.now();
    told.set(method, [...(told.get(method) ?? []), params]);
  };
  connection.onNotification((method, params) => {
    keep(method, params);
    if (method !== 'textDocument/publishDiagnostics') return;
    const { uri, diagnostics: list } = params as unknown as { uri: string; diagnostics: Diagnostic[] };
    diagnostics.set(uri, list);
  });
  connection.onRequest((method, params) => {
    keep(method, params);
    const given = options.answers?.[method];
    if (given) return given(params as never);
    if (method !== 'workspace/configuration') return null;
    const { items } = params as unknown as { items: { scopeUri?: string; section: string }[] };
    return items.map(({ scopeUri, section }) => options.settings?.(scopeUri)[section] ?? null);
  });
  return { told, diagnostics, last: () => last };
}

export async function startClient(options: ClientOptions = {}): Promise<Client> {
  const connection = options.connection ?? serverInThisProcess();
  const { told, diagnostics, last } = answer(connection, options);
  connection.listen();
  const roots = (options.folders ?? []).map(makeFolder);
  const uris = [...roots.map(root => pathToFileURL(root).href), ...(options.moreFolders ?? [])];
  const initializeResult = await connection.sendRequest<InitializeResult>('initialize', {
    processId: null,
    rootUri: null,
    workspaceFolders: uris.map(uri => ({ uri, name: uri })),
    capabilities: options.capabilities ?? fullCapabilities,
    initializationOptions: options.initializationOptions,
  });
  await connection.sendNotification('initialized', {});

  const versions = new Map<string, number>();
  const notify = (method: string, params: unknown) => void connection.sendNotification(method, params as object);
  const uri = (file: string, root = 0) => pathToFileURL(path.join(roots[root]!, file)).href;
  const rules = (of: string) => (diagnostics.get(of) ?? []).map(d => d.code).sort();
  const eventually = async (holds: () => boolean, what: string) => {
    const deadline = Date.now() + 10_000;
    while (!holds()) {
      if (Date.now() > deadline) assert.fail(`did not happen: ${what}`);
      await new Promise(resolve => setTimeout(resolve, 10));
    }
  };
  const ask = <R>(method: string, params: object) => connection.sendRequest<R>(method, params);
  return {
    connection,
    initializeResult,
    roots,
    uri,
    rules,
    eventually,
    open: (of, text, languageId = 'yaml') => {
      versions.set(of, 1);
      notify('textDocument/didOpen', { textDocument: { uri: of, languageId, version: 1, text } });
    },
    edit: (of, text) => {
      const version = (versions.get(of) ?? 1) + 1;
      versions.set(of, version);
      notify('textDocument/didChange', { textDocument: { uri: of, version }, contentChanges: [{ text }] });
    },
    close: of => notify('textDocument/didClose', { textDocument: { uri: of } }),
    write: (file, text, root = 0) => writeUnder(roots[root]!, file, text),
    remove: (file, root = 0) => rmSync(path.join(roots[root]!, file), { recursive: true }),
    watched: changes => notify('workspace/didChangeWatchedFiles', { changes }),
    diagnostics: of => diagnostics.get(of) ?? [],
    expectRules: (of, ...expected) =>
      eventually(
        () => diagnostics.has(of) && JSON.stringify(rules(of)) === JSON.stringify([...expected].sort()),
        `${of} has ${expected.join(', ') || 'nothing'}, not ${rules(of).join(', ') || 'nothing'}`,
      ),
    quiet: () => eventually(() => Date.now() - last() > 150, 'silence'),
    heard: method => told.get(method) ?? [],
    hover: (of, line, character) =>
      ask('textDocument/hover', { textDocument: { uri: of }, position: { line, character } }),
    codeLenses: of => ask('textDocument/codeLens', { textDocument: { uri: of } }),
    codeActions: (of, diagnostic, only) =>
      ask('textDocument/codeAction', {
        textDocument: { uri: of },
        range: diagnostic.range,
        context: { diagnostics: [diagnostic], ...(only && { only }) },
      }),
    dispose: () => {
      connection.dispose();
      for (const root of roots) rmSync(root, { recursive: true, force: true });
    },
  };
}
