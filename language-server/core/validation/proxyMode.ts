/** The mode in which kube-proxy runs, as far as settings and manifests tell. In: a rule's context. Out: a mode. */
import type { ProxyMode } from '../cluster/clusterSettings.ts';
import { proxyConfigurationOf } from '../cluster/proxyConfiguration.ts';
import { readProxyConfig } from '../routing/proxyConfig.ts';
import type { RuleContext } from './defineRule.ts';

/** iptables, kube-proxy's default, where nothing says more. */
export function proxyModeOf({ settings, cluster }: Pick<RuleContext, 'settings' | 'cluster'>): ProxyMode {
  return settings.mode ?? readProxyConfig(proxyConfigurationOf(cluster.model).data).config.mode;
}
