/**
 * Traces as read-only documents: what is traced stands in the document's address, so that it can be asked for again, after
 * every edit and when the editor restores it. Plain text, of which nothing is rendered; names of files in it are links.
 */
import * as vscode from 'vscode';
import type { Location } from 'vscode-languageclient';
import {
  layOutProblem,
  layOutTrace,
  type TraceDocument,
  type TraceLink,
} from '../../language-server/core/views/trace/traceDocument.ts';
import { type TraceAnswer, type TraceArgument, traceMethod } from '../../language-server/lsp/protocol.ts';
import { traceScheme } from './names.ts';
import { sourceName } from './panelGraph.ts';
import type { Server, ServerState } from './server.ts';

/** Long enough to let a burst of keys pass, short enough to feel immediate. */
const settleTime = 120;

export class TraceDocuments implements vscode.Disposable {
  readonly #server: Server;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #subscriptions: vscode.Disposable[];
  /** Of each open document, as its text has them. */
  readonly #links = new Map<string, readonly TraceLink<Location>[]>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(server: Server) {
    this.#server = server;
    const soon = () => this.#updateSoon();
    this.#subscriptions = [
      this.#changed,
      vscode.workspace.registerTextDocumentContentProvider(traceScheme, {
        onDidChange: this.#changed.event,
        provideTextDocumentContent: (uri, token) => this.#textOf(uri, token),
      }),
      vscode.languages.registerDocumentLinkProvider(
        { scheme: traceScheme },
        { provideDocumentLinks: ({ uri }) => (this.#links.get(uri.toString()) ?? []).map(toDocumentLink) },
      ),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#links.delete(uri.toString())),
      server.onChainsChanged(soon),
      server.onStateChanged(soon),
    ];
  }

  async open(argument: TraceArgument): Promise<void> {
    const document = await vscode.workspace.openTextDocument(addressOf(argument));
    const shown = vscode.window.visibleTextEditors.find(editor => editor.document.uri.scheme === traceScheme);
    const viewColumn = shown?.viewColumn ?? vscode.ViewColumn.Beside;
    // A preview would be replaced by the first file that one of its links opens.
    await vscode.window.showTextDocument(document, { viewColumn, preview: false });
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #updateSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      for (const { uri } of vscode.workspace.textDocuments) if (uri.scheme === traceScheme) this.#changed.fire(uri);
    }, settleTime);
  }

  async #textOf(uri: vscode.Uri, token: vscode.CancellationToken): Promise<string> {
    const argument = readAddress(uri);
    if (!argument) return 'This address names no trace.\n';
    const answer = await this.#server.request<TraceAnswer>(traceMethod, argument, token);
    const { text, links } = this.#layOut(argument, answer);
    this.#links.set(uri.toString(), links);
    return text;
  }

  #layOut(argument: TraceArgument, answer: TraceAnswer | undefined): TraceDocument<Location> {
    if (answer && !('error' in answer)) return layOutTrace(answer, sourceName);
    const text = layOutProblem(argument, answer?.error ?? silence[this.#server.state]);
    return { text: answer ? `${text}\n  ${followUp}\n` : text, links: [] };
  }
}

/** Why nothing was answered. */
const silence: Readonly<Record<ServerState, string>> = {
  starting: 'waiting for the language server',
  running: 'the language server could not answer; “Routelens: Show Output” tells more',
  failed: 'the language server does not run; “Routelens: Restart Server” starts it again',
};

const followUp =
  'The trace comes back here once the manifests have what it asks for; “Trace a Packet…” asks for another.';

function toDocumentLink({ line, start, end, place: { uri, range } }: TraceLink<Location>): vscode.DocumentLink {
  // A link has no range of its own; the editor reads a line and a column, from 1, out of the fragment.
  const fragment = `L${range.start.line + 1},${range.start.character + 1}`;
  const link = new vscode.DocumentLink(
    new vscode.Range(line, start, line, end),
    vscode.Uri.parse(uri).with({ fragment }),
  );
  link.tooltip = 'Go to the YAML that made this';
  return link;
}

/** The tab is called by the path's last part; by the folder the editor knows the language, whose lines it wraps. */
function addressOf(argument: TraceArgument): vscode.Uri {
  const name = `${argument.from} → ${argument.to}`.replaceAll('/', '.');
  return vscode.Uri.from({ scheme: traceScheme, path: `/${traceScheme}/${name}`, query: JSON.stringify(argument) });
}

function readAddress({ query }: vscode.Uri): TraceArgument | undefined {
  try {
    return readTrace(JSON.parse(query));
  } catch {
    return undefined;
  }
}

/** From links, keybindings and addresses; the server judges the words. */
export function readTrace(value: unknown): TraceArgument | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { uri, from, to, protocol, node } = value as Partial<Record<keyof TraceArgument, unknown>>;
  if (typeof uri !== 'string' || typeof from !== 'string' || typeof to !== 'string') return undefined;
  const known = (['tcp', 'udp', 'sctp'] as const).find(name => name === protocol);
  return { uri, from, to, ...(known && { protocol: known }), ...(typeof node === 'string' && { node }) };
}
