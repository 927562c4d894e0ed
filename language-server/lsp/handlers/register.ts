/** Registers every request. Each is guarded: what goes wrong is one line of log, and the answer is null. */
import type { Connection } from 'vscode-languageserver';
import { chainGraphMethod, endpointsMethod, statusMethod } from '../protocol.ts';
import type { Session } from '../session.ts';
import { codeAction } from './codeAction.ts';
import { codeLens } from './codeLens.ts';
import { hover } from './hover.ts';
import { chainGraph, endpoints, status } from './services.ts';

export function registerHandlers(connection: Connection, session: Session): void {
  const guarded =
    <P, R>(handler: (session: Session, params: P) => R) =>
    (params: P): R | null => {
      try {
        return handler(session, params);
      } catch (error) {
        session.logError(error);
        return null;
      }
    };
  connection.onHover(guarded(hover));
  connection.onCodeLens(guarded(codeLens));
  connection.onCodeAction(guarded(codeAction));
  connection.onRequest(chainGraphMethod, guarded(chainGraph));
  connection.onRequest(endpointsMethod, guarded(endpoints));
  connection.onRequest(statusMethod, guarded(status));
}
