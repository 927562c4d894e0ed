/**
 * Which place decides each setting of a root, and what is overruled there. In: the root's layers, its manifests and its
 * routing. Out: plain data with file and line. It reads what `resolveSettings` and `proxyConfigurationOf` decided, and
 * looks up who said it.
 */
import {
  type ClusterSettings,
  defaultClusterDomain,
  defaultKubernetesMinor,
  type Known,
  type SettingsLayer,
  type SettingsLayers,
} from '../cluster/clusterSettings.ts';
import type { ObjectSource, ServiceCidr } from '../cluster/objects.ts';
import { proxyConfigurationOf } from '../cluster/proxyConfiguration.ts';
import { type Candidate, type StatementPlace, statedCandidates } from '../cluster/settingCandidates.ts';
import type { SettingName, SettingView, StatedView } from './model.ts';
import type { RoutingSource, RoutingView } from './routingView.ts';

export interface DecisionsInput {
  readonly layers: SettingsLayers;
  /** The root's .routelens.yaml. */
  readonly settingsFile: string;
  readonly source: RoutingSource;
  readonly routing: RoutingView;
  readonly lineOf: (place: StatementPlace) => { readonly file: string; readonly line: number } | undefined;
}

/** By which name a layer knows a setting: the option, the editor's setting, the key of the file. */
const layerNames: Readonly<Record<string, { readonly option: string; readonly key: string }>> = {
  mode: { option: '--mode', key: 'mode' },
  kubernetesVersion: { option: '--kubernetes-version', key: 'kubernetesVersion' },
  serviceCidrs: { option: '--service-cidr', key: 'serviceCidr' },
  nodePortRange: { option: '--node-port-range', key: 'nodePortRange' },
  clusterDomain: { option: '--cluster-domain', key: 'clusterDomain' },
  node: { option: '--node', key: 'node' },
};

export function settingDecisions(input: DecisionsInput): SettingView[] {
  return [
    modeDecision(input),
    decision('kubernetesVersion', layersOf(input, 'kubernetesVersion'), fallback(`1.${defaultKubernetesMinor}`)),
    serviceDecision(input),
    podDecision(input),
    nodePortDecision(input),
    domainDecision(input),
    nodeDecision(input),
    hostDecision(input),
    detectDecision(input),
  ];
}

function fallback(value: string, by = "Routelens' default", from: 'default' | 'assumed' = 'default'): StatedView {
  return { value, from, by };
}

/** The first of `stated` decides; without any, what is done by default. */
function decision(setting: SettingName, stated: readonly StatedView[], otherwise?: StatedView): SettingView {
  const [first, ...others] = [...stated, ...(otherwise && stated.length === 0 ? [otherwise] : [])];
  if (!first) return { setting, from: 'default', by: 'not set', overruled: [] };
  return { setting, ...first, overruled: others.filter(({ value }) => value !== first.value) };
}

function print(value: unknown): string {
  if (Array.isArray(value)) return value.map(print).join(', ');
  if (typeof value !== 'object' || value === null) return String(value);
  return 'from' in value && 'to' in value ? `${value.from}-${value.to}` : JSON.stringify(value);
}

function layersOf(input: DecisionsInput, key: keyof SettingsLayer & string): StatedView[] {
  const { option, setting, file } = input.layers;
  const names = layerNames[key]!;
  const view = (layer: SettingsLayer | undefined, from: StatedView['from'], by: string): StatedView[] => {
    const value = layer?.[key];
    return value === undefined ? [] : [{ value: print(value), from, by }];
  };
  return [
    ...view(option, 'option', names.option),
    ...view(setting, 'setting', `routelens.${names.key}`),
    ...view(file, '.routelens.yaml', names.key).map(stated => ({ ...stated, ...lineOfKey(input, names.key) })),
  ];
}

function lineOfKey({ settingsFile, lineOf }: DecisionsInput, key: string) {
  const nowhere = { start: 0, end: 0 };
  const source: ObjectSource = { file: settingsFile, document: 0, range: nowhere, nameRange: nowhere };
  return lineOf({ source, path: [key] });
}

function statedView({ value, by, name, doubt, place }: Candidate<unknown>, { lineOf }: DecisionsInput): StatedView {
  const who = doubt === 'default' && !place ? name : `${by} ${name}`;
  return {
    value: print(value),
    from: doubt ? 'assumed' : 'manifests',
    by: doubt === 'disagreement' ? `${who}, with which others disagree` : who,
    ...(place && lineOf(place)),
  };
}

function proxyField(input: DecisionsInput, field: string): { decided: StatedView[]; overruled: StatedView[] } {
  const { cluster, proxyConfiguration } = input.source;
  const { decided, overruled } = proxyConfigurationOf(cluster.model, proxyConfiguration).stated(field);
  const view = (candidate: Candidate<unknown>): StatedView => {
    const stated = statedView(candidate, input);
    return candidate.by === '--config' ? { ...stated, from: 'option' } : stated;
  };
  return { decided: decided ? [view(decided)] : [], overruled: overruled.map(view) };
}

