/**
 * The configuration file of k3s and RKE2: flags without their dashes, with nothing that names the program. It is
 * recognized by its folder, else by keys that are flags of these alone. Defaults: docs.k3s.io and docs.rke2.io, "Networking".
 */
import { childOf, keyText, type ManifestNode, type MapNode } from '../../yaml/manifestNode.ts';
import type { ObjectHeader } from '../decode.ts';
import type { ClusterStatement, SettingClaim, SettingValues } from '../objects.ts';
import { claimAt, claimOf, defaultClaim, sectionAt, statement, textOf } from './claims.ts';
import { proxyArguments } from './proxyFlags.ts';

const folder = /(?:^|\/)rancher\/(k3s|rke2)\/config\.ya?ml(?:\.d\/|$)/;
/** No other program's configuration has these. */
const ownKeys = [
  'kube-proxy-arg',
  'kube-apiserver-arg',
  'kube-controller-manager-arg',
  'disable-kube-proxy',
  'service-node-port-range',
];
const sharedKeys = ['cluster-cidr', 'service-cidr'];
const companions = [
  'cluster-dns',
  'cluster-domain',
  'write-kubeconfig-mode',
  'tls-san',
  'flannel-backend',
  'cluster-init',
  'node-taint',
  'node-label',
  'kubelet-arg',
  'cni',
  'disable',
  'token',
  'server',
  'etcd-expose-metrics',
  'secrets-encryption',
];

function nameOf(entry: { readonly key: { readonly value: unknown } }): string {
  return String(entry.key.value).replace(/\+$/, '');
}

export function isK3s(root: MapNode, file: string): boolean {
  const keys = root.entries.map(nameOf);
  if (folder.test(file)) return true;
  if (keys.length === 0 || !keys.every(key => /^[a-z0-9-]+$/.test(key))) return false;
  const shared = sharedKeys.filter(key => keys.includes(key)).length;
  const hasCompany = shared === 2 || keys.some(key => companions.includes(key)) || hasTellingName(file);
  return keys.some(key => ownKeys.includes(key)) || (shared > 0 && hasCompany);
}

function hasTellingName(file: string): boolean {
  return /^config\.ya?ml$|k3s|rke2/.test(file.slice(file.lastIndexOf('/') + 1));
}

export function k3sStatements(root: MapNode, header: ObjectHeader): ClusterStatement[] {
  const by = /rke2/i.test(header.source.file) ? 'RKE2' : 'k3s';
  const section = sectionAt(root, []);
  const claims = [
    ...defaultClaim('podCidrs', '10.42.0.0/16', by),
    ...defaultClaim('serviceCidrs', '10.43.0.0/16', by),
    ...claimAt('podCidrs', section, 'cluster-cidr'),
    ...claimAt('serviceCidrs', section, 'service-cidr'),
    ...claimAt('nodePortRange', section, 'service-node-port-range'),
    ...claimAt('clusterDomain', section, 'cluster-domain'),
    ...apiServerClaims(root),
    ...proxyArguments(argumentsAt(root, 'kube-proxy-arg')),
  ];
  const isOff = textOf(childOf(root, 'disable-kube-proxy')) === 'true';
  const withoutProxy = { name: 'disable-kube-proxy', path: ['disable-kube-proxy'] };
  return [statement(header, { by, standing: 'installer', claims, ...(isOff ? { withoutProxy } : {}) })];
}

/** One text or a list; `key+` adds to it. */
function argumentsAt(root: MapNode, name: string) {
  return root.entries
    .filter(entry => nameOf(entry) === name)
    .flatMap(entry => {
      const key = keyText(entry);
      const items: readonly ManifestNode[] = entry.value.kind === 'sequence' ? entry.value.items : [entry.value];
      return items.flatMap((item, i) => {
        const text = textOf(item);
        return text === undefined ? [] : [{ text, path: entry.value.kind === 'sequence' ? [key, i] : [key] }];
      });
    });
}

const flags: Readonly<Record<string, keyof SettingValues>> = {
  'service-node-port-range': 'nodePortRange',
  'service-cluster-ip-range': 'serviceCidrs',
};

function apiServerClaims(root: MapNode): SettingClaim[] {
  return argumentsAt(root, 'kube-apiserver-arg').flatMap(({ text, path }) => {
    const [, name = '', value] = /^(?:--)?([\w-]+)=(.*)$/.exec(text) ?? [];
    const setting = Object.hasOwn(flags, name) ? flags[name] : undefined;
    return setting ? claimOf(setting, value, { name: `kube-apiserver-arg ${name}`, path }) : [];
  });
}
