/**
 * Tells the client that what it shows beside the text may have changed: status, chains, code lenses, inlay hints. They
 * rest on the routing of the whole cluster, so they follow when the typing rests.
 */
import { CodeLensRefreshRequest, type Connection, InlayHintRefreshRequest } from 'vscode-languageserver';
import type { CodeLensView } from '../core/views/model.ts';
import { chainsChangedMethod, statusChangedMethod } from './protocol.ts';
import type { Session } from './session.ts';

/** Only what differs from what was sent before is sent. */
export function createViewPublisher(connection: Connection, session: Session): () => Promise<void> {
  let sentStatus = '';
  let sentLenses = '';
  let sentHints = '[]';

  const publish = async () => {
    const { workspace, client } = session;
    const status = workspace.analysis.status(undefined);
    const statusText = JSON.stringify(status);
    if (statusText !== sentStatus) void connection.sendNotification(statusChangedMethod, status);
    sentStatus = statusText;
    void connection.sendNotification(chainsChangedMethod, {});
    if (client.refreshesCodeLenses) refreshLenses();
    if (client.refreshesInlayHints) refreshHints();
  };

  const refreshLenses = () => {
    const { workspace } = session;
    const lenses = JSON.stringify(workspace.openNames.map(file => workspace.analysis.codeLensesOf(file).map(titleOf)));
    if (lenses !== sentLenses) void connection.sendRequest(CodeLensRefreshRequest.type).catch(session.logError);
    sentLenses = lenses;
  };

  /** They follow from settings and other files too. */
  const refreshHints = () => {
    const { workspace, config } = session;
    const shown = workspace.openNames.filter(file => config.of(workspace.foldersOf(file)[0]).defaultHints);
    const hints = JSON.stringify(shown.map(file => workspace.analysis.navigation.inlayHintsOf(file)));
    if (hints !== sentHints) void connection.sendRequest(InlayHintRefreshRequest.type).catch(session.logError);
    sentHints = hints;
  };

  return publish;
}

function titleOf({ title }: CodeLensView): string {
  return title;
}
