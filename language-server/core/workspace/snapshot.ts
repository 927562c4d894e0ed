/**
 * An immutable picture of all manifests in the workspace. A change makes the next snapshot from the previous one and
 * parses only the files that changed. In: texts by file name, and settings. Out: parsed files.
 */
import type { SettingsLayer } from '../cluster/clusterSettings.ts';
import { decodeDocument } from '../cluster/decode.ts';
import type { KubernetesObject } from '../cluster/objects.ts';
import { isSyntaxProblem, type Manifest, type ManifestDocument, type ManifestLanguage } from '../yaml/manifest.ts';
import type { ParsedDocument } from '../yaml/parsedDocument.ts';
import { parseAgain, parseManifest } from '../yaml/parseManifest.ts';

export interface FileInput {
  readonly text: string;
  readonly language: ManifestLanguage;
  /** The text is being typed: while a document does not parse, its last good objects stand in. */
  readonly open?: boolean;
  /** What parseDocuments gave for this text, where that has been done elsewhere. */
  readonly parsed?: readonly ParsedDocument[] | undefined;
}

export interface WorkspaceFile {
  /** URI or path with forward slashes; the key everywhere. */
  readonly name: string;
  readonly manifest: Manifest;
  /** Of all documents, in order. */
  readonly objects: readonly KubernetesObject[];
  /** Documents whose objects are of an earlier text, because the present one does not parse. */
  readonly stale: ReadonlySet<number>;
}

export interface WorkspaceSettings {
  readonly option?: SettingsLayer | undefined;
  readonly setting?: SettingsLayer | undefined;
  /** Data of a KubeProxyConfiguration that was named outright. */
  readonly proxyConfiguration?: Readonly<Record<string, unknown>> | undefined;
  /** Data of host.yaml, where the person gave one. */
  readonly host?: unknown;
}

export interface Snapshot {
  /**
   * The folders whose files belong together, as prefixes of file names ending in a slash; "" holds every file. A file
   * outside all of them is an input of its own.
   */
  readonly folders: readonly string[];
  readonly files: ReadonlyMap<string, WorkspaceFile>;
  /** By folder; "" for files outside all folders and where a folder has none of its own. */
  readonly settings: ReadonlyMap<string, WorkspaceSettings>;
  /** Folders whose files are not all here yet, so that nothing is said to be missing. */
  readonly loading: ReadonlySet<string>;
}

export const emptySnapshot: Snapshot = { folders: [], files: new Map(), settings: new Map(), loading: new Set() };

export interface FileChange {
  readonly name: string;
  /** Undefined: the file is gone. */
  readonly input: FileInput | undefined;
}

/** Hears of a file that could not be read for a fault of ours. */
export type ReadingFailed = (name: string, error: unknown) => void;

const rethrow: ReadingFailed = (_name, error) => {
  throw error;
};

/**
 * The next snapshot. Files that are not named are shared with the previous one. Where `failed` is given, a file whose
 * reading fails is left out, so that it takes no other along.
 */
export function withFiles(
  previous: Snapshot,
  changes: Iterable<FileChange>,
  failed: ReadingFailed = rethrow,
): Snapshot {
  const files = new Map(previous.files);
  for (const { name, input } of changes) {
    files.delete(name);
    if (!input) continue;
    try {
      files.set(name, readFile(name, input, previous.files.get(name)));
    } catch (error) {
      failed(name, error);
    }
  }
  return { ...previous, files };
}

/** Folders that are gone take their files along. */
export function withFolders(previous: Snapshot, folders: readonly string[]): Snapshot {
  const gone = previous.folders.filter(folder => !folders.includes(folder));
  const keeps = (name: string) => folders.some(f => name.startsWith(f)) || !gone.some(f => name.startsWith(f));
  const files = new Map([...previous.files].filter(([name]) => keeps(name)));
  return { ...previous, folders, files };
}

export function withSettings(previous: Snapshot, settings: ReadonlyMap<string, WorkspaceSettings>): Snapshot {
  return { ...previous, settings };
}

export function withLoading(previous: Snapshot, loading: ReadonlySet<string>): Snapshot {
  return { ...previous, loading };
}

function readFile(name: string, input: FileInput, previous: WorkspaceFile | undefined): WorkspaceFile {
  const { text, language, parsed, open } = input;
  const before = previous?.manifest.language === language ? previous : undefined;
  // Once it is no longer being typed, nothing stands in for what does not parse.
  if (before?.manifest.text === text && (open || before.stale.size === 0)) return before;
  const manifest = before && !parsed ? parseAgain(text, before.manifest) : parseManifest(text, language, parsed);
  const known = before ? decodedDocuments(before) : undefined;
  const stale = new Set<number>();
  const objects = manifest.documents.flatMap(document => {
    const standIns = open && isBroken(document) ? objectsOfDocument(before, document.index) : [];
    if (standIns.length) stale.add(document.index);
    return standIns.length ? standIns : (known?.get(document) ?? decodeDocument(document, name));
  });
  return { name, manifest, objects, stale };
}

function objectsOfDocument(file: WorkspaceFile | undefined, index: number): readonly KubernetesObject[] {
  return file?.objects.filter(o => o.source.document === index) ?? [];
}

/** The objects of each document that were decoded from its own text; a document that stays keeps its objects. */
function decodedDocuments({ manifest, objects, stale }: WorkspaceFile) {
  const decoded = new Map<ManifestDocument, KubernetesObject[]>();
  for (const document of manifest.documents) if (!stale.has(document.index)) decoded.set(document, []);
  for (const object of objects) decoded.get(manifest.documents[object.source.document]!)?.push(object);
  return decoded;
}

export function isBroken(document: ManifestDocument): boolean {
  return document.isKubernetes && !document.isTemplate && document.problems.some(isSyntaxProblem);
}

/** The folder that a file belongs to, or the file itself where it stands alone. */
export function folderOf(snapshot: Snapshot, file: string): string {
  const holding = snapshot.folders.filter(folder => file.startsWith(folder));
  return holding.reduce((a, b) => (b.length > a.length ? b : a), holding[0] ?? file);
}

const noSettings: WorkspaceSettings = {};

export function settingsFor(snapshot: Snapshot, folder: string): WorkspaceSettings {
  return snapshot.settings.get(folder) ?? snapshot.settings.get('') ?? noSettings;
}
