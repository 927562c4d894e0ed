/**
 * How documents of traces are read: the text of rules steps back behind what is said of them, and sections can be jumped
 * to. In: documents as the language server lays them out. Out: decorations and symbols, in the theme's own colours.
 */
import * as vscode from 'vscode';
import { traceScheme } from './names.ts';

/** So far in stands the text of a rule, below the sentence about it. */
const ruleLine = /^ {8}\S/;

export class TraceLooks implements vscode.Disposable {
  readonly #rule = vscode.window.createTextEditorDecorationType({
    color: new vscode.ThemeColor('editorCodeLens.foreground'),
  });
  readonly #subscriptions = [
    this.#rule,
    vscode.window.onDidChangeVisibleTextEditors(editors => this.#decorate(editors)),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      this.#decorate(vscode.window.visibleTextEditors.filter(editor => editor.document === document));
    }),
    vscode.languages.registerDocumentSymbolProvider({ scheme: traceScheme }, { provideDocumentSymbols: symbolsOf }),
  ];

  constructor() {
    this.#decorate(vscode.window.visibleTextEditors);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #decorate(editors: readonly vscode.TextEditor[]): void {
    for (const editor of editors.filter(({ document }) => document.uri.scheme === traceScheme)) {
      editor.setDecorations(
        this.#rule,
        linesOf(editor.document)
          .filter(line => ruleLine.test(line.text))
          .map(line => line.range),
      );
    }
  }
}

function linesOf(document: vscode.TextDocument): vscode.TextLine[] {
  return Array.from({ length: document.lineCount }, (_, i) => document.lineAt(i));
}

/** The sections: lines that nothing is indented of, and what follows them. */
function symbolsOf(document: vscode.TextDocument): vscode.DocumentSymbol[] {
  const heads = linesOf(document).filter(({ text }) => /^\S.*:$/.test(text));
  return heads.map(({ text, range }, i) => {
    const last = (heads[i + 1]?.lineNumber ?? document.lineCount) - 1;
    const whole = range.union(document.lineAt(last).range);
    return new vscode.DocumentSymbol(text.slice(0, -1), '', vscode.SymbolKind.Event, whole, range);
  });
}
