/** Clusters from files of any kind, with the settings and the kube-proxy configuration that follow from them. */
import { buildClusterModel, type ClusterModel } from '../../core/cluster/clusterModel.ts';
import { type ClusterSettings, resolveSettings } from '../../core/cluster/clusterSettings.ts';
import { decodeManifest } from '../../core/cluster/decode.ts';
import { type ProxyConfiguration, proxyConfigurationOf } from '../../core/cluster/proxyConfiguration.ts';
import { type ProxyConfig, readProxyConfig } from '../../core/routing/proxyConfig.ts';
import { parseManifest } from '../../core/yaml/parseManifest.ts';

export type Files = Readonly<Record<string, string>>;

export function modelOf(files: Files): ClusterModel {
  const objects = Object.entries(files).flatMap(([name, text]) =>
    decodeManifest(parseManifest(text, name.endsWith('.json') ? 'json' : 'yaml'), name),
  );
  return buildClusterModel('', objects);
}

export interface Settled {
  readonly settings: ClusterSettings;
  readonly proxy: ProxyConfiguration;
  readonly config: ProxyConfig;
  /** "10.244.0.0/16", or both families joined by a comma. */
  readonly podRange: string;
}

export function settle(files: Files): Settled {
  const model = modelOf(files);
  const proxy = proxyConfigurationOf(model);
  const { config } = readProxyConfig(proxy.data);
  const { detectLocal } = config;
  const ranges = detectLocal.mode === 'ClusterCIDR' ? Object.values(detectLocal.cidrs) : [];
  const podRange = ranges.map(range => range?.text).join(',');
  return { settings: resolveSettings(model, {}), proxy, config, podRange };
}

export const known = <T>(value: T) => ({ value, from: 'manifests' });

/** A DaemonSet that runs kube-proxy with these words as its command. */
export function proxyDaemonSet(command: string, rest = ''): string {
  return `apiVersion: apps/v1
kind: DaemonSet
metadata: { name: kube-proxy, namespace: kube-system }
spec:
  selector: { matchLabels: { k8s-app: kube-proxy } }
  template:
    metadata: { labels: { k8s-app: kube-proxy } }
    spec:
      containers:
      - name: kube-proxy
        image: registry.k8s.io/kube-proxy:v1.36.0
        ${command}
        ${rest}
`;
}

export function proxyConfigMap(body: string, { name = 'kube-proxy', key = 'config.conf' } = {}): string {
  const lines = ['apiVersion: kubeproxy.config.k8s.io/v1alpha1', 'kind: KubeProxyConfiguration', ...body.split('\n')];
  return `apiVersion: v1
kind: ConfigMap
metadata: { name: ${name}, namespace: kube-system }
data:
  kubeconfig.conf: "{}"
  ${key}: |
${lines.map(line => `    ${line}\n`).join('')}`;
}
