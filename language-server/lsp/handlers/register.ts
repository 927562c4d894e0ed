/** Registers every request. Each is guarded: what goes wrong is one line of log, and the answer is null. */
import { type Connection, ResponseError } from 'vscode-languageserver';
import {
  chainGraphMethod,
  endpointsMethod,
  statusMethod,
  type TraceAnswer,
  traceChoicesMethod,
  traceMethod,
} from '../protocol.ts';
import type { Session } from '../session.ts';
import { incomingCalls, outgoingCalls, prepareCallHierarchy } from './callHierarchy.ts';
import { codeAction } from './codeAction.ts';
import { codeLens } from './codeLens.ts';
import { completion } from './completion.ts';
import { hover } from './hover.ts';
import { inlayHint } from './inlayHint.ts';
import { definition, documentLinks, references } from './navigation.ts';
import { prepareRename, rename } from './rename.ts';
import { chainGraph, endpoints, status } from './services.ts';
import { documentSymbols, workspaceSymbols } from './symbols.ts';
import { trace, traceChoices } from './traces.ts';

export function registerHandlers(connection: Connection, session: Session): void {
  const guarded =
    <P, R>(handler: (session: Session, params: P) => R) =>
    (params: P): R | null => {
      try {
        return handler(session, params);
      } catch (error) {
        // Said on purpose, to the person who asked.
        if (error instanceof ResponseError) throw error;
        session.logError(error);
        return null;
      }
    };
  connection.onHover(guarded(hover));
  connection.onCodeLens(guarded(codeLens));
  connection.onCodeAction(guarded(codeAction));
  connection.languages.inlayHint.on(guarded(inlayHint));
  connection.onDefinition(guarded(definition));
  connection.onReferences(guarded(references));
  connection.onDocumentLinks(guarded(documentLinks));
  connection.onDocumentSymbol(guarded(documentSymbols));
  connection.onWorkspaceSymbol(guarded(workspaceSymbols));
  connection.onCompletion(guarded(completion));
  connection.onPrepareRename(guarded(prepareRename));
  connection.onRenameRequest(guarded(rename));
  connection.languages.callHierarchy.onPrepare(guarded(prepareCallHierarchy));
  connection.languages.callHierarchy.onIncomingCalls(guarded(incomingCalls));
  connection.languages.callHierarchy.onOutgoingCalls(guarded(outgoingCalls));
  connection.onRequest(chainGraphMethod, guarded(chainGraph));
  connection.onRequest(endpointsMethod, guarded(endpoints));
  connection.onRequest(statusMethod, guarded(status));
  connection.onRequest(traceChoicesMethod, guarded(traceChoices));
  connection.onRequest<TraceAnswer | null, void>(traceMethod, guarded(trace));
}
