/**
 * kind's cluster configuration (kind.x-k8s.io). Its defaults: pkg/apis/config/v1alpha4/default.go. Patches of kubeadm's
 * configuration come after its own fields.
 */
import { childOf, type FieldPath, type ManifestNode, toPlain } from '../../yaml/manifestNode.ts';
import type { ObjectHeader } from '../decode.ts';
import type { ClusterStatement, SettingClaim } from '../objects.ts';
import { readItems, readString } from '../read.ts';
import { claimAt, defaultClaim, modeClaim, proxyClaim, sectionAt, statement } from './claims.ts';
import { type Embedded, embeddedClaims, embeddedDocuments } from './embedded.ts';
import { clusterClaims } from './kubeadm.ts';

export function isKind(apiVersion: string, kind: string): boolean {
  return kind === 'Cluster' && apiVersion.startsWith('kind.x-k8s.io/');
}

const defaults: Readonly<Record<string, { readonly pods: string; readonly services: string }>> = {
  ipv4: { pods: '10.244.0.0/16', services: '10.96.0.0/16' },
  ipv6: { pods: 'fd00:10:244::/56', services: 'fd00:10:96::/112' },
  dual: { pods: '10.244.0.0/16,fd00:10:244::/56', services: '10.96.0.0/16,fd00:10:96::/112' },
};

export function kindStatements(node: ManifestNode, header: ObjectHeader): ClusterStatement[] {
  const networking = sectionAt(node, ['networking']);
  const { pods, services } = defaults[readString(networking.node, 'ipFamily') ?? 'ipv4'] ?? defaults.ipv4!;
  const isWithout = readString(networking.node, 'kubeProxyMode') === 'none';
  const claims = [
    ...defaultClaim('podCidrs', pods, 'kind'),
    ...defaultClaim('serviceCidrs', services, 'kind'),
    ...claimAt('podCidrs', networking, 'podSubnet'),
    ...claimAt('serviceCidrs', networking, 'serviceSubnet'),
    ...(isWithout ? [] : modeClaim(networking, 'kubeProxyMode')),
    ...patchClaims(node, []),
    ...readItems(node, 'nodes').flatMap((item, i) => patchClaims(item, ['nodes', i])),
  ];
  const place = { name: 'networking.kubeProxyMode', path: ['networking', 'kubeProxyMode'] };
  return [
    statement(header, { by: 'kind', standing: 'installer', claims, ...(isWithout ? { withoutProxy: place } : {}) }),
  ];
}

function patchClaims(node: ManifestNode, above: FieldPath): SettingClaim[] {
  return readItems(node, 'kubeadmConfigPatches').flatMap((_, i) =>
    embeddedDocuments(node, ['kubeadmConfigPatches', i]).flatMap(document =>
      embeddedClaims(claimsOfPatch(document), document, [...above, 'kubeadmConfigPatches', i]),
    ),
  );
}

function claimsOfPatch({ root }: Embedded): SettingClaim[] {
  const kind = readString(root, 'kind');
  if (kind === 'ClusterConfiguration') return clusterClaims(root);
  return kind === 'KubeProxyConfiguration' ? fieldClaims(root, []) : [];
}

const nested = ['iptables', 'nftables', 'ipvs', 'detectLocal', 'featureGates'];

/** Each field of a KubeProxyConfiguration for itself. */
export function fieldClaims(root: ManifestNode, above: readonly string[]): SettingClaim[] {
  if (root.kind !== 'map') return [];
  return root.entries.flatMap(({ key }) => {
    const name = String(key.value);
    const path = [...above, name];
    const value = childOf(root, name)!;
    if (above.length === 0 && nested.includes(name)) return fieldClaims(value, path);
    if (name === 'apiVersion' || name === 'kind') return [];
    const field = path.join('.');
    return [proxyClaim(field, toPlain(value), { name: field, path })];
  });
}
