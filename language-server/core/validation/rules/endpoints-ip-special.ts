import { specialAddress } from '../addressForms.ts';
import { defineRule } from '../defineRule.ts';
import { endpointAddressesOf, invalid } from '../drafts.ts';
import { endpoints } from '../examples.ts';
import { describe } from '../serviceFacts.ts';

export const endpointsIpSpecial = defineRule({
  id: 'endpoints-ip-special',
  kinds: ['Endpoints'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'An endpoint address that other nodes cannot reach.',
  rationale: `Loopback, link-local, link-local multicast and unspecified addresses mean another machine on every node, so they are refused.`,
  *check({ object }) {
    for (const { address, path } of endpointAddressesOf(object)) {
      const special = specialAddress(address.ip ?? '');
      if (!special) continue;
      yield invalid(
        [...path, 'ip'],
        `${describe(object)}: ${address.ip} is ${special}, so the API server refuses it. Use an address that every node can reach.`,
      );
    }
  },
  examples: {
    bad: [
      {
        text: endpoints(`
subsets:
  - addresses: [{ ip: 127.0.0.1 }]
    #                 ^^^^^^^^^ Invalid subsets[0].addresses[0].ip
`),
      },
    ],
    good: [
      {
        text: endpoints(`
subsets:
  - addresses: [{ ip: 239.1.2.3 }]
`),
      },
    ],
  },
});
