import { defineRule } from '../defineRule.ts';
import { invalidName } from '../drafts.ts';
import { service } from '../examples.ts';
import { firstThen, removeIt, useSuggestion } from '../fixes.ts';
import { isQualifiedName, toQualifiedName } from '../names.ts';
import { describe, typeOf } from '../serviceFacts.ts';

export const lbClassInvalid = defineRule({
  id: 'lb-class-invalid',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  since: '1.24',
  summary: 'loadBalancerClass is not a qualified name.',
  rationale: `A name such as \`internal\`, or one with a prefix such as \`example.com/internal-vip\`.`,
  *check({ object: service }) {
    const value = service.loadBalancerClass;
    if (value === undefined || isQualifiedName(value) || typeOf(service) !== 'LoadBalancer') return;
    const alphabet = '[prefix/]name, the prefix a lower-case DNS name';
    yield invalidName(
      `loadBalancerClass of ${describe(service)}`,
      ['spec', 'loadBalancerClass'],
      value,
      alphabet,
      toQualifiedName(value),
    );
  },
  fixes: firstThen(useSuggestion(), removeIt()),
  examples: {
    bad: [
      {
        text: service(`
  type: LoadBalancer
  loadBalancerClass: "Example.com/internal vip"
  #                  ^^^^^^^^^^^^^^^^^^^^^^^^^^ Invalid spec.loadBalancerClass
  ports: [{ port: 80 }]
`),
        fixed: service(`
  type: LoadBalancer
  loadBalancerClass: "example.com/internal-vip"
  ports: [{ port: 80 }]
`),
      },
    ],
    good: [
      {
        text: service(`
  type: LoadBalancer
  loadBalancerClass: internal
  ports: [{ port: 80 }]
`),
      },
    ],
  },
});
