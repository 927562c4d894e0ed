import { parseAddress } from '../addressForms.ts';
import { defineRule } from '../defineRule.ts';
import { invalid } from '../drafts.ts';
import { bareService, service } from '../examples.ts';
import { firstThen, removeIt, useSuggestion } from '../fixes.ts';
import { sameButCase } from '../nearest.ts';
import { describe, isExternalName, quote, writtenClusterIps } from '../serviceFacts.ts';

export const clusterIpInvalid = defineRule({
  id: 'cluster-ip-invalid',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'A cluster IP is neither an IP address nor "None".',
  rationale: `\`clusterIP\` takes a plain IP address, the word \`None\` (in exactly this case) for a headless Service, or nothing, so that the cluster
chooses. Host names and prefix lengths are refused.`,
  *check({ object: service }) {
    if (isExternalName(service)) return;
    for (const { text, index, path } of writtenClusterIps(service)) {
      if (text === 'None' || parseAddress(text)) continue;
      const meant = plainForm(text);
      const advice = meant
        ? ` Write ${meant}.`
        : ' Remove it to let the cluster choose, or write None for a headless Service.';
      const message = `${describe(service)} has the cluster IP ${quote(text)}, which is not an IP address: the API server refuses it.${advice}`;
      yield invalid(path, message, { field: `spec.clusterIPs[${index}]`, ...(meant ? { suggestions: [meant] } : {}) });
    }
  },
  fixes: firstThen(useSuggestion({ safe: 'letter-case' }), removeIt()),
  examples: {
    bad: [
      {
        text: bareService(`
  clusterIP: none
  #          ^^^^ Invalid spec.clusterIPs[0]
  ports: [{ port: 80 }]
`),
        fixed: bareService(`
  clusterIP: None
  ports: [{ port: 80 }]
`),
      },
      {
        text: service(`
  clusterIP: 10.96.7.15/32
  #          ^^^^^^^^^^^^^ Invalid spec.clusterIPs[0]
  ports: [{ port: 80 }]
`),
        fixed: service(`
  clusterIP: 10.96.7.15
  ports: [{ port: 80 }]
`),
      },
    ],
    good: [
      {
        text: service(`
  clusterIP: None
  ports: [{ port: 80 }]
`),
      },
      {
        text: service(`
  clusterIP: ""
  ports: [{ port: 80 }]
`),
      },
    ],
  },
});

function plainForm(text: string): string | undefined {
  if (sameButCase(text, 'None')) return 'None';
  const bare = text
    .trim()
    .replace(/\/\d+$/, '')
    .replace(/^\[(.*)\]$/, '$1');
  return bare !== text && parseAddress(bare) ? bare : undefined;
}
