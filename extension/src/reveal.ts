/** Going to YAML: in the editor group where it is already open, else beside the panel. */
import * as vscode from 'vscode';
import type { Location } from 'vscode-languageclient';

export function toLocation({ uri, range }: Location): vscode.Location {
  const { start, end } = range;
  return new vscode.Location(
    vscode.Uri.parse(uri),
    new vscode.Range(start.line, start.character, end.line, end.character),
  );
}

export async function reveal(location: vscode.Location, panelColumn?: vscode.ViewColumn): Promise<void> {
  await vscode.window.showTextDocument(location.uri, {
    viewColumn: columnFor(location.uri, panelColumn),
    selection: location.range,
  });
}

function columnFor(uri: vscode.Uri, panelColumn: vscode.ViewColumn | undefined): vscode.ViewColumn {
  const editors = vscode.window.visibleTextEditors.filter(editor => editor.viewColumn !== undefined);
  const showing = editors.find(editor => editor.document.uri.toString() === uri.toString());
  const beside = editors.find(editor => editor.viewColumn !== panelColumn);
  const other = panelColumn === vscode.ViewColumn.One ? vscode.ViewColumn.Beside : vscode.ViewColumn.One;
  return (showing ?? beside)?.viewColumn ?? other;
}
