/**
 * Which files are worth reading, from their names and then from their bytes. In: file names and contents. Out: yes or
 * no, the language, the text. Lock files, data and most configuration of other programs are left out here, unparsed.
 */

import { isInstallerPath, looksLikeInstallerConfig } from '../../core/yaml/installerText.ts';
import type { ManifestLanguage } from '../../core/yaml/manifest.ts';
import { holdsManifest } from '../../core/yaml/manifestShape.ts';

/** For watchers; as isManifestName, and the files that change what is excluded. */
export const watchedGlobs = ['**/*.{yaml,yml,json}', '**/Kustomization', '**/.gitignore'];

export const defaultMaxFileSize = 10_000_000;

/** Files that mean something without an apiVersion in their text. */
const configurationNames = new Set([
  '.routelens.yaml',
  'kustomization.yaml',
  'kustomization.yml',
  'Kustomization',
  'Chart.yaml',
]);

function baseOf(file: string): string {
  return file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
}

export function isManifestName(file: string): boolean {
  return /\.(?:ya?ml|json)$/i.test(file) || configurationNames.has(baseOf(file));
}

export function languageOf(file: string): ManifestLanguage {
  return /\.json$/i.test(file) ? 'json' : 'yaml';
}

export function isManifestText(file: string, text: string): boolean {
  const isInstallers = isInstallerPath(file) || looksLikeInstallerConfig(text);
  const isConfiguration = configurationNames.has(baseOf(file)) || isInstallers || isForKustomize(text);
  return isConfiguration || holdsManifest(text, languageOf(file));
}

/** A JSON patch, or a table of fields for transformers: a kustomization names them, and nothing else about them tells. */
function isForKustomize(text: string): boolean {
  if (/\bop["']?\s*:\s*["']?(?:add|remove|replace|move|copy|test)\b/.test(text)) return /\bpath["']?\s*:/.test(text);
  return (
    /^(?:nameReference|namespace|namePrefix|varReference|commonLabels|templateLabels):\s*$/m.test(text) &&
    /\bpath:/.test(text)
  );
}

/** As kubectl reads bytes: UTF-16 where a byte order mark says so, else UTF-8. The mark is no part of the text. */
export function decodeText(bytes: Uint8Array): string {
  const mark = (bytes[0] ?? 0) * 256 + (bytes[1] ?? 0);
  const encoding = mark === 0xfffe ? 'utf-16le' : mark === 0xfeff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}

/** Text of the file, or undefined where it holds no manifest. */
export function decodeManifestBytes(file: string, bytes: Uint8Array): string | undefined {
  const text = decodeText(bytes);
  return isManifestText(file, text) ? text : undefined;
}
