/**
 * What is known of the cluster beyond its objects, and how it is known: options and settings of the person win over
 * `.routelens.yaml`, that over what the manifests say, that over defaults. In: the cluster model and the layers.
 */
import type { ClusterModel } from './clusterModel.ts';
import { type Refuted, refuteNodePorts, refuteServiceCidrs, type Witness } from './refutedRanges.ts';
import { type Candidate, statedCandidates } from './settingCandidates.ts';

export type ProxyMode = 'iptables' | 'nftables' | 'ipvs';
export type Severity = 'error' | 'warning' | 'information' | 'hint';
export type IpFamily = 'IPv4' | 'IPv6';

export interface PortRange {
  /** Both ends included. */
  readonly from: number;
  readonly to: number;
}

/** A value and whose word it is; `assumed` values must never turn a finding into a refusal. */
export interface Known<T> {
  readonly value: T;
  readonly from: 'option' | 'setting' | '.routelens.yaml' | 'manifests' | 'assumed';
  /** What would be assumed, had it not been contradicted by all that the manifests fix. */
  readonly inPlaceOf?: { readonly value: T; readonly witness: Witness };
}

/** What one layer (command line, editor, .routelens.yaml) says; absent means it says nothing. */
export interface SettingsLayer {
  readonly mode?: ProxyMode | undefined;
  readonly kubernetesVersion?: string | undefined;
  readonly serviceCidrs?: readonly string[] | undefined;
  readonly nodePortRange?: PortRange | undefined;
  readonly clusterDomain?: string | undefined;
  readonly node?: string | undefined;
  readonly severities?: Readonly<Record<string, Severity | 'off'>> | undefined;
  /** Globs of files, relative to the root, in which nothing is reported. */
  readonly ignore?: readonly string[] | undefined;
}

export interface SettingsLayers {
  readonly option?: SettingsLayer | undefined;
  readonly setting?: SettingsLayer | undefined;
  readonly file?: SettingsLayer | undefined;
}

export interface ClusterSettings {
  /** Minor number of the 1.x release. */
  readonly kubernetesMinor: number;
  /** Undefined: as the kube-proxy configuration says, else iptables. */
  readonly mode: ProxyMode | undefined;
  readonly serviceCidrs: Known<readonly string[]>;
  /** IP families of the cluster, in order; assumed exactly when the ranges are. */
  readonly ipFamilies: Known<readonly IpFamily[]>;
  readonly nodePortRange: Known<PortRange>;
  readonly clusterDomain: string;
  readonly node: string | undefined;
  readonly severities: Readonly<Record<string, Severity | 'off'>>;
  readonly ignore: readonly string[];
}

export const defaultServiceCidr = '10.96.0.0/12';
export const defaultNodePortRange: PortRange = { from: 30000, to: 32767 };
export const defaultKubernetesMinor = 36;
export const defaultClusterDomain = 'cluster.local';

/** The first layer that says something, in order of precedence. */
export function first<K extends keyof SettingsLayer>(
  layers: SettingsLayers,
  key: K,
): Known<NonNullable<SettingsLayer[K]>> | undefined {
  const order = [
    ['option', layers.option],
    ['setting', layers.setting],
    ['.routelens.yaml', layers.file],
  ] as const;
  for (const [from, layer] of order) {
    const value = layer?.[key];
    if (value !== undefined) return { value: value as NonNullable<SettingsLayer[K]>, from };
  }
  return undefined;
}

/** The ServiceCIDR that the API server makes from its flag; others only add to it. */
const firstServiceCidr = 'kubernetes';

/** ServiceCIDR objects add to what a component or an installer states. */
function findServiceCidrs(cluster: ClusterModel): Known<readonly string[]> {
  const [stated] = statedCandidates(cluster, 'serviceCidrs');
  const objects = cluster.serviceCidrs.flatMap(o => o.cidrs);
  const hasFirst = cluster.serviceCidrs.some(o => o.name === firstServiceCidr);
  if (hasFirst || knownValue(stated)) {
    return { value: [...new Set([...(knownValue(stated) ?? []), ...objects])], from: 'manifests' };
  }
  const base = [...new Set([...(stated?.value ?? [defaultServiceCidr]), ...objects])];
  return assumedRange(base, refuteServiceCidrs(cluster.services, base));
}

function assumedRange<T>(value: T, refuted: Refuted<T> | undefined): Known<T> {
  if (!refuted) return { value, from: 'assumed' };
  return { value: refuted.value, from: 'assumed', inPlaceOf: { value, witness: refuted.witness } };
}

function findNodePortRange(cluster: ClusterModel): Known<PortRange> {
  const [stated] = statedCandidates(cluster, 'nodePortRange');
  if (stated && !stated.doubt) return { value: stated.value, from: 'manifests' };
  const base = stated?.value ?? defaultNodePortRange;
  return assumedRange(base, refuteNodePorts(cluster.services, base));
}

function knownValue<T>(candidate: Candidate<T> | undefined): T | undefined {
  return candidate && !candidate.doubt ? candidate.value : undefined;
}

export function resolveSettings(cluster: ClusterModel, layers: SettingsLayers): ClusterSettings {
  const serviceCidrs: Known<readonly string[]> = first(layers, 'serviceCidrs') ?? findServiceCidrs(cluster);
  const families = [...new Set(serviceCidrs.value.map((c): IpFamily => (c.includes(':') ? 'IPv6' : 'IPv4')))];
  return {
    kubernetesMinor: Number(first(layers, 'kubernetesVersion')?.value.split('.')[1] ?? defaultKubernetesMinor),
    mode: first(layers, 'mode')?.value,
    serviceCidrs,
    ipFamilies: { value: families, from: serviceCidrs.from },
    nodePortRange: first(layers, 'nodePortRange') ?? findNodePortRange(cluster),
    clusterDomain:
      first(layers, 'clusterDomain')?.value ??
      knownValue(statedCandidates(cluster, 'clusterDomain')[0]) ??
      defaultClusterDomain,
    node: first(layers, 'node')?.value,
    severities: { ...layers.file?.severities, ...layers.setting?.severities, ...layers.option?.severities },
    ignore: [...(layers.file?.ignore ?? []), ...(layers.setting?.ignore ?? []), ...(layers.option?.ignore ?? [])],
  };
}
