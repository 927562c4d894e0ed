/** The language server as a web worker: all files come from the client. */
import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import { cancelsWaitingRequests } from './cancellation.ts';
import { startServer } from './server.ts';

const port = globalThis as unknown as ConstructorParameters<typeof BrowserMessageReader>[0];

const [reader, writer] = [new BrowserMessageReader(port), new BrowserMessageWriter(port)];
startServer(createConnection(reader, writer, cancelsWaitingRequests), {});
