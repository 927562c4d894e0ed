/**
 * `.routelens.yaml`: what a root says of its cluster, shared by editor, command line and CI. In: the file's document.
 * Out: a settings layer, and what is wrong with it.
 */

import type { TextRange } from '../base/textRange.ts';
import type { ManifestDocument } from '../yaml/manifest.ts';
import { keyText, type ManifestNode, type MapEntry } from '../yaml/manifestNode.ts';
import type { ProxyMode, SettingsLayer, Severity } from './clusterSettings.ts';
import { readPortRange } from './portRange.ts';

export const settingsFileName = '.routelens.yaml';

export function isSettingsFile(file: string): boolean {
  return file === settingsFileName || file.endsWith(`/${settingsFileName}`);
}

export const proxyModes: readonly ProxyMode[] = ['iptables', 'nftables', 'ipvs'];
export const severities: readonly (Severity | 'off')[] = ['error', 'warning', 'information', 'hint', 'off'];
/** Releases whose validation is known; of 1.37, what is known to differ from 1.36. */
export const oldestMinor = 25;
export const newestMinor = 37;

export interface SettingProblem {
  readonly range: TextRange;
  readonly message: string;
}

export interface SettingsFile {
  readonly layer: SettingsLayer;
  readonly problems: readonly SettingProblem[];
}

/** Reads one value; undefined when it is not acceptable. */
type Reader = (node: ManifestNode) => SettingsLayer[keyof SettingsLayer] | undefined;

function text(node: ManifestNode): string | undefined {
  return node.kind === 'scalar' && node.value !== null ? String(node.value) : undefined;
}

function texts(node: ManifestNode): readonly string[] | undefined {
  const items =
    node.kind === 'sequence'
      ? node.items.map(text)
      : text(node)
          ?.split(',')
          .map(s => s.trim());
  return items?.every(item => item !== undefined) ? (items as string[]) : undefined;
}

/** "1.36" when written as a number is 1.36, but 1.30 would be 1.3. */
export function isKnownRelease(release: string): boolean {
  const minor = /^1\.(\d+)$/.exec(release)?.[1];
  return minor !== undefined && Number(minor) >= oldestMinor && Number(minor) <= newestMinor;
}

function readSeverities(node: ManifestNode): Readonly<Record<string, Severity | 'off'>> | undefined {
  if (node.kind !== 'map') return undefined;
  const pairs = node.entries.map(entry => [keyText(entry), severityOf(entry.value)] as const);
  return pairs.every(([, severity]) => severity) ? (Object.fromEntries(pairs) as Record<string, Severity>) : undefined;
}

/** A bare `off` is a YAML 1.1 boolean. */
function severityOf(node: ManifestNode): Severity | 'off' | undefined {
  if (node.kind === 'scalar' && node.value === false) return 'off';
  return severities.find(severity => severity === text(node));
}

export function looksLikeCidr(value: string): boolean {
  return /^[0-9a-fA-F:.]+\/\d{1,3}$/.test(value);
}

const readers: Readonly<Record<string, { key: keyof SettingsLayer; read: Reader; accepts: string }>> = {
  mode: { key: 'mode', read: n => proxyModes.find(m => m === text(n)), accepts: proxyModes.join(', ') },
  kubernetesVersion: {
    key: 'kubernetesVersion',
    read: n => [text(n) ?? ''].find(isKnownRelease),
    accepts: `"1.${oldestMinor}" to "1.${newestMinor}", in quotes`,
  },
  serviceCidr: {
    key: 'serviceCidrs',
    read: n => [texts(n) ?? []].find(list => list.length > 0 && list.every(looksLikeCidr)),
    accepts: 'one or two ranges such as 10.96.0.0/12',
  },
  nodePortRange: { key: 'nodePortRange', read: n => readPortRange(text(n)), accepts: 'a range such as 30000-32767' },
  clusterDomain: { key: 'clusterDomain', read: text, accepts: 'a DNS domain such as cluster.local' },
  node: { key: 'node', read: text, accepts: 'the name of a Node' },
  rules: { key: 'severities', read: readSeverities, accepts: `rule ids with ${severities.join(', ')}` },
  ignore: { key: 'ignore', read: texts, accepts: 'a list of patterns as in .gitignore' },
};

/** Only the file's first document counts. */
export function readSettingsFile(document: Pick<ManifestDocument, 'root'> | undefined): SettingsFile {
  const root = document?.root;
  if (!root || (root.kind === 'scalar' && root.value === null)) return { layer: {}, problems: [] };
  if (root.kind !== 'map') {
    return { layer: {}, problems: [{ range: root, message: `${settingsFileName} must be a map of settings.` }] };
  }
  const layer: Record<string, unknown> = {};
  const problems = root.entries.flatMap(entry => readEntry(entry, layer) ?? []);
  return { layer, problems };
}

function readEntry(entry: MapEntry, layer: Record<string, unknown>): SettingProblem | undefined {
  const name = keyText(entry);
  const reader = Object.hasOwn(readers, name) ? readers[name] : undefined;
  if (!reader) {
    const message = `${settingsFileName} has no setting "${name}", so it has no effect. Known are ${Object.keys(readers).join(', ')}.`;
    return { range: { start: entry.key.start, end: entry.key.end }, message };
  }
  const value = reader.read(entry.value);
  if (value !== undefined) {
    layer[reader.key] = value;
    return undefined;
  }
  const range = entry.value.start < entry.value.end ? entry.value : entry.key;
  const { value: scalar = null } = entry.value.kind === 'scalar' ? entry.value : {};
  const written = scalar === null ? '' : ` "${scalar}"`;
  return {
    range: { start: range.start, end: range.end },
    message: `The value${written} of ${name} is not understood and is ignored. It takes ${reader.accepts}.`,
  };
}
