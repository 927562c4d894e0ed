/**
 * What manifests say about the cluster itself: ServiceCIDR, kube-proxy's configuration (as a document or inside a
 * ConfigMap) and the range flags of a kube-apiserver static Pod.
 */

import { childOf, type ManifestNode, toPlain } from '../yaml/manifestNode.ts';
import { parseManifest } from '../yaml/parseManifest.ts';
import type { ObjectHeader } from './decode.ts';
import { decodePod } from './decodeWorkload.ts';
import type { ApiServerFlags, KubeProxyConfiguration, KubernetesObject, ServiceCidr } from './objects.ts';
import { readLabels, readString, readStrings } from './read.ts';

export function decodeClusterFacts(node: ManifestNode, kind: string, header: ObjectHeader): KubernetesObject[] {
  const { apiVersion } = header;
  if (kind === 'ServiceCIDR' && apiVersion.startsWith('networking.k8s.io/')) return [decodeServiceCidr(node, header)];
  if (isProxyConfiguration(node)) return [decodeProxyConfiguration(node, header)];
  if (kind === 'ConfigMap' && header.name === 'kube-proxy') return proxyConfigurationInside(node, header);
  if (kind === 'Pod' && apiVersion === 'v1') return apiServerFlags(node, header);
  return [];
}

function decodeServiceCidr(node: ManifestNode, header: ObjectHeader): ServiceCidr {
  return { kind: 'ServiceCIDR', ...header, cidrs: readStrings(childOf(node, 'spec'), 'cidrs') };
}

function isProxyConfiguration(node: ManifestNode | undefined): boolean {
  const apiVersion = readString(node, 'apiVersion') ?? '';
  return readString(node, 'kind') === 'KubeProxyConfiguration' && apiVersion.startsWith('kubeproxy.config.k8s.io/');
}

function decodeProxyConfiguration(node: ManifestNode, header: ObjectHeader): KubeProxyConfiguration {
  return { kind: 'KubeProxyConfiguration', ...header, data: toPlain(node) as Record<string, unknown> };
}

/** kubeadm keeps the configuration as text under `config.conf`; other installers choose other keys. */
function proxyConfigurationInside(node: ManifestNode, header: ObjectHeader): KubeProxyConfiguration[] {
  for (const text of Object.values(readLabels(node, 'data') ?? {})) {
    if (!text.includes('KubeProxyConfiguration')) continue;
    const document = parseManifest(text).documents.find(d => isProxyConfiguration(d.root));
    if (document?.root) return [decodeProxyConfiguration(document.root, header)];
  }
  return [];
}

function apiServerFlags(node: ManifestNode, header: ObjectHeader): ApiServerFlags[] {
  const pod = decodePod(node, header);
  const command = pod.pod.containers.find(c => /(?:^|\/)kube-apiserver$/.test(c.command[0] ?? ''))?.command;
  if (!command) return [];
  const flag = (name: string) => command.findLast(word => word.startsWith(`--${name}=`))?.slice(name.length + 3);
  const ranges = flag('service-cluster-ip-range')
    ?.split(',')
    .map(range => range.trim())
    .filter(Boolean);
  return [
    {
      kind: 'ApiServerFlags',
      ...header,
      serviceClusterIpRange: ranges,
      serviceNodePortRange: readPortRange(flag('service-node-port-range')),
    },
  ];
}

/** "30000-32767", or "30000+100" for a length after the first port. */
export function readPortRange(text: string | undefined): { from: number; to: number } | undefined {
  const match = /^\s*(\d+)\s*([-+])\s*(\d+)\s*$/.exec(text ?? '');
  if (!match) return undefined;
  const from = Number(match[1]);
  const to = match[2] === '+' ? from + Number(match[3]) : Number(match[3]);
  return from <= to && to <= 65535 ? { from, to } : undefined;
}
