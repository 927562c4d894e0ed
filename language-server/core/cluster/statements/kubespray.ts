/**
 * kubespray's variables, as group_vars of an inventory hold them. Values that Jinja fills in are not known.
 * Defaults: roles/kubespray_defaults/defaults/main.
 */
import { childOf, keyText, type MapNode, toPlain } from '../../yaml/manifestNode.ts';
import type { ObjectHeader } from '../decode.ts';
import type { ClusterStatement, SettingClaim } from '../objects.ts';
import { readBoolean } from '../read.ts';
import { claimAt, claimOf, defaultClaim, modeClaim, proxyClaim, sectionAt, statement, textOf } from './claims.ts';

const ownKeys = new Set([
  'kube_proxy_mode',
  'kube_pods_subnet',
  'kube_service_addresses',
  'kube_apiserver_node_port_range',
  'kube_proxy_remove',
]);

export function isKubespray(root: MapNode): boolean {
  return root.entries.some(entry => ownKeys.has(keyText(entry)));
}

/** What is handed out with kubespray itself holds wherever an inventory says nothing. */
const ownFolders = /(?:^|\/)(?:roles\/[^/]+\/defaults|inventory\/sample)\//;

export function kubesprayStatements(root: MapNode, header: ObjectHeader): ClusterStatement[] {
  const section = sectionAt(root, []);
  const by = 'kubespray';
  const written = [
    ...rangeClaims(root, 'podCidrs', 'kube_pods_subnet'),
    ...rangeClaims(root, 'serviceCidrs', 'kube_service_addresses'),
    ...claimAt('nodePortRange', section, 'kube_apiserver_node_port_range'),
    ...claimAt('clusterDomain', section, textOf(childOf(root, 'dns_domain')) ? 'dns_domain' : 'cluster_name'),
    ...modeClaim(section, 'kube_proxy_mode'),
    ...proxyFields(root),
  ];
  const areDefaults = ownFolders.test(header.source.file);
  const claims = [
    ...defaultClaim('podCidrs', '10.233.64.0/18', by),
    ...defaultClaim('serviceCidrs', '10.233.0.0/18', by),
    ...written.map(claim => (areDefaults ? { ...claim, isDefault: true as const } : claim)),
  ];
  const isOff = !areDefaults && readBoolean(root, 'kube_proxy_remove') === true;
  const withoutProxy = { name: 'kube_proxy_remove', path: ['kube_proxy_remove'] };
  return [statement(header, { by, standing: 'installer', claims, ...(isOff ? { withoutProxy } : {}) })];
}

function rangeClaims(root: MapNode, setting: 'podCidrs' | 'serviceCidrs', key: string): SettingClaim[] {
  const isDual = readBoolean(root, 'enable_dual_stack_networks') === true || readBoolean(root, 'ipv6_stack') === true;
  const second = isDual ? textOf(childOf(root, `${key}_ipv6`)) : undefined;
  const first = textOf(childOf(root, key));
  const both = first !== undefined && second !== undefined ? `${first},${second}` : first;
  return claimOf(setting, both, { name: key, path: [key] });
}

const fields: readonly (readonly [string, readonly string[]])[] = [
  ['kube_proxy_masquerade_all', ['iptables.masqueradeAll', 'nftables.masqueradeAll']],
  ['kube_proxy_masquerade_bit', ['iptables.masqueradeBit', 'nftables.masqueradeBit']],
  ['kube_proxy_strict_arp', ['ipvs.strictARP']],
  ['kube_proxy_scheduler', ['ipvs.scheduler']],
  ['kube_proxy_nodeport_addresses', ['nodePortAddresses']],
];

function proxyFields(root: MapNode): SettingClaim[] {
  return fields.flatMap(([key, names]) => {
    const node = childOf(root, key);
    const isKnown = node && (textOf(node) !== undefined || (node.kind === 'sequence' && node.items.length === 0));
    return isKnown ? names.map(field => proxyClaim(field, toPlain(node), { name: key, path: [key] })) : [];
  });
}
