/** Makes claims from fields of a configuration; what another tool fills in claims nothing. */
import { childOf, type FieldPath, type ManifestNode, nodeAt } from '../../yaml/manifestNode.ts';
import { isUnknownText } from '../../yaml/unknownText.ts';
import type { ObjectHeader } from '../decode.ts';
import type { ClusterStatement, ProxyClaim, SettingClaim, SettingValues } from '../objects.ts';
import { readPortRange } from '../portRange.ts';
import type { Flag } from './flags.ts';

/** A node inside an object, and how to name and find it. */
export interface Section {
  readonly node: ManifestNode | undefined;
  readonly path: FieldPath;
  /** Printed before the names of fields: "networking.". */
  readonly prefix: string;
}

export function sectionAt(root: ManifestNode | undefined, path: FieldPath, shown: FieldPath = path): Section {
  return { node: nodeAt(root, path), path, prefix: shown.map(step => `${step}.`).join('') };
}

/** The text of a scalar, or of several in a list joined by commas; undefined where it is not known. */
export function textOf(node: ManifestNode | undefined): string | undefined {
  if (node?.kind === 'sequence') {
    const items = node.items.map(textOf);
    return items.every(item => item !== undefined) ? items.join(',') : undefined;
  }
  if (node?.kind !== 'scalar' || node.value === null) return undefined;
  const text = String(node.value).trim();
  return text === '' || isUnknownText(text) ? undefined : text;
}

function listOf(text: string): readonly string[] {
  return text
    .split(',')
    .map(item => item.trim())
    .filter(Boolean);
}

const cidr = /^[0-9a-fA-F:.]+\/\d{1,3}$/;

function rangesOf(text: string): readonly string[] | undefined {
  const list = listOf(text);
  return list.length > 0 && list.every(item => cidr.test(item)) ? list : undefined;
}

const readers: { readonly [S in keyof SettingValues]: (text: string) => SettingValues[S] | undefined } = {
  serviceCidrs: rangesOf,
  podCidrs: rangesOf,
  nodePortRange: readPortRange,
  clusterDomain: text => (/^[a-z0-9.-]+$/i.test(text) ? text.replace(/\.$/, '') : undefined),
};

type Place = Pick<SettingClaim, 'name' | 'path' | 'line'>;

/** Nothing where the text is no such setting. */
export function claimOf(setting: keyof SettingValues, text: string | undefined, place: Place): SettingClaim[] {
  const value = text === undefined ? undefined : readers[setting](text);
  return value === undefined ? [] : [{ setting, value, ...place } as SettingClaim];
}

/** What a tool does where nobody says otherwise. */
export function defaultClaim(setting: keyof SettingValues, text: string, by: string): SettingClaim[] {
  return claimOf(setting, text, { name: `the default of ${by}`, path: [] }).map(claim => ({
    ...claim,
    isDefault: true,
  }));
}

export function claimAt(setting: keyof SettingValues, { node, path, prefix }: Section, key: string): SettingClaim[] {
  return claimOf(setting, textOf(childOf(node, key)), { name: prefix + key, path: [...path, key] });
}

export function proxyClaim(field: string, value: unknown, place: Place): ProxyClaim {
  return { setting: 'proxy', field, value, ...place };
}

/** kube-proxy's mode as an installer takes it. */
export function modeClaim({ node, path, prefix }: Section, key: string): SettingClaim[] {
  const text = textOf(childOf(node, key));
  return text === undefined ? [] : [proxyClaim('mode', text, { name: prefix + key, path: [...path, key] })];
}

export function placeOfFlag({ name, path, line }: Flag): Place {
  return { name: `--${name}`, path, ...(line === undefined ? {} : { line }) };
}

export function claimOfFlag(setting: keyof SettingValues, flags: readonly Flag[], name: string): SettingClaim[] {
  const flag = flags.findLast(candidate => candidate.name === name);
  return flag ? claimOf(setting, flag.value, placeOfFlag(flag)) : [];
}

export function statement(
  header: ObjectHeader,
  facts: Pick<ClusterStatement, 'by' | 'standing' | 'claims' | 'proxy' | 'withoutProxy'>,
): ClusterStatement {
  return { kind: 'ClusterStatement', ...header, ...facts };
}
