/**
 * The configuration that kube-proxy runs with, put together as kube-proxy and installers do. Flags count only where no
 * file is read; `--hostname-override` counts always (cmd/kube-proxy/app/options.go, Complete). A configuration that is
 * given decides over what installers would make of it, but kubeadm gives its podSubnet to one that has no clusterCIDR.
 * In: the cluster model, and a configuration that was named outright. Out: plain data, and who states each field.
 */
import type { ClusterModel } from './clusterModel.ts';
import type { ClusterStatement, KubeProxyConfiguration } from './objects.ts';
import { type Candidate, proxyCandidates, proxyFields, statedCandidates } from './settingCandidates.ts';

export type ProxyData = Readonly<Record<string, unknown>>;

export interface ProxyConfiguration {
  /** Undefined where nothing says anything. */
  readonly data: ProxyData | undefined;
  /** The object that it is read from, where it is one. */
  readonly object: KubeProxyConfiguration | undefined;
  readonly stated: (field: string) => StatedField;
}

/** Who states a field of the configuration. */
export interface StatedField {
  /** Undefined where kube-proxy's default holds. */
  readonly decided: Candidate<unknown> | undefined;
  /** Does not count. */
  readonly overruled: readonly Candidate<unknown>[];
}

interface Sources {
  readonly model: ClusterModel;
  readonly given: ProxyData | undefined;
  readonly object: KubeProxyConfiguration | undefined;
  readonly flags: ClusterStatement | undefined;
}

export function proxyConfigurationOf(model: ClusterModel, given?: ProxyData): ProxyConfiguration {
  const sources: Sources = {
    model,
    given,
    object: model.proxyConfigurations.findLast(({ data }) => data.mode !== 'kernelspace'),
    flags: model.statements.findLast(({ proxy }) => proxy),
  };
  const stated = (field: string) => {
    const [decided, ...others] = deciding(sources, field);
    return { decided, overruled: [...others, ...overruled(sources, field)] };
  };
  if (given) return { data: given, object: undefined, stated };
  const base = readsFile(sources) ? sources.object?.data : undefined;
  const object = base && sources.object;
  const data = fieldsBeyond(sources).reduce<ProxyData | undefined>((known, field) => {
    const [first] = deciding(sources, field);
    return first && isApplied(first, field) ? withField(known ?? {}, field.split('.'), first.value) : known;
  }, base);
  return { data, object, stated };
}

/** Without flags nobody knows better. */
function readsFile({ flags }: Sources): boolean {
  return flags?.proxy?.readsFile !== false;
}

/** Ranges that are only assumed, or that installers disagree on, are not what kube-proxy is known to have. */
function isApplied({ doubt }: Candidate<unknown>, field: string): boolean {
  return !doubt || field !== 'clusterCIDR';
}

/** Fields that something beside the configuration itself may decide. */
function fieldsBeyond({ model, flags }: Sources): string[] {
  return [...new Set(['clusterCIDR', ...proxyFields(model, 'installer'), ...(flags ? proxyFields(model, flags) : [])])];
}

function deciding(sources: Sources, field: string): Candidate<unknown>[] {
  const { model, given, object, flags } = sources;
  if (given) return given[field] === undefined ? [] : [fieldCandidate(field, given[field])];
  const ofFlags = flags ? proxyCandidates(model, field, flags) : [];
  if (!readsFile(sources)) return ofFlags;
  const ofHost = field === 'hostnameOverride' ? ofFlags : [];
  if (!object) return [...ofHost, ...installed(model, field)];
  const own = candidateIn(object, field);
  const isFilled = field === 'clusterCIDR' && !object.inside;
  return [...ofHost, ...own, ...(isFilled ? podRanges(model).filter(({ by }) => /^(?:kubeadm|kind)\b/.test(by)) : [])];
}

/** What is stated as well and does not count. */
function overruled(sources: Sources, field: string): Candidate<unknown>[] {
  const { model, flags } = sources;
  const counted = deciding(sources, field);
  const all = [
    ...model.proxyConfigurations.flatMap(object => candidateIn(object, field)),
    ...(flags ? proxyCandidates(model, field, flags) : []),
    ...installed(model, field),
  ];
  const isCounted = ({ place }: Candidate<unknown>) =>
    counted.some(other => other.place?.source === place?.source && String(other.place?.path) === String(place?.path));
  return all.filter(candidate => !isCounted(candidate));
}

function installed(model: ClusterModel, field: string): Candidate<unknown>[] {
  return [...proxyCandidates(model, field, 'installer'), ...(field === 'clusterCIDR' ? podRanges(model) : [])];
}

/** Every common installer gives kube-proxy the range that it gives to pods. */
function podRanges(model: ClusterModel): Candidate<unknown>[] {
  return statedCandidates(model, 'podCidrs').map(candidate => ({ ...candidate, value: candidate.value.join(',') }));
}

function fieldCandidate(field: string, value: unknown): Candidate<unknown> {
  return { value, by: '--config', name: field };
}

/** Empty means the default, as in kube-proxy. */
function candidateIn(object: KubeProxyConfiguration, field: string): Candidate<unknown>[] {
  const path = field.split('.');
  const value = path.reduce<unknown>((data, key) => (data as ProxyData | undefined)?.[key], object.data);
  if (value === undefined || value === null || value === '') return [];
  const { source, inside } = object;
  const line = inside?.lines[path[0]!];
  const place = inside ? { source, path: inside.path, ...(line === undefined ? {} : { line }) } : { source, path };
  const by = inside ? `ConfigMap ${object.name}` : 'KubeProxyConfiguration';
  return [{ value, by, name: field, place }];
}

function withField(data: ProxyData, [key = '', ...rest]: readonly string[], value: unknown): ProxyData {
  if (rest.length === 0) return { ...data, [key]: value };
  const inner = data[key];
  const map = typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? (inner as ProxyData) : {};
  return { ...data, [key]: withField(map, rest, value) };
}