/** A field of kube-proxy's configuration, with layers above it and kube-proxy's own default below. */
function proxyDecision(
  setting: SettingName,
  { above, decided, overruled }: { above: StatedView[]; decided: StatedView[]; overruled: StatedView[] },
  otherwise?: StatedView,
): SettingView {
  const found = decision(setting, [...above, ...decided], otherwise);
  const others = overruled.filter(({ value, from }) => value !== found.value && from !== 'assumed');
  return { ...found, overruled: [...found.overruled, ...others] };
}

function modeDecision(input: DecisionsInput): SettingView {
  const { settings } = input.source;
  const above = layersOf(input, 'mode');
  const { decided, overruled } = proxyField(input, 'mode');
  const found = proxyDecision('mode', { above, decided, overruled }, fallback('iptables', "kube-proxy's default"));
  // kube-proxy does not start with some values; what is shown is then its default.
  return { ...found, value: settings.mode ?? input.routing.mode };
}

/** Those of objects beside the first range. */
function addedBy(objects: readonly ServiceCidr[], { lineOf }: DecisionsInput): StatedView[] {
  return objects.map(({ name, cidrs, source }) => ({
    value: print(cidrs),
    from: 'manifests',
    by: `ServiceCIDR ${name}`,
    ...lineOf({ source, path: ['spec', 'cidrs'] }),
  }));
}

function serviceDecision(input: DecisionsInput): SettingView {
  const { cluster, settings } = input.source;
  const stated = statedCandidates(cluster.model, 'serviceCidrs').map(candidate => statedView(candidate, input));
  const objects = addedBy(cluster.model.serviceCidrs, input);
  const known = [...stated.filter(({ from }) => from !== 'assumed'), ...objects, ...stated];
  return rangeDecision('serviceCidr', settings.serviceCidrs, [...layersOf(input, 'serviceCidrs'), ...known]);
}

/** What `resolveSettings` came to, with who said it; ServiceCIDR objects add to others, and are not overruled. */
function rangeDecision<T>(setting: SettingName, range: Known<T>, stated: readonly StatedView[]): SettingView {
  const value = print(range.value);
  const [first] = stated.filter(({ from }) => (range.from === 'assumed') === (from === 'assumed'));
  const assumed = range.inPlaceOf
    ? fallback(value, `it holds every fixed value, and ${print(range.inPlaceOf.value)} holds none`, 'assumed')
    : fallback(value, 'since nothing says otherwise', 'assumed');
  const deciding = range.inPlaceOf ? assumed : (first ?? assumed);
  const others = stated.filter(other => other !== deciding && !value.split(', ').includes(other.value));
  const overruled = others.filter(other => other.value !== value && other.from !== 'assumed');
  return { setting, ...deciding, value, overruled: unique(overruled) };
}

function unique(stated: readonly StatedView[]): StatedView[] {
  return [...new Map(stated.map(view => [JSON.stringify(view), view])).values()];
}

function nodePortDecision(input: DecisionsInput): SettingView {
  const { cluster, settings } = input.source;
  const stated = statedCandidates(cluster.model, 'nodePortRange').map(candidate => statedView(candidate, input));
  return rangeDecision('nodePortRange', settings.nodePortRange, [...layersOf(input, 'nodePortRange'), ...stated]);
}

function domainDecision(input: DecisionsInput): SettingView {
  const stated = statedCandidates(input.source.cluster.model, 'clusterDomain')
    .filter(({ doubt }) => !doubt)
    .map(candidate => statedView(candidate, input));
  return decision('clusterDomain', [...layersOf(input, 'clusterDomain'), ...stated], fallback(defaultClusterDomain));
}

/** kube-proxy's clusterCIDR, as far as it is known. */
function podDecision(input: DecisionsInput): SettingView {
  return proxyDecision('podCidr', { above: [], ...proxyField(input, 'clusterCIDR') });
}

function hostDecision(input: DecisionsInput): SettingView {
  const found = proxyDecision('hostnameOverride', { above: [], ...proxyField(input, 'hostnameOverride') });
  // A flag that gives each node its own name.
  return found.value === '' ? { ...found, value: "each node's own name" } : found;
}

function detectDecision(input: DecisionsInput): SettingView {
  const field = proxyField(input, 'detectLocalMode');
  const found = proxyDecision(
    'detectLocalMode',
    { above: [], ...field },
    fallback('ClusterCIDR', "kube-proxy's default"),
  );
  return { ...found, value: input.routing.config.detectLocal.mode };
}

function nodeDecision(input: DecisionsInput): SettingView {
  const { routing, source, lineOf } = input;
  const { name, origin, proxyName } = routing.node;
  const override = proxyField(input, 'hostnameOverride').decided.filter(({ value }) => value !== '');
  const own = proxyName === name ? override : [];
  const object = origin && lineOf({ source: origin.source, path: ['metadata', 'name'] });
  const first: StatedView[] = object
    ? [{ value: name, from: 'manifests', by: 'the first Node by name', ...object }]
    : [];
  const stated = [...layersOf(input, 'node'), ...own];
  const found = decision('node', stated.length ? stated : first, fallback(name, 'no manifest has a Node', 'assumed'));
  return { ...found, value: source.settings.node ?? name };
}

export type { ClusterSettings };
