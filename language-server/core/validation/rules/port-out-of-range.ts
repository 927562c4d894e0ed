import { defineRule } from '../defineRule.ts';
import { invalid } from '../drafts.ts';
import { service } from '../examples.ts';
import { describe } from '../serviceFacts.ts';

export const portOutOfRange = defineRule({
  id: 'port-out-of-range',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'A port is not between 1 and 65535.',
  rationale: `A port that is not written counts as 0. Where targetPort is not written either, it takes the same value, and the API server complains of both.`,
  *check({ object: service }) {
    for (const [i, { port, targetPort }] of service.ports.entries()) {
      if (port !== undefined && port >= 1 && port <= 65535) continue;
      const what =
        port === undefined ? `port ${i + 1} of the list has no port number` : `port ${port} is not between 1 and 65535`;
      const message = `${describe(service)}: ${what}, so the API server refuses it. Write the port that clients connect to.`;
      const path = ['spec', 'ports', i, 'port'];
      yield invalid(path, message);
      if (!targetPort) yield invalid(path, message, { field: `spec.ports[${i}].targetPort` });
    }
  },
  examples: {
    bad: [
      {
        text: service(`
  ports:
    - port: 70000
      #     ^^^^^ Invalid spec.ports[0].port
      #     ^^^^^ Invalid spec.ports[0].targetPort
`),
      },
      {
        text: service(`
  ports:
    - targetPort: 80
      #<<<<<<<<<<<<< Invalid spec.ports[0].port
`).replace('      #<<<<<<<<<<<<<', '    # ^^^^^^^^^^^^^^'),
      },
    ],
    good: [
      {
        text: service(`
  ports: [{ port: 65535 }]
`),
      },
    ],
  },
});
