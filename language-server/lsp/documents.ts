/** Feeds open documents into the workspace: unsaved edits, untitled documents and single files alike. */
import { type Connection, TextDocuments } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { ManifestLanguage } from '../core/yaml/manifest.ts';
import { nameOf } from './names.ts';
import type { Workspace } from './workspace.ts';

const languages: Readonly<Record<string, ManifestLanguage>> = { yaml: 'yaml', json: 'json', jsonc: 'json' };

export interface DocumentPorts {
  readonly workspace: Workspace;
  readonly changed: () => void;
  /** The document is no longer in front of what is on disk. */
  readonly closed: (name: string) => void;
}

export function followDocuments(connection: Connection, { workspace, changed, closed }: DocumentPorts): void {
  const documents = new TextDocuments(TextDocument);
  documents.onDidChangeContent(({ document }) => {
    const language = Object.hasOwn(languages, document.languageId) ? languages[document.languageId] : undefined;
    if (!language) return;
    const { uri, version } = document;
    workspace.setOpen(nameOf(uri), { uri, version, input: { text: document.getText(), language, open: true } });
    changed();
  });
  documents.onDidClose(({ document }) => {
    const name = nameOf(document.uri);
    workspace.setClosed(name);
    closed(name);
  });
  documents.listen(connection);
}
