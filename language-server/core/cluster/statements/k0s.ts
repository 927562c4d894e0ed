/** k0s' cluster configuration (k0s.k0sproject.io), by itself or inside k0sctl's. Defaults: pkg/apis/k0s/v1beta1/network.go. */
import { childOf, type FieldPath, type ManifestNode, nodeAt } from '../../yaml/manifestNode.ts';
import type { ObjectHeader } from '../decode.ts';
import type { ClusterStatement, SettingClaim } from '../objects.ts';
import { readBoolean } from '../read.ts';
import { claimAt, claimOf, defaultClaim, modeClaim, type Section, sectionAt, statement, textOf } from './claims.ts';
import { fieldClaims } from './kind.ts';
import { apiServerFlags, extraArgs } from './kubeadm.ts';
import { argumentMap } from './proxyFlags.ts';

/** Path of k0s' own configuration in the document, if it holds one. */
export function k0sPath(node: ManifestNode, apiVersion: string, kind: string): FieldPath | undefined {
  if (apiVersion.startsWith('k0s.k0sproject.io/') && kind === 'ClusterConfig') return [];
  const inside = ['spec', 'k0s', 'config'];
  return apiVersion.startsWith('k0sctl.k0sproject.io/') && nodeAt(node, inside) ? inside : undefined;
}

export function k0sStatements(node: ManifestNode, above: FieldPath, header: ObjectHeader): ClusterStatement[] {
  const network = sectionAt(node, [...above, 'spec', 'network'], ['spec', 'network']);
  const proxy = sectionAt(node, [...network.path, 'kubeProxy'], ['spec', 'network', 'kubeProxy']);
  const claims = [
    ...defaultClaim('podCidrs', '10.244.0.0/16', 'k0s'),
    ...defaultClaim('serviceCidrs', '10.96.0.0/12', 'k0s'),
    ...rangeClaims('podCidrs', network, 'podCIDR', 'IPv6podCIDR'),
    ...rangeClaims('serviceCidrs', network, 'serviceCIDR', 'IPv6serviceCIDR'),
    ...claimAt('clusterDomain', network, 'clusterDomain'),
    ...extraArgs(node, [...above, 'spec', 'api', 'extraArgs'], apiServerFlags),
    ...modeClaim(proxy, 'mode'),
    ...proxyFields(proxy),
    ...argumentMap(childOf(proxy.node, 'extraArgs'), [...proxy.path, 'extraArgs']),
  ];
  const isOff = readBoolean(proxy.node, 'disabled') === true;
  const withoutProxy = { name: `${proxy.prefix}disabled`, path: [...proxy.path, 'disabled'] };
  return [statement(header, { by: 'k0s', standing: 'installer', claims, ...(isOff ? { withoutProxy } : {}) })];
}

/** With dual stack there is a second range; a default stands for the first where only the second is written. */
function rangeClaims(
  setting: 'podCidrs' | 'serviceCidrs',
  network: Section,
  key: string,
  second: string,
): SettingClaim[] {
  const dual = childOf(network.node, 'dualStack');
  const other = readBoolean(dual, 'enabled') === true ? textOf(childOf(dual, second)) : undefined;
  const own = textOf(childOf(network.node, key));
  if (own === undefined || other === undefined) return claimAt(setting, network, key);
  return claimOf(setting, `${own},${other}`, { name: network.prefix + key, path: [...network.path, key] });
}

/** Its sections for the modes have the names that kube-proxy's configuration has. */
function proxyFields({ node, path, prefix }: Section): SettingClaim[] {
  return ['iptables', 'ipvs', 'nftables', 'nodePortAddresses'].flatMap(key => {
    const value = childOf(node, key);
    if (!value || (value.kind === 'sequence' && value.items.length === 0)) return [];
    const section = { kind: 'map', flow: false, start: value.start, end: value.end } as const;
    const entry = node?.kind === 'map' ? node.entries.filter(e => e.key.value === key) : [];
    return fieldClaims({ ...section, entries: entry }, []).map(claim => ({
      ...claim,
      name: prefix + claim.name,
      path: [...path, ...claim.path],
    }));
  });
}
