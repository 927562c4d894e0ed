/**
 * Tells the client what changed: diagnostics, open files first, then the views that depend on them. Only what differs
 * from what was sent before is sent.
 */
import {
  CodeLensRefreshRequest,
  type Connection,
  type Diagnostic,
  InlayHintRefreshRequest,
} from 'vscode-languageserver';
import type { CodeLensView } from '../core/views/model.ts';
import { chainsChangedMethod, statusChangedMethod } from './protocol.ts';
import type { Slices } from './scheduler.ts';
import { placesOf, type Session } from './session.ts';
import { toDiagnostic } from './toProto.ts';

export interface Publisher {
  /** One pass over the workspace; a newer request stops it between two files. */
  readonly publish: (slices: Slices) => Promise<void>;
}

export function createPublisher(connection: Connection, session: Session): Publisher {
  /** Diagnostics as sent, by URI; files without any are left out. */
  const sent = new Map<string, string>();
  let sentStatus = '';
  let sentLenses = '';
  let sentHints = '[]';

  const send = (uri: string, diagnostics: readonly Diagnostic[]) => {
    const text = diagnostics.length ? JSON.stringify(diagnostics) : undefined;
    if (text === sent.get(uri)) return;
    if (text === undefined) sent.delete(uri);
    else sent.set(uri, text);
    void connection.sendDiagnostics({ uri, diagnostics: [...diagnostics] });
  };

  const publishFile = (file: string) => {
    const { workspace, client } = session;
    const places = placesOf(session);
    const findings = workspace.analysis.findingsOf(file).filter(finding => !finding.echo);
    send(
      workspace.uriOf(file),
      findings.map(finding => toDiagnostic(finding, places, client.helpOf)),
    );
  };

  const publishViews = () => {
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

  const publish = async (slices: Slices) => {
    const { workspace, config } = session;
    const open = workspace.openNames.filter(file => workspace.snapshot.files.has(file));
    const rest = config.window().diagnosticsScope === 'workspace' ? closedNames(session) : [];
    const guarded = async (work: () => void) => {
      try {
        work();
      } catch (error) {
        session.logError(error);
      }
      await slices.breathe();
    };
    for (const file of open) {
      await guarded(() => publishFile(file));
      if (slices.stopped()) return;
    }
    await guarded(publishViews);
    for (const file of rest) {
      if (slices.stopped()) return;
      await guarded(() => publishFile(file));
    }
    if (slices.stopped()) return;
    const present = new Set([...open, ...rest].map(workspace.uriOf));
    for (const uri of [...sent.keys()]) if (!present.has(uri)) send(uri, []);
  };

  return { publish };
}

function titleOf({ title }: CodeLensView): string {
  return title;
}

/** While a folder is being read, its closed files wait: what they lack may be in a file not read yet. */
function closedNames({ workspace }: Session): string[] {
  const { files, loading } = workspace.snapshot;
  return [...files.keys()].filter(name => !workspace.isOpen(name) && !loading.has(workspace.foldersOf(name)[0] ?? ''));
}
