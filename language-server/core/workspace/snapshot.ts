/**
 * An immutable picture of all manifests in the workspace. A change makes the next snapshot from the previous one and
 * parses only what changed. In: texts by file name and settings. Out: parsed files, grouped into roots.
 */
import type { SettingsLayer } from '../cluster/clusterSettings.ts';
import type { KubernetesObject } from '../cluster/objects.ts';
import type { Manifest, ManifestLanguage } from '../yaml/manifest.ts';

export interface FileInput {
  readonly text: string;
  readonly language: ManifestLanguage;
}

export interface WorkspaceFile {
  /** URI or path with forward slashes; the key everywhere. */
  readonly name: string;
  readonly manifest: Manifest;
  readonly objects: readonly KubernetesObject[];
}

export interface WorkspaceSettings {
  readonly option?: SettingsLayer | undefined;
  readonly setting?: SettingsLayer | undefined;
  /** Data of host.yaml, where the person gave one. */
  readonly host?: unknown;
}

export interface Snapshot {
  readonly files: ReadonlyMap<string, WorkspaceFile>;
  readonly settings: WorkspaceSettings;
}

export const emptySnapshot: Snapshot = { files: new Map(), settings: {} };
