/** Starts the language server in this process; it ends with its client. */
import { type Connection, createConnection } from 'vscode-languageserver/node';
import { cancelsWaitingRequests } from './cancellation.ts';
import { diskFiles } from './files/diskFiles.ts';
import { createTextParser } from './parsing/textParser.ts';
import { createThreads } from './parsing/threads.ts';
import { startServer } from './server.ts';

/** On standard input and output, for any editor. */
export function startStdio(): void {
  start(createConnection(process.stdin, process.stdout, cancelsWaitingRequests));
}

/** As the arguments of the process say: --node-ipc, --stdio, --socket or --pipe. */
export function startFromArguments(): void {
  start(createConnection(cancelsWaitingRequests));
}

function start(connection: Connection): void {
  // An error that no handler caught must not take the unsaved state of every open document with it.
  const survive = (error: unknown) => connection.console.error(String((error as Error)?.stack ?? error));
  process.on('uncaughtException', survive);
  process.on('unhandledRejection', survive);
  startServer(connection, { disk: diskFiles, createParser: () => createTextParser(createThreads()) });
}
