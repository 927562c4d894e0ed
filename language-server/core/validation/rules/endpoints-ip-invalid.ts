import { parseAddress } from '../addressForms.ts';
import { defineRule } from '../defineRule.ts';
import { endpointAddressesOf, invalid } from '../drafts.ts';
import { endpoints } from '../examples.ts';
import { describe, quote } from '../serviceFacts.ts';

export const endpointsIpInvalid = defineRule({
  id: 'endpoints-ip-invalid',
  kinds: ['Endpoints'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'An endpoint address is not an IP address.',
  rationale: `Endpoints take IP addresses, never host names. (For a name, use an ExternalName Service.) The API server reports the field twice.`,
  *check({ object }) {
    for (const { address, path } of endpointAddressesOf(object)) {
      const ip = address.ip ?? '';
      if (parseAddress(ip)) continue;
      const message = ip
        ? `${describe(object)}: ${quote(ip)} is not an IP address, so the API server refuses it. For a host name use an ExternalName Service.`
        : `${describe(object)}: an address has no ip, so the API server refuses it.`;
      yield invalid([...path, 'ip'], message);
    }
  },
  examples: {
    bad: [
      {
        text: endpoints(`
subsets:
  - addresses:
      - ip: db.example.com
        #   ^^^^^^^^^^^^^^ Invalid subsets[0].addresses[0].ip
    ports: [{ port: 3306 }]
`),
      },
    ],
    good: [
      {
        text: endpoints(`
subsets:
  - addresses: [{ ip: 192.0.2.7 }, { ip: "2001:db8::7" }]
    ports: [{ port: 3306 }]
`),
      },
    ],
  },
});
