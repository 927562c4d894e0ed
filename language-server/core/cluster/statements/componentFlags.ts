/**
 * What static Pods of the control plane and kube-proxy's own pods are started with. In: a Pod or DaemonSet. Out: a
 * statement for each component in it.
 */
import { childOf, type FieldPath, type ManifestNode, nodeAt } from '../../yaml/manifestNode.ts';
import type { ObjectHeader } from '../decode.ts';
import type { ClusterStatement } from '../objects.ts';
import { readItems, readLabels } from '../read.ts';
import { claimOfFlag, statement } from './claims.ts';
import { type Flag, flagsOf } from './flags.ts';
import { proxyClaims } from './proxyFlags.ts';

/** A control plane in a Deployment serves another cluster (Karmada, Kamaji, vcluster): a Pod alone is this one's own. */
const templates: Readonly<Record<string, FieldPath>> = { Pod: ['spec'], DaemonSet: ['spec', 'template', 'spec'] };

type Read = (flags: readonly Flag[], header: ObjectHeader) => ClusterStatement;

const components: Readonly<Record<string, { readonly kinds: readonly string[]; readonly read: Read }>> = {
  'kube-apiserver': { kinds: ['Pod'], read: apiServer },
  'kube-controller-manager': { kinds: ['Pod'], read: controllerManager },
  'kube-proxy': { kinds: ['Pod', 'DaemonSet'], read: proxy },
};

export function componentStatements(node: ManifestNode, kind: string, header: ObjectHeader): ClusterStatement[] {
  const path = Object.hasOwn(templates, kind) ? templates[kind] : undefined;
  const spec = path && nodeAt(node, path);
  if (!path || !spec || isForWindows(spec)) return [];
  return readItems(spec, 'containers').flatMap((container, i) => {
    if (!mentionsComponent(container)) return [];
    return Object.entries(components).flatMap(([program, { kinds, read }]) => {
      const flags = kinds.includes(kind) ? flagsOf(container, [...path, 'containers', i], program) : undefined;
      return flags ? [read(flags, header)] : [];
    });
  });
}

function isForWindows(spec: ManifestNode): boolean {
  return readLabels(spec, 'nodeSelector')?.['kubernetes.io/os'] === 'windows';
}

/** Most containers run something else. */
function mentionsComponent(container: ManifestNode): boolean {
  const texts = ['image', 'command', 'args'].flatMap(field => {
    const value = childOf(container, field);
    const nodes = value?.kind === 'sequence' ? value.items : value ? [value] : [];
    return nodes.map(node => (node.kind === 'scalar' ? String(node.value) : ''));
  });
  return texts.some(text => /kube-(?:apiserver|controller-manager|proxy)|hyperkube/.test(text));
}

function apiServer(flags: readonly Flag[], header: ObjectHeader): ClusterStatement {
  const claims = [
    ...claimOfFlag('serviceCidrs', flags, 'service-cluster-ip-range'),
    ...claimOfFlag('nodePortRange', flags, 'service-node-port-range'),
  ];
  return statement(header, { by: 'kube-apiserver', standing: 'component', claims });
}

function controllerManager(flags: readonly Flag[], header: ObjectHeader): ClusterStatement {
  const claims = [
    ...claimOfFlag('podCidrs', flags, 'cluster-cidr'),
    ...claimOfFlag('serviceCidrs', flags, 'service-cluster-ip-range'),
  ];
  return statement(header, { by: 'kube-controller-manager', standing: 'derived', claims });
}

function proxy(flags: readonly Flag[], header: ObjectHeader): ClusterStatement {
  const readsFile = flags.some(({ name, value }) => name === 'config' && value !== '');
  return statement(header, {
    by: 'kube-proxy',
    standing: 'component',
    claims: proxyClaims(flags),
    proxy: { readsFile },
  });
}
