/** The one panel of a window: opened by command, or restored by the editor with the state that it left. */
import * as vscode from 'vscode';
import type { ServiceArgument } from '../../language-server/lsp/protocol.ts';
import { type PanelGraph, readState } from '../webview/messages.ts';
import { targetAtCursor } from './documents.ts';
import { panelType } from './names.ts';
import { RoutingPanel } from './routingPanel.ts';
import type { Server } from './server.ts';

export class RoutingPanels implements vscode.Disposable {
  readonly #extensionUri: vscode.Uri;
  readonly #server: Server;
  readonly #serializer: vscode.Disposable;
  #panel: RoutingPanel | undefined;

  constructor(extensionUri: vscode.Uri, server: Server) {
    this.#extensionUri = extensionUri;
    this.#server = server;
    this.#serializer = vscode.window.registerWebviewPanelSerializer(panelType, {
      deserializeWebviewPanel: async (webviewPanel, state: unknown) => {
        this.#adopt(webviewPanel).show(readState(state));
      },
    });
  }

  /** Shows the Service given, or the one under the cursor. */
  open(service: ServiceArgument | undefined): void {
    const at = service ? undefined : targetAtCursor();
    const panel = this.#panel ?? this.#adopt(this.#create());
    panel.bringUp();
    panel.show(service && { service, choice: panel.choice }, at);
  }

  shownGraph(): PanelGraph | undefined {
    return this.#panel?.shownGraph;
  }

  dispose(): void {
    this.#serializer.dispose();
    this.#panel?.dispose();
  }

  #create(): vscode.WebviewPanel {
    const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    return vscode.window.createWebviewPanel(panelType, 'Service Chains', column, {});
  }

  #adopt(webviewPanel: vscode.WebviewPanel): RoutingPanel {
    this.#panel?.dispose();
    const panel = new RoutingPanel(webviewPanel, this.#extensionUri, this.#server);
    this.#panel = panel;
    webviewPanel.onDidDispose(() => {
      panel.dispose();
      if (this.#panel === panel) this.#panel = undefined;
    });
    return panel;
  }
}
