/**
 * The language server's life: start, restart, give up. In: how to connect. Out: requests and notifications that work
 * across restarts, and one message when the server cannot run. Each start makes a new client, so that nothing of a
 * failed one is left.
 */
import * as vscode from 'vscode';
import {
  type BaseLanguageClient,
  CloseAction,
  ErrorAction,
  type ErrorHandler,
  type LanguageClientOptions,
  RevealOutputChannelOn,
} from 'vscode-languageclient';
import {
  chainsChangedMethod,
  findFilesMethod,
  type InitializationOptions,
  type ReadFileAnswer,
  readFileMethod,
  type StatusAnswer,
  statusChangedMethod,
} from '../../language-server/lsp/protocol.ts';
import { documentSelector, onlyOwnDocuments } from './documents.ts';
import { findFiles, readFile } from './files.ts';
import { clientId, commands, ruleScheme } from './names.ts';
import { StepBack } from './stepBack.ts';

export interface ServerKind {
  /** The bundle that runs as the server. */
  readonly serverFile: vscode.Uri;
  /** Whether the server can read the disk of the workspace by itself. */
  readonly readsFiles: boolean;
  readonly connect: (serverFile: vscode.Uri, options: LanguageClientOptions) => Promise<Connection>;
}

export interface Connection {
  readonly client: BaseLanguageClient;
  /** Ends the server where stopping the client does not. */
  readonly end?: () => void;
}

export type ServerState = 'starting' | 'running' | 'failed';

/** The commands that hovers may link to; the editor runs no others from text. */
const linkedCommands = [commands.showChains, commands.goToEndpoints, commands.tracePacket];

const crashesForgiven = 3;
const crashWindow = 3 * 60_000;
const startLimit = 60_000;

export class Server implements vscode.Disposable {
  readonly #kind: ServerKind;
  readonly #output: vscode.LogOutputChannel;
  readonly #stateChanged = new vscode.EventEmitter<ServerState>();
  readonly #chainsChanged = new vscode.EventEmitter<void>();
  readonly #statusChanged = new vscode.EventEmitter<StatusAnswer>();
  readonly #folders: vscode.Disposable;
  readonly #stepBack = new StepBack();
  readonly onStateChanged = this.#stateChanged.event;
  readonly onChainsChanged = this.#chainsChanged.event;
  readonly onStatusChanged = this.#statusChanged.event;
  #connection: Connection | undefined;
  #state: ServerState = 'starting';
  #crashes: number[] = [];
  /** Starts and stops come one after the other, however often they are asked for. */
  #queue: Promise<void> = Promise.resolve();
  #fileAccess: 'node' | 'client' = 'client';

  constructor(kind: ServerKind, output: vscode.LogOutputChannel) {
    this.#kind = kind;
    this.#output = output;
    this.#folders = vscode.workspace.onDidChangeWorkspaceFolders(() => {
      if (this.#state === 'running' && this.#fileAccess !== this.#wantedFileAccess()) void this.restart();
    });
  }

  get state(): ServerState {
    return this.#state;
  }

  start(): Promise<void> {
    return this.#enqueue(() => this.#connect());
  }

  restart(): Promise<void> {
    this.#crashes = [];
    return this.#enqueue(async () => {
      await this.#disconnect();
      await this.#connect();
    });
  }

  /** The answer, or undefined when the server does not run, fails or was told to stop. */
  async request<T>(method: string, params: unknown, token?: vscode.CancellationToken): Promise<T | undefined> {
    const client = this.#connection?.client;
    if (this.#state !== 'running' || !client) return undefined;
    try {
      return (await client.sendRequest<T | null>(method, params, token)) ?? undefined;
    } catch (error) {
      if (!token?.isCancellationRequested) this.#output.error(`${method}: ${String(error)}`);
      return undefined;
    }
  }

  async dispose(): Promise<void> {
    this.#folders.dispose();
    this.#stepBack.dispose();
    await this.#enqueue(() => this.#disconnect());
    for (const emitter of [this.#stateChanged, this.#chainsChanged, this.#statusChanged]) emitter.dispose();
  }

  #enqueue(step: () => Promise<void>): Promise<void> {
    this.#queue = this.#queue.then(step, step);
    return this.#queue;
  }

  async #connect(): Promise<void> {
    this.#setState('starting');
    try {
      await vscode.workspace.fs.stat(this.#kind.serverFile);
      this.#connection = await this.#kind.connect(this.#kind.serverFile, this.#options());
      const { client } = this.#connection;
      this.#listen(client);
      await withinLimit(client.start());
      this.#setState('running');
    } catch (error) {
      this.#output.error(`The language server did not start: ${String(error)}`);
      this.#fail('The Routelens language server did not start.');
    }
  }

  async #disconnect(): Promise<void> {
    const connection = this.#connection;
    this.#connection = undefined;
    this.#stepBack.forget();
    await connection?.client.dispose().catch(error => this.#output.warn(`Stopping the language server: ${error}`));
    connection?.end?.();
  }

  #listen(client: BaseLanguageClient): void {
    client.onRequest(findFilesMethod, findFiles);
    client.onRequest<ReadFileAnswer, void>(readFileMethod, readFile);
    client.onNotification(chainsChangedMethod, () => this.#chainsChanged.fire());
    client.onNotification(statusChangedMethod, (status: StatusAnswer) => this.#statusChanged.fire(status));
  }

  #options(): LanguageClientOptions {
    this.#fileAccess = this.#wantedFileAccess();
    const initializationOptions: InitializationOptions = {
      commandLinks: linkedCommands,
      helpBase: `${ruleScheme}:/`,
      fileAccess: this.#fileAccess,
    };
    return {
      documentSelector: [...documentSelector],
      diagnosticCollectionName: clientId,
      outputChannel: this.#output,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationOptions,
      initializationFailedHandler: () => false,
      errorHandler: this.#errorHandler(),
      middleware: { ...onlyOwnDocuments, handleDiagnostics: this.#stepBack.handleDiagnostics },
      markdown: { isTrusted: { enabledCommands: linkedCommands } },
    };
  }

  #wantedFileAccess(): 'node' | 'client' {
    const folders = vscode.workspace.workspaceFolders ?? [];
    return this.#kind.readsFiles && folders.every(folder => folder.uri.scheme === 'file') ? 'node' : 'client';
  }

  #errorHandler(): ErrorHandler {
    return {
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      closed: () => {
        // Before it runs, the failing start says what went wrong.
        if (this.#state !== 'running') return { action: CloseAction.DoNotRestart, handled: true };
        const now = Date.now();
        this.#crashes = [...this.#crashes.filter(time => now - time < crashWindow), now];
        if (this.#crashes.length <= crashesForgiven) {
          this.#output.warn('The language server stopped; starting it again.');
          void this.#enqueue(async () => {
            await this.#disconnect();
            await this.#connect();
          });
        } else {
          this.#fail('The Routelens language server keeps stopping.');
        }
        return { action: CloseAction.DoNotRestart, handled: true };
      },
    };
  }

  #fail(message: string): void {
    if (this.#state === 'failed') return;
    this.#setState('failed');
    const [restart, show] = ['Restart Server', 'Show Output'];
    void vscode.window.showErrorMessage(message, restart, show).then(choice => {
      if (choice === restart) void this.restart();
      if (choice === show) this.#output.show();
    });
  }

  #setState(state: ServerState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#stateChanged.fire(state);
  }
}

/** A server that never answers must not leave the editor waiting for it. */
async function withinLimit(started: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${startLimit / 1000} s`)), startLimit);
  });
  await Promise.race([started, late]).finally(() => clearTimeout(timer));
}
