/**
 * The panel beside the editor: it shows the chains of the Service under the cursor, follows cursor and edits, and goes
 * to the YAML of what is clicked. What it shows it can ask for again, so a hidden one costs nothing.
 */
import * as vscode from 'vscode';
import {
  type ChainGraphAnswer,
  type ChainGraphParams,
  chainGraphMethod,
  type ServiceArgument,
  type ServiceTarget,
} from '../../language-server/lsp/protocol.ts';
import {
  type FromPanel,
  type PanelChoice,
  type PanelGraph,
  type PanelState,
  readFromPanel,
  type ToPanel,
} from '../webview/messages.ts';
import { isOwnDocument, targetAtCursor } from './documents.ts';
import { commands } from './names.ts';
import { toPanelGraph } from './panelGraph.ts';
import { panelHtml } from './panelHtml.ts';
import { reveal, toLocation } from './reveal.ts';
import type { Server } from './server.ts';

/** Long enough to let a burst of keys pass, short enough to feel immediate. */
const settleTime = 120;

export class RoutingPanel implements vscode.Disposable {
  readonly #panel: vscode.WebviewPanel;
  readonly #server: Server;
  readonly #subscriptions: vscode.Disposable[];
  #service: ServiceArgument | undefined;
  #choice: PanelChoice = {};
  /** Where the cursor last was in a manifest. */
  #cursor: ServiceTarget | undefined;
  #answer: ChainGraphAnswer | undefined;
  #message: ToPanel | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking: vscode.CancellationTokenSource | undefined;

  constructor(panel: vscode.WebviewPanel, extensionUri: vscode.Uri, server: Server) {
    this.#panel = panel;
    this.#server = server;
    const dist = vscode.Uri.joinPath(extensionUri, 'dist');
    const soon = () => this.#updateSoon();
    this.#subscriptions = [
      panel.webview.onDidReceiveMessage((message: unknown) => this.#receive(readFromPanel(message))),
      vscode.window.onDidChangeTextEditorSelection(event => this.#follow(event.textEditor)),
      vscode.window.onDidChangeActiveTextEditor(editor => this.#follow(editor)),
      vscode.workspace.onDidChangeTextDocument(event => isOwnDocument(event.document) && soon()),
      server.onChainsChanged(soon),
      server.onStateChanged(soon),
    ];
    const image = (name: string) => vscode.Uri.joinPath(extensionUri, 'images', name);
    panel.iconPath = { light: image('panel-light.svg'), dark: image('panel-dark.svg') };
    panel.webview.options = { enableScripts: true, localResourceRoots: [dist] };
    panel.webview.html = panelHtml(panel.webview, dist);
  }

  get choice(): PanelChoice {
    return this.#choice;
  }

  get shownGraph(): PanelGraph | undefined {
    return this.#message?.type === 'graph' ? this.#message.graph : undefined;
  }

  bringUp(): void {
    this.#panel.reveal(undefined, true);
  }

  /** A Service by name wins over the cursor until the cursor moves. */
  show(state: PanelState | undefined, at?: ServiceTarget): void {
    if (state) {
      this.#service = state.service;
      this.#choice = state.choice;
    }
    this.#cursor = at;
    void this.#update();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#asking?.cancel();
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#panel.dispose();
  }

  #follow(editor: vscode.TextEditor | undefined): void {
    if (!editor || editor !== vscode.window.activeTextEditor) return;
    const cursor = targetAtCursor();
    if (!cursor) return;
    this.#cursor = cursor;
    this.#updateSoon();
  }

  #updateSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#update(), settleTime);
  }

  /** Asks for the Service at the cursor, else for the one shown; only the latest question's answer is drawn. */
  async #update(): Promise<void> {
    this.#asking?.cancel();
    const asking = new vscode.CancellationTokenSource();
    this.#asking = asking;
    const answer =
      (this.#cursor && (await this.#ask(this.#cursor, asking.token))) ??
      (this.#service && (await this.#ask({ service: this.#service }, asking.token)));
    if (asking.token.isCancellationRequested) return;
    this.#answer = answer;
    if (answer) this.#service = answer.service;
    this.#panel.title = answer ? `Chains: ${answer.title}` : 'Service Chains';
    this.#post(answer ? this.#graphMessage(answer) : this.#sentence());
  }

  /** A family chosen for one Service need not be one of the next; it then shows its own. */
  async #ask(target: ServiceTarget, token: vscode.CancellationToken): Promise<ChainGraphAnswer | undefined> {
    const ask = (choice: PanelChoice) => {
      const params: ChainGraphParams = { ...target, ...choice };
      return this.#server.request<ChainGraphAnswer>(chainGraphMethod, params, token);
    };
    const { family: _family, ...withoutFamily } = this.#choice;
    return (await ask(this.#choice)) ?? (this.#choice.family && (await ask(withoutFamily)));
  }

  #graphMessage(answer: ChainGraphAnswer): ToPanel {
    const state = { service: answer.service, choice: this.#choice };
    return { type: 'graph', graph: toPanelGraph(answer), choice: this.#choice, state };
  }

  #sentence(): ToPanel {
    if (this.#server.state === 'failed') {
      const text = 'Routelens cannot say what Services do until its language server runs again.';
      return { type: 'sentence', title: 'The language server does not run', text, actions: ['restart', 'output'] };
    }
    if (this.#server.state === 'starting') {
      return { type: 'sentence', title: 'Starting', text: 'The language server reads the manifests.', actions: [] };
    }
    const text = 'Put the cursor in a Service to see the chains that kube-proxy makes of it.';
    const gone = this.#service && `${this.#service.namespace}/${this.#service.name} is in no manifest any more`;
    return { type: 'sentence', title: gone ?? 'No Service here', text, actions: [] };
  }

  #post(message: ToPanel): void {
    this.#message = message;
    void this.#panel.webview.postMessage(message);
  }

  #receive(message: FromPanel | undefined): void {
    if (message?.type === 'ready') {
      if (this.#message) this.#post(this.#message);
    } else if (message?.type === 'choose') {
      this.#choice = message.choice;
      void this.#update();
    } else if (message?.type === 'reveal') {
      const location = this.#answer?.nodes.find(node => node.id === message.node)?.location;
      if (location) void reveal(toLocation(location), this.#panel.viewColumn);
    } else if (message?.type === 'act') {
      void vscode.commands.executeCommand(message.action === 'restart' ? commands.restartServer : commands.showOutput);
    }
  }
}
