/** The item in the status bar: mode, release and number of Services of the active file's root; a click tells more. */
import * as vscode from 'vscode';
import { type StatusAnswer, type StatusParams, statusMethod } from '../../language-server/lsp/protocol.ts';
import { isOwnDocument } from './documents.ts';
import { clientId, clientName, commands, hasServicesContext } from './names.ts';
import type { Server } from './server.ts';

export class StatusItem implements vscode.Disposable {
  readonly #server: Server;
  readonly #item = vscode.window.createStatusBarItem('routelens.status', vscode.StatusBarAlignment.Right, 90);
  readonly #subscriptions: vscode.Disposable[];
  #status: StatusAnswer | undefined;
  #turn = 0;

  constructor(server: Server) {
    this.#server = server;
    this.#item.name = clientName;
    this.#item.command = commands.showStatus;
    this.#subscriptions = [
      server.onStateChanged(() => this.#refresh()),
      server.onStatusChanged(() => this.#refresh()),
      vscode.window.onDidChangeActiveTextEditor(() => this.#refresh()),
    ];
    this.#draw();
  }

  /** The status in full, with what can be done about it. */
  async show(): Promise<void> {
    await this.#refresh();
    const items = [...factsOf(this.#server, this.#status), separator, ...actions];
    const picked = await vscode.window.showQuickPick<Item>(items, { title: 'Routelens status', matchOnDetail: true });
    picked?.run?.();
  }

  dispose(): void {
    for (const subscription of [this.#item, ...this.#subscriptions]) subscription.dispose();
  }

  async #refresh(): Promise<void> {
    const turn = ++this.#turn;
    const document = vscode.window.activeTextEditor?.document;
    const params: StatusParams =
      document && isOwnDocument(document) ? { textDocument: { uri: document.uri.toString() } } : {};
    const status = await this.#server.request<StatusAnswer>(statusMethod, params);
    if (turn !== this.#turn) return;
    this.#status = status;
    void vscode.commands.executeCommand('setContext', hasServicesContext, (status?.services ?? 0) > 0);
    this.#draw();
  }

  #draw(): void {
    const failed = this.#server.state === 'failed';
    this.#item.backgroundColor = failed ? new vscode.ThemeColor('statusBarItem.errorBackground') : undefined;
    this.#item.text = textOf(this.#server, this.#status);
    this.#item.tooltip = failed
      ? 'Routelens: the language server does not run'
      : 'Routelens: what is known of the cluster';
    this.#item.show();
  }
}

function textOf(server: Server, status: StatusAnswer | undefined): string {
  if (server.state === 'failed') return '$(error) Routelens';
  if (server.state === 'starting') return '$(loading~spin) Routelens';
  if (!status) return '$(type-hierarchy) Routelens';
  const services = status.services === 1 ? '1 Service' : `${status.services} Services`;
  return `$(type-hierarchy) ${status.mode} · ${status.kubernetesVersion} · ${services}`;
}

interface Item extends vscode.QuickPickItem {
  readonly run?: () => void;
}

const separator: Item = { label: '', kind: vscode.QuickPickItemKind.Separator };

const actions: readonly Item[] = [
  { label: '$(gear) Open settings', run: () => run('workbench.action.openSettings', `@ext:routelens.${clientId}`) },
  { label: '$(output) Show output', run: () => run(commands.showOutput) },
  { label: '$(debug-restart) Restart server', run: () => run(commands.restartServer) },
];

const run = (command: string, ...parameters: unknown[]) => void vscode.commands.executeCommand(command, ...parameters);

/** The root as the explorer names it. */
function folderName(root: string): string {
  const uri = vscode.Uri.parse(root);
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  const isFolder = folder && `${folder.uri.path}/` === (uri.path.endsWith('/') ? uri.path : `${uri.path}/`);
  return isFolder ? folder.name : vscode.workspace.asRelativePath(uri);
}

function factsOf(server: Server, status: StatusAnswer | undefined): Item[] {
  if (!status)
    return [{ label: server.state === 'failed' ? 'The language server does not run.' : 'The language server starts.' }];
  return [
    { label: 'kube-proxy mode', description: status.mode },
    { label: 'Kubernetes', description: status.kubernetesVersion },
    { label: 'Node', description: status.node },
    { label: 'Services', description: String(status.services) },
    ...status.details.map(detail => ({ label: detail.replaceAll(status.root || '\n', folderName(status.root)) })),
  ];
}
