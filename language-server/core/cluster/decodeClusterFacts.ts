/**
 * What manifests say about the cluster itself: ServiceCIDR, kube-proxy's configuration (as a document or inside a
 * ConfigMap), the flags of control-plane components and of kube-proxy, and the configuration of installers.
 */

import { childOf, type ManifestNode, toPlain } from '../yaml/manifestNode.ts';
import type { ObjectHeader } from './decode.ts';
import type { ClusterStatement, KubeProxyConfiguration, KubernetesObject, ServiceCidr } from './objects.ts';
import { readLabels, readString, readStrings } from './read.ts';
import { componentStatements } from './statements/componentFlags.ts';
import { embeddedDocuments } from './statements/embedded.ts';
import { k0sPath, k0sStatements } from './statements/k0s.ts';
import { isKind, kindStatements } from './statements/kind.ts';
import { isKubeadm, kubeadmConfigMap, kubeadmStatements } from './statements/kubeadm.ts';

export function decodeClusterFacts(node: ManifestNode, kind: string, header: ObjectHeader): KubernetesObject[] {
  const { apiVersion } = header;
  if (kind === 'ServiceCIDR' && apiVersion.startsWith('networking.k8s.io/')) return [decodeServiceCidr(node, header)];
  if (isProxyConfiguration(node)) return [decodeProxyConfiguration(node, header)];
  if (kind === 'ConfigMap' && apiVersion === 'v1') return configMapFacts(node, header);
  if ((kind === 'Pod' && apiVersion === 'v1') || (kind === 'DaemonSet' && apiVersion.startsWith('apps/'))) {
    return componentStatements(node, kind, header);
  }
  return installerStatements(node, kind, header);
}

function installerStatements(node: ManifestNode, kind: string, header: ObjectHeader): ClusterStatement[] {
  const { apiVersion } = header;
  if (isKubeadm(apiVersion)) return kubeadmStatements(node, kind, header);
  if (isKind(apiVersion, kind)) return kindStatements(node, header);
  const k0s = k0sPath(node, apiVersion, kind);
  return k0s ? k0sStatements(node, k0s, header) : [];
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

/** kubeadm's name, that of EKS, and either with the hash that kustomize appends. */
const proxyConfigMap = /^kube-proxy(?:-config)?(?:-[a-z0-9]{10})?$/;

function configMapFacts(node: ManifestNode, header: ObjectHeader): KubernetesObject[] {
  if (proxyConfigMap.test(header.name)) return proxyConfigurationInside(node, header);
  return header.name === 'kubeadm-config' ? kubeadmConfigMap(node, header) : [];
}

/** kubeadm keeps the configuration as text under `config.conf`, EKS under `config`; other installers choose other keys. */
function proxyConfigurationInside(node: ManifestNode, header: ObjectHeader): KubeProxyConfiguration[] {
  for (const [key, text] of Object.entries(readLabels(node, 'data') ?? {})) {
    if (!text.includes('KubeProxyConfiguration')) continue;
    const path = ['data', key];
    const found = embeddedDocuments(node, path).find(({ root }) => isProxyConfiguration(root));
    if (!found) continue;
    const configuration = decodeProxyConfiguration(found.root, header);
    const lines = Object.fromEntries(Object.keys(configuration.data).map(name => [name, found.lineOf([name])]));
    return [{ ...configuration, inside: { path, lines } }];
  }
  return [];
}
