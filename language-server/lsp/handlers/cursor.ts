/** The file and offset that a request speaks of; undefined where the server does not know the file or the position. */
import type { TextDocumentPositionParams } from 'vscode-languageserver';
import type { Manifest } from '../../core/yaml/manifest.ts';
import { offsetAt } from '../fromProto.ts';
import { nameOf } from '../names.ts';
import type { Session } from '../session.ts';

export interface RequestCursor {
  readonly file: string;
  readonly offset: number;
  readonly manifest: Manifest;
}

export function cursorOf(
  { workspace }: Session,
  { textDocument, position }: TextDocumentPositionParams,
): RequestCursor | undefined {
  const file = nameOf(textDocument.uri);
  const manifest = workspace.snapshot.files.get(file)?.manifest;
  const offset = manifest && offsetAt(manifest, position);
  return manifest && offset !== undefined ? { file, offset, manifest } : undefined;
}
