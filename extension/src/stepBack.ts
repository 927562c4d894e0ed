/**
 * Leaves out plain schema mistakes where the Red Hat YAML extension underlines the same token, by setting. In: the
 * server's diagnostics, and everything that changes what the other extension says. Out: what the editor shows.
 */
import * as vscode from 'vscode';
import type { HandleDiagnosticsSignature } from 'vscode-languageclient';
import { clientId } from './names.ts';
import { isSchemaMistake, withoutDoubles } from './schemaDoubles.ts';

export const yamlExtension = 'redhat.vscode-yaml';

interface Held {
  readonly uri: vscode.Uri;
  readonly all: vscode.Diagnostic[];
  readonly show: HandleDiagnosticsSignature;
  shown: readonly vscode.Diagnostic[];
}

export class StepBack implements vscode.Disposable {
  /** Files with findings that may have to step back; the others pass through. */
  readonly #held = new Map<string, Held>();
  readonly #listeners = [
    vscode.languages.onDidChangeDiagnostics(({ uris }) => this.#again(uris.map(String))),
    vscode.workspace.onDidChangeConfiguration(event => {
      if (event.affectsConfiguration(`${clientId}.yamlExtension`)) this.#again([...this.#held.keys()]);
    }),
  ];

  readonly handleDiagnostics = (
    uri: vscode.Uri,
    diagnostics: vscode.Diagnostic[],
    next: HandleDiagnosticsSignature,
  ): void => {
    const rest = remaining(uri, diagnostics);
    if (diagnostics.some(isSchemaMistake)) {
      this.#held.set(String(uri), { uri, all: diagnostics, show: next, shown: rest });
    } else {
      this.#held.delete(String(uri));
    }
    next(uri, rest);
  };

  /** Showing findings is a change of diagnostics too, so that only a real difference is shown. */
  #again(uris: readonly string[]): void {
    for (const uri of uris) {
      const held = this.#held.get(uri);
      if (!held) continue;
      const rest = remaining(held.uri, held.all);
      if (isSame(rest, held.shown)) continue;
      held.shown = rest;
      held.show(held.uri, rest);
    }
  }

  /** A client that ends takes its findings along. */
  forget(): void {
    this.#held.clear();
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
  }
}

function isSame(a: readonly vscode.Diagnostic[], b: readonly vscode.Diagnostic[]): boolean {
  return a.length === b.length && a.every((diagnostic, i) => diagnostic === b[i]);
}

function remaining(uri: vscode.Uri, diagnostics: vscode.Diagnostic[]): vscode.Diagnostic[] {
  const isActive = vscode.extensions.getExtension(yamlExtension)?.isActive === true;
  const choice = vscode.workspace.getConfiguration(clientId, uri).get('yamlExtension.stepBack');
  return isActive && choice !== 'never'
    ? withoutDoubles(diagnostics, vscode.languages.getDiagnostics(uri))
    : diagnostics;
}
