import { isNonstandardAddress, parseAddress } from '../addressForms.ts';
import { defineRule } from '../defineRule.ts';
import { endpointAddressesOf, invalid } from '../drafts.ts';
import { endpoints } from '../examples.ts';
import { useSuggestion } from '../fixes.ts';
import { describe, quote } from '../serviceFacts.ts';

export const endpointsIpNonstandard = defineRule({
  id: 'endpoints-ip-nonstandard',
  kinds: ['Endpoints'],
  severity: 'error',
  verdict: 'rejected',
  since: '1.36',
  summary: 'An endpoint address has leading zeros or is an IPv4-mapped IPv6 address.',
  rationale: `Programs read such text differently. Refused since 1.36; before, the API server warns.`,
  *check({ object, settings }) {
    const isRefused = settings.kubernetesMinor >= 36;
    for (const { address, path } of endpointAddressesOf(object)) {
      const ip = address.ip ?? '';
      if (!isNonstandardAddress(ip)) continue;
      const plain = parseAddress(ip)!.text;
      const message = `${describe(object)}: the address ${quote(ip)} has a form that programs read differently: the API server ${isRefused ? 'refuses it' : 'warns of it, and refuses it from 1.36 on'}. Write ${plain}.`;
      yield invalid([...path, 'ip'], message, { suggestions: [plain], ...(isRefused ? {} : { verdict: 'warned' }) });
    }
  },
  fixes: useSuggestion({ safe: true }),
  examples: {
    bad: [
      {
        text: endpoints(`
subsets:
  - addresses: [{ ip: 192.0.02.007 }]
    #                 ^^^^^^^^^^^^ Invalid subsets[0].addresses[0].ip
    ports: [{ port: 80 }]
`),
        fixed: endpoints(`
subsets:
  - addresses: [{ ip: 192.0.2.7 }]
    ports: [{ port: 80 }]
`),
      },
    ],
    good: [
      {
        text: endpoints(`
subsets:
  - addresses: [{ ip: 192.0.2.7 }]
`),
      },
    ],
  },
});
