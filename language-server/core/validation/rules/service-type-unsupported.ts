import { defineRule } from '../defineRule.ts';
import { notSupported } from '../drafts.ts';
import { service } from '../examples.ts';
import { useSuggestion } from '../fixes.ts';
import { describe, serviceTypes, typeOf } from '../serviceFacts.ts';

export const serviceTypeUnsupported = defineRule({
  id: 'service-type-unsupported',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  isSchemaMistake: true,
  summary: 'The type is none of the four.',
  rationale: `A Service is of type ClusterIP (the default), NodePort, LoadBalancer or ExternalName, in exactly this letter case.`,
  *check({ object: service }) {
    const type = typeOf(service);
    if (serviceTypes.some(known => known === type)) return;
    yield notSupported(`The type of ${describe(service)}`, ['spec', 'type'], type, serviceTypes);
  },
  fixes: useSuggestion({ safe: 'letter-case' }),
  examples: {
    bad: [
      {
        text: service(`
  type: Nodeport
  #     ^^^^^^^^ NotSupported spec.type
  ports: [{ port: 80 }]
`),
        fixed: service(`
  type: NodePort
  ports: [{ port: 80 }]
`),
      },
    ],
    good: [
      {
        text: service(`
  type: ""
  ports: [{ port: 80 }]
`),
      },
    ],
  },
});
