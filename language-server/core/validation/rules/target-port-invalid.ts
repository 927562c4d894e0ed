import { defineRule } from '../defineRule.ts';
import { invalid } from '../drafts.ts';
import { service } from '../examples.ts';
import { replacement, useSuggestion } from '../fixes.ts';
import { isPortName, toPortName } from '../names.ts';
import { describe, quote } from '../serviceFacts.ts';

export const targetPortInvalid = defineRule({
  id: 'target-port-invalid',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'A targetPort is neither a port number nor a port name.',
  rationale: `\`targetPort\` is a number from 1 to 65535 or the name of a container port: up to 15 lower-case letters, digits and single inner hyphens, with at least one
letter. A number in quotes is taken for a name, and it is none.`,
  *check({ object: service }) {
    for (const [i, port] of service.ports.entries()) {
      const { targetPort } = port;
      if (!targetPort) continue;
      const path = ['spec', 'ports', i, 'targetPort'];
      if (typeof targetPort === 'number') {
        if (targetPort >= 1 && targetPort <= 65535) continue;
        yield invalid(
          path,
          `${describe(service)}: targetPort ${targetPort} is not between 1 and 65535, so the API server refuses it.`,
        );
      } else if (!isPortName(targetPort)) {
        const number =
          /^[1-9]\d{0,4}$/.test(targetPort) && Number(targetPort) <= 65535 ? Number(targetPort) : undefined;
        const meant = number ?? toPortName(targetPort);
        const advice = number ? ` Write ${number} without quotes.` : meant ? ` Use ${quote(meant)}.` : '';
        const message = `${describe(service)}: targetPort ${quote(targetPort)} is not a port name (up to 15 lower-case letters, digits and single hyphens, one letter at least), so the API server refuses it.${advice}`;
        yield invalid(path, message, meant === undefined ? {} : { suggestions: [meant] });
      }
    }
  },
  fixes: (draft, context) => {
    const value = draft.suggestions?.[0];
    if (typeof value === 'number')
      return replacement(context, draft.path, value, { title: 'Remove the quotes', safe: true });
    return useSuggestion()(draft, context);
  },
  examples: {
    bad: [
      {
        text: service(`
  ports:
    - port: 80
      targetPort: "8080"
      #           ^^^^^^ Invalid spec.ports[0].targetPort
`),
        fixed: service(`
  ports:
    - port: 80
      targetPort: 8080
`),
      },
      {
        text: service(`
  ports:
    - port: 80
      targetPort: HTTP_Main
      #           ^^^^^^^^^ Invalid spec.ports[0].targetPort
`),
        fixed: service(`
  ports:
    - port: 80
      targetPort: http-main
`),
      },
      {
        text: service(`
  ports: [{ port: 80, targetPort: 99999 }]
  #                               ^^^^^ Invalid spec.ports[0].targetPort
`),
      },
    ],
    good: [
      {
        text: service(`
  ports: [{ port: 80, targetPort: http-8080 }]
`),
      },
    ],
  },
});
