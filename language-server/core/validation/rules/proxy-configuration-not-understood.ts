import { readProxyConfig } from '../../routing/proxyConfig.ts';
import { defineRule } from '../defineRule.ts';

/** 1.37 takes these words among ranges too. */
const keywordSince137 = /^nodePortAddresses: "(?:primary|localhost|all)"/;

export const proxyConfigurationNotUnderstood = defineRule({
  id: 'proxy-configuration-not-understood',
  kinds: ['KubeProxyConfiguration'],
  severity: 'warning',
  verdict: 'advice',
  summary: 'kube-proxy does not take a value of its configuration.',
  rationale: `kube-proxy checks its configuration when it starts and exits because of a value that it does not know, so the node keeps the rules that it
had, or none. The rules shown here are those of the value's default. Mode \`userspace\`, in which kube-proxy itself took every connection and
opened another to an endpoint, is gone since 1.26.`,
  *check({ object, settings }) {
    for (const problem of readProxyConfig(object.data).problems) {
      if (settings.kubernetesMinor >= 37 && keywordSince137.test(problem)) continue;
      const field = problem.slice(0, problem.indexOf(':'));
      yield { path: field.split('.'), message: `kube-proxy's configuration: ${problem}.` };
    }
  },
  examples: {
    bad: [
      {
        text: `apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
mode: userspace
#     ^^^^^^^^^
iptables:
  masqueradeBit: 40
  #              ^^
`,
      },
    ],
    good: [
      {
        title: 'Words that 1.37 knows',
        text: `apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
nodePortAddresses: [primary, localhost]
`,
        settings: { kubernetesVersion: '1.37' },
      },
      {
        text: `apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
mode: nftables
clusterCIDR: 10.244.0.0/16
`,
      },
    ],
  },
});
