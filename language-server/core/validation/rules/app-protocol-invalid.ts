import { defineRule } from '../defineRule.ts';
import { servicePorts } from '../drafts.ts';
import { service } from '../examples.ts';
import { firstThen, removeIt, useSuggestion } from '../fixes.ts';
import { invalidAppProtocols } from '../twins.ts';

export const appProtocolInvalid = defineRule({
  id: 'app-protocol-invalid',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'An appProtocol is not a qualified name.',
  rationale: `\`appProtocol\` is a hint for load balancers and meshes: a name such as \`http\`, or one with a prefix such as \`kubernetes.io/h2c\`. Empty text fails too.`,
  check: ({ object }) => invalidAppProtocols(object, servicePorts(object)),
  fixes: firstThen(useSuggestion(), removeIt()),
  examples: {
    bad: [
      {
        text: service(`
  ports: [{ port: 80, appProtocol: "http/1.1/" }]
  #                                ^^^^^^^^^^^ Invalid spec.ports[0].appProtocol
`),
        fixed: service(`
  ports: [{ port: 80, appProtocol: "http/1.1" }]
`),
      },
    ],
    good: [
      {
        text: service(`
  ports: [{ port: 80, appProtocol: kubernetes.io/h2c }]
`),
      },
    ],
  },
});
