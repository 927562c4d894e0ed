import { defineRule } from '../defineRule.ts';
import { invalidName, required } from '../drafts.ts';
import { endpointSlice } from '../examples.ts';
import { isDnsLabel, isDnsSubdomain } from '../names.ts';
import { describe } from '../serviceFacts.ts';

export const sliceFqdnInvalid = defineRule({
  id: 'slice-fqdn-invalid',
  kinds: ['EndpointSlice'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'An address of a FQDN slice is not a fully qualified domain name.',
  rationale: `A lower-case DNS name with at least two parts of up to 63 characters; one final dot is fine.`,
  *check({ object }) {
    if (object.addressType !== 'FQDN') return;
    for (const [i, { addresses }] of object.endpoints.entries()) {
      for (const [j, text] of addresses.entries()) {
        const name = text.replace(/\.$/, '');
        const path = ['endpoints', i, 'addresses', j];
        if (text === '')
          yield required(path, `${describe(object)}: an address is empty, so the API server refuses it.`);
        else if (!isDnsSubdomain(name) || !name.includes('.') || !name.split('.').every(isDnsLabel)) {
          yield invalidName(
            `An address of ${describe(object)}`,
            path,
            text,
            'a lower-case DNS name with two parts at least, of up to 63 characters each',
          );
        }
      }
    }
  },
  examples: {
    bad: [
      {
        text: endpointSlice(`
addressType: FQDN
#            ^^^^ slice-fqdn-deprecated:
endpoints: [{ addresses: [db] }]
#                         ^^ Invalid endpoints[0].addresses[0]
`),
      },
      {
        text: endpointSlice(`
addressType: FQDN
#            ^^^^ slice-fqdn-deprecated:
endpoints: [{ addresses: [${'d'.repeat(64)}.example.com] }]
#                         ^76 Invalid endpoints[0].addresses[0]
`).replace('^76', '^'.repeat(76)),
      },
    ],
    good: [
      {
        text: endpointSlice(`
addressType: FQDN
#            ^^^^ slice-fqdn-deprecated:
endpoints: [{ addresses: [db.example.com.] }]
`),
      },
    ],
  },
});
