/** The commands of docs/reference.md. Arguments come from lenses, hovers, keybindings of people: they are checked. */
import * as vscode from 'vscode';
import type { Location } from 'vscode-languageclient';
import { endpointsMethod, type ServiceArgument } from '../../language-server/lsp/protocol.ts';
import { targetAtCursor } from './documents.ts';
import { commands } from './names.ts';
import type { RenderedDocuments } from './renderedDocuments.ts';
import { reveal, toLocation } from './reveal.ts';
import type { RoutingPanels } from './routingPanels.ts';
import { openRulePage } from './rulePages.ts';
import type { Server } from './server.ts';
import type { StatusItem } from './statusItem.ts';
import { readTrace, type TraceDocuments } from './traceDocuments.ts';
import { pickTrace } from './tracePick.ts';

export interface Parts {
  readonly server: Server;
  readonly panels: RoutingPanels;
  readonly status: StatusItem;
  readonly traces: TraceDocuments;
  readonly rendered: RenderedDocuments;
  readonly output: vscode.LogOutputChannel;
}

export function registerCommands({ server, panels, status, traces, rendered, output }: Parts): vscode.Disposable[] {
  const register = vscode.commands.registerCommand;
  return [
    register(commands.showChains, (argument: unknown) => panels.open(readService(argument))),
    register(commands.goToEndpoints, (argument: unknown) => goToEndpoints(server, readService(argument))),
    register(commands.tracePacket, (argument: unknown) => tracePacket(server, traces, argument)),
    register(commands.renderAndCheck, (argument: unknown) => rendered.open(readUri(argument))),
    register(commands.showStatus, () => status.show()),
    register(commands.restartServer, () => server.restart()),
    register(commands.showOutput, () => output.show()),
    register(commands.openRulePage, openRulePage),
  ];
}

function readService(argument: unknown): ServiceArgument | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  const { uri, namespace, name } = argument as Partial<Record<keyof ServiceArgument, unknown>>;
  if (typeof uri !== 'string' || typeof namespace !== 'string' || typeof name !== 'string') return undefined;
  return { uri, namespace, name };
}

/** The explorer gives what was clicked on; else it is what is open. */
function readUri(argument: unknown): vscode.Uri | undefined {
  return argument instanceof vscode.Uri ? argument : vscode.window.activeTextEditor?.document.uri;
}

/** A trace that is given whole is shown; else the person is asked, about the Service given or under the cursor. */
async function tracePacket(server: Server, traces: TraceDocuments, argument: unknown): Promise<void> {
  const trace = readTrace(argument) ?? (await pickTrace(server, readService(argument)));
  if (trace) await traces.open(trace);
}

async function goToEndpoints(server: Server, service: ServiceArgument | undefined): Promise<void> {
  const target = service ? { service } : targetAtCursor();
  const answer = target && (await server.request<readonly Location[]>(endpointsMethod, target));
  const locations = (answer ?? []).map(toLocation);
  const [first] = locations;
  if (!first) {
    const text = service
      ? `No manifest says which endpoints ${service.namespace}/${service.name} has.`
      : 'The cursor is in no Service whose endpoints a manifest holds.';
    void vscode.window.showInformationMessage(text);
  } else if (locations.length === 1) {
    await reveal(first);
  } else {
    const from = service ? vscode.Uri.parse(service.uri) : vscode.window.activeTextEditor?.document.uri;
    const at = vscode.window.activeTextEditor?.selection.active ?? new vscode.Position(0, 0);
    await vscode.commands.executeCommand('editor.action.goToLocations', from ?? first.uri, at, locations, 'peek');
  }
}
