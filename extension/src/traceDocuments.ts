/**
 * Traces as read-only documents: what is traced stands in the document's address, so that it can be asked for again, after
 * every edit and when the editor restores it. Plain text, of which nothing is rendered; names of files in it are links, and
 * what is said of a rule has its YAML as its definition.
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
import { reveal, toLocation } from './reveal.ts';
import type { Server, ServerState } from './server.ts';

/** Of links in traces alone, and so no command for people. */
const revealPlace = 'routelens.revealPlace';

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
      vscode.languages.registerDefinitionProvider(
        { scheme: traceScheme },
        { provideDefinition: ({ uri }, at) => definitionAt(this.#links.get(uri.toString()) ?? [], at) },
      ),
      vscode.commands.registerCommand(revealPlace, (place: Location) =>
        reveal(toLocation(place), vscode.window.activeTextEditor?.viewColumn),
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

/** By a command: a plain address would open over the trace, and not where the file is open already. */
function toDocumentLink({ line, start, end, place }: TraceLink<Location>): vscode.DocumentLink {
  const target = vscode.Uri.from({ scheme: 'command', path: revealPlace, query: JSON.stringify([place]) });
  const link = new vscode.DocumentLink(new vscode.Range(line, start, line, end), target);
  link.tooltip = 'Go to the YAML that made this';
  return link;
}

/** For the keyboard, anywhere on a line but on the link, which answers for itself. */
function definitionAt(links: readonly TraceLink<Location>[], { line, character }: vscode.Position) {
  return links
    .filter(link => link.line === line && (character < link.start || character > link.end))
    .map(({ place }) => toLocation(place));
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
