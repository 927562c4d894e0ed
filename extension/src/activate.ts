/** Puts the parts together; the same in every extension host. What differs comes in as a `ServerKind`. */
import * as vscode from 'vscode';
import type { RenderTool } from '../node/renderTool.ts';
import type { PanelGraph } from '../webview/messages.ts';
import { registerCommands } from './commands.ts';
import { RenderedDocuments } from './renderedDocuments.ts';
import { RoutingPanels } from './routingPanels.ts';
import { provideRulePages } from './rulePages.ts';
import { Server, type ServerKind } from './server.ts';
import { StatusItem } from './statusItem.ts';
import { TraceDocuments } from './traceDocuments.ts';
import { TraceLooks } from './traceLooks.ts';

/** What other extensions, and the editor tests, may ask. */
export interface RoutelensApi {
  /** The graph that the panel shows, if it shows one. */
  shownGraph(): PanelGraph | undefined;
}

/** `renderTool` is missing where no programs can be run. */
export function activateRoutelens(
  context: vscode.ExtensionContext,
  kind: ServerKind,
  renderTool?: RenderTool,
): RoutelensApi {
  const output = vscode.window.createOutputChannel('Routelens', { log: true });
  const server = new Server(kind, output);
  const panels = new RoutingPanels(context.extensionUri, server);
  const status = new StatusItem(server);
  const traces = new TraceDocuments(server);
  const rendered = new RenderedDocuments(renderTool, output);
  context.subscriptions.push(output, server, panels, status, traces, rendered);
  context.subscriptions.push(new TraceLooks(), provideRulePages(context.extensionUri));
  context.subscriptions.push(...registerCommands({ server, panels, status, traces, rendered, output }));
  // Not awaited: commands, Restart Server above all, must work while a server does not.
  void server.start();
  return { shownGraph: () => panels.shownGraph() };
}
