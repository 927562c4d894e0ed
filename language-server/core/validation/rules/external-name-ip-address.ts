import { parseAddress } from '../addressForms.ts';
import { defineRule } from '../defineRule.ts';
import { bareService } from '../examples.ts';
import { describe, isExternalName } from '../serviceFacts.ts';

export const externalNameIpAddress = defineRule({
  id: 'external-name-ip-address',
  kinds: ['Service'],
  severity: 'warning',
  verdict: 'dropped',
  summary: 'externalName is an IP address.',
  rationale: `The API server takes it for a DNS name made of digits, and so does DNS: the alias leads to a name that does not exist. For an address, make a Service without a
selector and an EndpointSlice with the address.`,
  *check({ object: service }) {
    const name = (service.externalName ?? '').replace(/\.$/, '');
    if (!isExternalName(service) || parseAddress(name)?.family !== 'IPv4') return;
    const message = `${describe(service)} is an alias of ${name}, which DNS reads as a name and not as an address: it never resolves. Use a Service without selector and an EndpointSlice with the address.`;
    yield { path: ['spec', 'externalName'], message };
  },
  examples: {
    bad: [
      {
        text: bareService(`
  type: ExternalName
  externalName: 192.0.2.10
  #             ^^^^^^^^^^
`),
      },
    ],
    good: [
      {
        text: bareService(`
  type: ExternalName
  externalName: db.example.com
`),
      },
    ],
  },
});
