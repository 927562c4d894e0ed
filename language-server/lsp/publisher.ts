/**
 * Tells the client what changed in the diagnostics, open files first. Only what differs from what was sent before is
 * sent.
 */
import type { Connection, Diagnostic } from 'vscode-languageserver';
import type { Finding } from '../core/validation/finding.ts';
import type { Slices } from './scheduler.ts';
import { placesOf, type Session } from './session.ts';
import { toDiagnostic } from './toProto.ts';

export interface Publisher {
  /** One pass over the workspace; a newer request stops it between two files. */
  readonly publish: (slices: Slices) => Promise<void>;
}

interface Published {
  readonly uri: string;
  readonly findings: readonly Finding[];
}

export function createPublisher(connection: Connection, session: Session): Publisher {
  /** Diagnostics as sent, by URI; files without any are left out. */
  const sent = new Map<string, string>();
  /** By file, what was last looked at: the same findings are the same diagnostics. */
  const seen = new Map<string, Published>();

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
    const uri = workspace.uriOf(file);
    const findings = workspace.analysis.findingsOf(file);
    const before = seen.get(file);
    if (before?.findings === findings && before.uri === uri) return;
    seen.set(file, { uri, findings });
    const once = findings.filter(finding => !finding.echo);
    send(
      uri,
      once.map(finding => toDiagnostic(finding, places, client.helpOf)),
    );
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
    for (const file of rest) {
      if (slices.stopped()) return;
      await guarded(() => publishFile(file));
    }
    if (slices.stopped()) return;
    const present = new Set([...open, ...rest].map(workspace.uriOf));
    for (const uri of [...sent.keys()]) if (!present.has(uri)) send(uri, []);
    for (const [file, { uri }] of seen) if (!present.has(uri)) seen.delete(file);
  };

  return { publish };
}

/** While a folder is being read, its closed files wait: what they lack may be in a file not read yet. */
function closedNames({ workspace }: Session): string[] {
  const { files, loading } = workspace.snapshot;
  return [...files.keys()].filter(name => !workspace.isOpen(name) && !loading.has(workspace.foldersOf(name)[0] ?? ''));
}
