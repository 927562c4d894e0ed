/** The profile that minikube keeps (profiles/NAME/config.json). */
import { childOf, type MapNode, nodeAt } from '../../yaml/manifestNode.ts';
import type { ObjectHeader } from '../decode.ts';
import type { ClusterStatement, SettingClaim } from '../objects.ts';
import { isPresent, readItems, readString } from '../read.ts';
import { claimAt, claimOf, proxyClaim, sectionAt, statement, textOf } from './claims.ts';

export function isMinikube(root: MapNode): boolean {
  return isPresent(nodeAt(root, ['KubernetesConfig']), 'ServiceCIDR');
}

const settings: Readonly<Record<string, 'podCidrs' | 'nodePortRange' | 'serviceCidrs'>> = {
  'kubeadm.pod-network-cidr': 'podCidrs',
  'apiserver.service-node-port-range': 'nodePortRange',
  'apiserver.service-cluster-ip-range': 'serviceCidrs',
};

export function minikubeStatements(root: MapNode, header: ObjectHeader): ClusterStatement[] {
  const section = sectionAt(root, ['KubernetesConfig']);
  const claims = [
    ...claimAt('serviceCidrs', section, 'ServiceCIDR'),
    ...claimAt('clusterDomain', section, 'DNSDomain'),
    ...readItems(section.node, 'ExtraOptions').flatMap((item, i) => {
      const [component = '', key = ''] = ['Component', 'Key'].map(name => readString(item, name));
      const name = `${component}.${key}`;
      const place = {
        name: `KubernetesConfig.ExtraOptions ${name}`,
        path: ['KubernetesConfig', 'ExtraOptions', i, 'Value'],
      };
      return optionClaims(name, textOf(childOf(item, 'Value')), place);
    }),
  ];
  return [statement(header, { by: 'minikube', standing: 'installer', claims })];
}

function optionClaims(
  name: string,
  value: string | undefined,
  place: Pick<SettingClaim, 'name' | 'path'>,
): SettingClaim[] {
  if (name === 'kube-proxy.mode') return value === undefined ? [] : [proxyClaim('mode', value, place)];
  const setting = Object.hasOwn(settings, name) ? settings[name] : undefined;
  return setting ? claimOf(setting, value, place) : [];
}
