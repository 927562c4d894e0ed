/** Talos' machine configuration, whole or as a patch. Defaults: pkg/machinery/constants. */
import { childOf, keyText, type MapNode, nodeAt } from '../../yaml/manifestNode.ts';
import type { ObjectHeader } from '../decode.ts';
import type { ClusterStatement } from '../objects.ts';
import { isPresent, readBoolean, readString } from '../read.ts';
import { claimAt, defaultClaim, modeClaim, sectionAt, statement } from './claims.ts';
import { apiServerFlags, extraArgs, managerFlags } from './kubeadm.ts';
import { argumentMap } from './proxyFlags.ts';

const topLevel = new Set(['version', 'debug', 'persist', 'machine', 'cluster']);

export function isTalos(root: MapNode): boolean {
  if (!root.entries.every(entry => topLevel.has(keyText(entry)))) return false;
  const cluster = childOf(root, 'cluster');
  if (readString(root, 'version') === 'v1alpha1')
    return childOf(root, 'machine')?.kind === 'map' || cluster?.kind === 'map';
  const network = childOf(cluster, 'network');
  const proxy = childOf(cluster, 'proxy');
  return (
    ['podSubnets', 'serviceSubnets'].some(key => isPresent(network, key)) ||
    ['disabled', 'mode', 'extraArgs'].some(key => isPresent(proxy, key))
  );
}

export function talosStatements(root: MapNode, header: ObjectHeader): ClusterStatement[] {
  const network = sectionAt(root, ['cluster', 'network']);
  const proxy = sectionAt(root, ['cluster', 'proxy']);
  const claims = [
    ...defaultClaim('podCidrs', '10.244.0.0/16', 'Talos'),
    ...defaultClaim('serviceCidrs', '10.96.0.0/12', 'Talos'),
    ...claimAt('podCidrs', network, 'podSubnets'),
    ...claimAt('serviceCidrs', network, 'serviceSubnets'),
    ...claimAt('clusterDomain', network, 'dnsDomain'),
    ...extraArgs(root, ['cluster', 'apiServer', 'extraArgs'], apiServerFlags),
    ...modeClaim(proxy, 'mode'),
    ...argumentMap(childOf(proxy.node, 'extraArgs'), [...proxy.path, 'extraArgs']),
  ];
  const withoutProxy = { name: 'cluster.proxy.disabled', path: ['cluster', 'proxy', 'disabled'] };
  const isOff = readBoolean(nodeAt(root, ['cluster', 'proxy']), 'disabled') === true;
  return [
    statement(header, { by: 'Talos', standing: 'installer', claims, ...(isOff ? { withoutProxy } : {}) }),
    statement(header, {
      by: 'Talos',
      standing: 'derived',
      claims: extraArgs(root, ['cluster', 'controllerManager', 'extraArgs'], managerFlags),
    }),
  ];
}
