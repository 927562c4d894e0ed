/**
 * What `kustomize build` or `helm template` makes of a folder, as a read-only document that is checked like any manifest.
 * A tool runs when the person asks for it, and again when a file that may go into the text is saved while the document
 * is open. In: the tool, which a browser does not have. Never in a workspace that is not trusted.
 */
import * as vscode from 'vscode';
import type { RenderResult, RenderTool } from '../node/renderTool.ts';
import { commands, renderedScheme } from './names.ts';
import { chooseTarget, type RenderTarget } from './renderTargets.ts';

interface Rendering {
  readonly uri: vscode.Uri;
  readonly target: RenderTarget;
  text: string;
}

/** Long enough for "Save All" to be one change. */
const settleTime = 150;

/** An editor that VS Code restores must not start a program by itself. */
const notRendered = '# Not rendered: "Routelens: Render and Check…" does it again.\n';

const commandNames = { kustomize: 'kustomize build', helm: 'helm template' } as const;

export class RenderedDocuments implements vscode.Disposable {
  readonly #tool: RenderTool | undefined;
  readonly #output: vscode.LogOutputChannel;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  /** By address; each has an open editor. */
  readonly #renderings = new Map<string, Rendering>();
  readonly #runs = new Map<string, AbortController>();
  /** Addresses to be rendered again. */
  readonly #due = new Set<string>();
  readonly #subscriptions: vscode.Disposable[];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(tool: RenderTool | undefined, output: vscode.LogOutputChannel) {
    this.#tool = tool;
    this.#output = output;
    this.#subscriptions = [
      this.#changed,
      vscode.workspace.registerTextDocumentContentProvider(renderedScheme, {
        onDidChange: this.#changed.event,
        provideTextDocumentContent: uri => this.#renderings.get(uri.toString())?.text ?? notRendered,
      }),
      vscode.workspace.onDidSaveTextDocument(({ uri }) => this.#saved(uri)),
      vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
        for (const tab of closed) this.#closed(tab);
      }),
    ];
  }

  /** `start`: the file or folder to look from. */
  async open(start: vscode.Uri | undefined): Promise<void> {
    const hindrance = this.#hindrance();
    if (hindrance !== undefined) {
      void vscode.window.showInformationMessage(hindrance);
      return;
    }
    const shown = start && this.#renderings.get(start.toString());
    const target = shown?.target ?? (await chooseTarget(start));
    const text = target && (await this.#render(target, vscode.ProgressLocation.Notification));
    if (!target || text === undefined) return;
    const uri = addressOf(target);
    this.#renderings.set(uri.toString(), { uri, target, text });
    this.#changed.fire(uri);
    await vscode.window.showTextDocument(uri, { preview: false });
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const run of this.#runs.values()) run.abort();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #hindrance(): string | undefined {
    if (!this.#tool)
      return 'Rendering runs kustomize or helm: open the folder in VS Code on a desktop or a remote host.';
    if (!vscode.workspace.isTrusted) return 'Rendering runs kustomize or helm, and that only in a trusted workspace.';
    return undefined;
  }

  #saved(file: vscode.Uri): void {
    const due = [...this.#renderings].filter(([, { target }]) => mayGoInto(target, file));
    if (due.length === 0) return;
    for (const [address] of due) this.#due.add(address);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#renderDue(), settleTime);
  }

  #renderDue(): void {
    const addresses = [...this.#due];
    this.#due.clear();
    for (const address of addresses) void this.#renderAgain(address);
  }

  async #renderAgain(address: string): Promise<void> {
    const rendering = this.#renderings.get(address);
    const text = rendering && (await this.#render(rendering.target, vscode.ProgressLocation.Window));
    if (!rendering || text === undefined || text === rendering.text) return;
    rendering.text = text;
    this.#changed.fire(rendering.uri);
  }

  /** The text, or undefined where there is none and the person knows why. A newer run ends an older one. */
  async #render(target: RenderTarget, location: vscode.ProgressLocation): Promise<string | undefined> {
    const address = addressOf(target).toString();
    const abort = new AbortController();
    this.#runs.get(address)?.abort();
    this.#runs.set(address, abort);
    const title = `${commandNames[target.kind]} ${vscode.workspace.asRelativePath(target.folder)}`;
    const result = await vscode.window.withProgress({ location, title, cancellable: true }, async (_, token) => {
      token.onCancellationRequested(() => abort.abort());
      return this.#tool?.({ kind: target.kind, folder: target.folder.fsPath, signal: abort.signal });
    });
    if (this.#runs.get(address) === abort) this.#runs.delete(address);
    return result && this.#textOf(result, target);
  }

  #textOf(result: RenderResult, target: RenderTarget): string | undefined {
    switch (result.kind) {
      case 'rendered':
        this.#output.info(`${result.command}\n${result.messages}`.trimEnd());
        return result.text;
      case 'failed':
        this.#output.error(`${result.command}: ${result.problem}\n${result.messages}`.trimEnd());
        this.#sayFailed(`${commandNames[target.kind]}: ${result.problem}`);
        return undefined;
      case 'missing':
        void vscode.window.showErrorMessage(missingText(result.programs));
        return undefined;
      case 'cancelled':
        return undefined;
    }
  }

  #sayFailed(message: string): void {
    const show = 'Show Output';
    void vscode.window.showErrorMessage(message, show).then(choice => {
      if (choice === show) void vscode.commands.executeCommand(commands.showOutput);
    });
  }

  #closed({ input }: vscode.Tab): void {
    if (!(input instanceof vscode.TabInputText) || hasTab(input.uri)) return;
    const address = input.uri.toString();
    if (this.#renderings.delete(address)) this.#runs.get(address)?.abort();
  }
}

/** The tab is called by the last part: "prod (kustomize build).yaml". */
function addressOf({ kind, folder }: RenderTarget): vscode.Uri {
  return vscode.Uri.from({ scheme: renderedScheme, path: `${folder.path} (${commandNames[kind]}).yaml` });
}

/** An overlay takes files from other folders too, and only its tool knows which. */
function mayGoInto({ kind, folder }: RenderTarget, file: vscode.Uri): boolean {
  if (file.scheme !== folder.scheme) return false;
  if (file.path.startsWith(`${folder.path}/`)) return true;
  const own = vscode.workspace.getWorkspaceFolder(folder);
  return kind === 'kustomize' && own !== undefined && vscode.workspace.getWorkspaceFolder(file) === own;
}

function hasTab(uri: vscode.Uri): boolean {
  const tabs = vscode.window.tabGroups.all.flatMap(group => group.tabs);
  return tabs.some(({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === uri.toString());
}

function missingText(programs: readonly string[]): string {
  const [first, second] = programs;
  return second === undefined
    ? `Rendering this folder needs ${first}, which is not in PATH. Install it and restart VS Code.`
    : `Rendering this folder needs ${first} or ${second}; neither is in PATH. Install one and restart VS Code.`;
}
