import { defineRule } from '../defineRule.ts';
import { invalidName } from '../drafts.ts';
import { service } from '../examples.ts';
import { firstThen, removeIt, useSuggestion } from '../fixes.ts';
import { isQualifiedName, toQualifiedName } from '../names.ts';
import { describe } from '../serviceFacts.ts';

export const appProtocolInvalid = defineRule({
  id: 'app-protocol-invalid',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  assumes: 'document',
  summary: 'An appProtocol is no qualified name.',
  rationale: `\`appProtocol\` is a hint for load balancers and meshes: a name such as \`http\`, or one with a prefix such as \`kubernetes.io/h2c\`. Empty text fails too.`,
  *check({ object: service }) {
    for (const [i, { appProtocol }] of service.ports.entries()) {
      if (appProtocol === undefined || isQualifiedName(appProtocol)) continue;
      const path = ['spec', 'ports', i, 'appProtocol'];
      const alphabet = '[prefix/]name of letters, digits and "-", "_", "." between them';
      yield invalidName(
        `appProtocol of ${describe(service)}`,
        path,
        appProtocol,
        alphabet,
        toQualifiedName(appProtocol),
      );
    }
  },
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
