import { isNonstandardAddress, parseAddress } from '../addressForms.ts';
import { defineRule } from '../defineRule.ts';
import { invalid } from '../drafts.ts';
import { service } from '../examples.ts';
import { useSuggestion } from '../fixes.ts';
import { describe, isExternalName, quote, writtenClusterIps } from '../serviceFacts.ts';

export const clusterIpNonstandard = defineRule({
  id: 'cluster-ip-nonstandard',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  since: '1.36',
  summary: 'A cluster IP has leading zeros or is an IPv4-mapped IPv6 address.',
  rationale: `Programs disagree on such text: some read \`010\` as 8, Kubernetes reads it as 10. The API server refuses it since 1.36 (gate
StrictIPCIDRValidation); up to 1.35 it stores it with a warning.`,
  *check({ object: service, settings }) {
    if (isExternalName(service)) return;
    const isRefused = settings.kubernetesMinor >= 36;
    for (const { text, index, path } of writtenClusterIps(service)) {
      if (!isNonstandardAddress(text)) continue;
      const plain = parseAddress(text)!.text;
      const message = `${describe(service)} has the cluster IP ${quote(text)}, a form that programs read differently: the API server ${isRefused ? 'refuses it' : 'warns of it, and refuses it from 1.36 on'}. Write ${plain}.`;
      const field = `spec.clusterIPs[${index}]`;
      yield invalid(path, message, { field, suggestions: [plain], ...(isRefused ? {} : { verdict: 'warned' }) });
    }
  },
  fixes: useSuggestion({ safe: true }),
  examples: {
    bad: [
      {
        text: service(`
  clusterIP: 10.96.007.015
  #          ^^^^^^^^^^^^^ Invalid spec.clusterIPs[0]
  ports: [{ port: 80 }]
`),
        fixed: service(`
  clusterIP: 10.96.7.15
  ports: [{ port: 80 }]
`),
      },
      {
        title: 'Up to 1.35 a warning',
        text: service(`
  clusterIP: "::ffff:10.96.7.15"
  #          ^^^^^^^^^^^^^^^^^^^
  ports: [{ port: 80 }]
`),
        settings: { kubernetesVersion: '1.35' },
      },
    ],
    good: [
      {
        text: service(`
  clusterIP: 10.96.7.15
  ports: [{ port: 80 }]
`),
      },
    ],
  },
});
