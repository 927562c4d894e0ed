/** Settings of a root in words. In: a decided setting. Out: a sentence for lists, and the parts of a line for terminals. */
import type { SettingName, SettingView, StatedView } from './model.ts';

export const settingLabels: Readonly<Record<SettingName, string>> = {
  mode: 'kube-proxy mode',
  kubernetesVersion: 'Kubernetes release',
  serviceCidr: 'Service range',
  podCidr: 'Pod range',
  nodePortRange: 'Node port range',
  clusterDomain: 'Cluster domain',
  node: 'Node',
  hostnameOverride: 'hostnameOverride',
  detectLocalMode: 'detectLocalMode',
};

const unknownValues: Partial<Record<SettingName, string>> = {
  podCidr: "unknown: kube-proxy's clusterCIDR is not in the manifests",
  hostnameOverride: 'not set',
};

/** "kubeadm.yaml:4 (kubeadm ClusterConfiguration networking.podSubnet)". */
export function whoDecides(
  { from, by, file, line }: Omit<StatedView, 'value'>,
  nameOf = (name: string) => name,
): string {
  const place = file === undefined ? '' : `${nameOf(file)}:${line}`;
  switch (from) {
    case 'option':
      return `given on the command line (${by})`;
    case 'setting':
      return `the editor's setting ${by}`;
    case '.routelens.yaml':
      return `from ${place || '.routelens.yaml'}`;
    case 'manifests':
      return place ? `${place} (${by})` : by;
    case 'assumed':
      return `assumed, ${place ? `${place} (${by})` : by}`;
    case 'default':
      return by;
  }
}

export function settingText(setting: SettingView, nameOf?: (file: string) => string): string {
  if (setting.value === undefined) return unknownValues[setting.setting] ?? 'unknown';
  // Rules differ with the range, so that one which kube-proxy may not have is left out of them.
  const isLeftOut = setting.setting === 'podCidr' && setting.from === 'assumed';
  return `${setting.value}: ${whoDecides(setting, nameOf)}${isLeftOut ? '; rules leave it out' : ''}`;
}

/** "iptables: ds.yaml:12 (kube-proxy --proxy-mode)". */
export function overruledText(stated: StatedView, nameOf?: (file: string) => string): string {
  return `${stated.value || '""'}: ${whoDecides(stated, nameOf)}`;
}

export function settingSentence(setting: SettingView, nameOf: (file: string) => string): string {
  const overruled = setting.overruled.map(stated => overruledText(stated, nameOf));
  const rest = overruled.length ? ` Overruled: ${overruled.join('; ')}.` : '';
  return `${settingLabels[setting.setting]} ${settingText(setting, nameOf)}.${rest}`;
}
