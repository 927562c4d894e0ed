/**
 * kubeadm's configuration, as a file or in the ConfigMap `kubeadm-config`. kubeadm gives networking.podSubnet to
 * kube-proxy as clusterCIDR where its configuration has none (cmd/kubeadm/app/componentconfigs/kubeproxy.go).
 */
import { childOf, type FieldPath, type ManifestNode } from '../../yaml/manifestNode.ts';
import type { ObjectHeader } from '../decode.ts';
import type { ClusterStatement, SettingClaim, SettingValues } from '../objects.ts';
import { readBoolean, readString, readStrings } from '../read.ts';
import { claimAt, claimOf, sectionAt, statement, textOf } from './claims.ts';
import { embeddedClaims, embeddedDocuments } from './embedded.ts';

export function isKubeadm(apiVersion: string): boolean {
  return apiVersion.startsWith('kubeadm.k8s.io/');
}

export function kubeadmStatements(node: ManifestNode, kind: string, header: ObjectHeader): ClusterStatement[] {
  const by = `kubeadm ${kind}`;
  if (kind === 'ClusterConfiguration') {
    return [
      statement(header, { by, standing: 'installer', claims: clusterClaims(node), ...withoutProxy(node) }),
      statement(header, {
        by,
        standing: 'derived',
        claims: extraArgs(node, ['controllerManager', 'extraArgs'], managerFlags),
      }),
    ];
  }
  const skipped = kind === 'InitConfiguration' ? readStrings(node, 'skipPhases').indexOf('addon/kube-proxy') : -1;
  if (skipped < 0) return [];
  const place = { name: 'skipPhases', path: ['skipPhases', skipped] };
  return [statement(header, { by, standing: 'installer', claims: [], withoutProxy: place })];
}

function withoutProxy(node: ManifestNode): Pick<ClusterStatement, 'withoutProxy'> {
  const isOff = readBoolean(childOf(node, 'proxy'), 'disabled') === true;
  return isOff ? { withoutProxy: { name: 'proxy.disabled', path: ['proxy', 'disabled'] } } : {};
}

type FlagSettings = Readonly<Record<string, keyof SettingValues>>;
export const apiServerFlags: FlagSettings = {
  'service-cluster-ip-range': 'serviceCidrs',
  'service-node-port-range': 'nodePortRange',
};
export const managerFlags: FlagSettings = { 'cluster-cidr': 'podCidrs', 'service-cluster-ip-range': 'serviceCidrs' };

/** Arguments of the API server win over the fields that kubeadm makes its flags from. */
export function clusterClaims(node: ManifestNode): SettingClaim[] {
  const networking = sectionAt(node, ['networking']);
  return [
    ...claimAt('podCidrs', networking, 'podSubnet'),
    ...claimAt('serviceCidrs', networking, 'serviceSubnet'),
    ...claimAt('clusterDomain', networking, 'dnsDomain'),
    ...extraArgs(node, ['apiServer', 'extraArgs'], apiServerFlags),
  ];
}

/** A map from names to values, or (kubeadm v1beta4) a list of names with values. */
export function extraArgs(node: ManifestNode, path: FieldPath, settings: FlagSettings): SettingClaim[] {
  const section = sectionAt(node, path);
  if (section.node?.kind !== 'sequence') {
    return Object.entries(settings).flatMap(([flag, setting]) => claimAt(setting, section, flag));
  }
  return section.node.items.flatMap((item, i) => {
    const name = readString(item, 'name') ?? '';
    const setting = Object.hasOwn(settings, name) ? settings[name] : undefined;
    const place = { name: `${section.prefix}${name}`, path: [...path, i, 'value'] };
    return setting ? claimOf(setting, textOf(childOf(item, 'value')), place) : [];
  });
}

/** What kubeadm keeps of its configuration in the cluster. */
export function kubeadmConfigMap(node: ManifestNode, header: ObjectHeader): ClusterStatement[] {
  const path = ['data', 'ClusterConfiguration'];
  return embeddedDocuments(node, path).map(document =>
    statement(header, {
      by: 'ConfigMap kubeadm-config',
      standing: 'installer',
      claims: embeddedClaims(clusterClaims(document.root), document, path),
    }),
  );
}
