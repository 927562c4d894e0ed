import { defineRule } from '../defineRule.ts';
import { service } from '../examples.ts';
import { describe, isExternalName, protocolOf } from '../serviceFacts.ts';

export const updatePortsMergeKey = defineRule({
  id: 'update-ports-merge-key',
  kinds: ['Service'],
  severity: 'hint',
  verdict: 'advice',
  summary: 'Two ports share a number, which client-side apply mixes up.',
  rationale: `Client-side \`kubectl apply\` merges the list of ports by number alone. Two entries with one number and different protocols are accepted on creation, but an update can overwrite
one with the other. \`kubectl apply --server-side\` merges by number and protocol.`,
  *check({ object: service }) {
    if (isExternalName(service)) return;
    for (const [i, port] of service.ports.entries()) {
      const twin = service.ports.slice(0, i).find(p => p.port === port.port && protocolOf(p) !== protocolOf(port));
      if (port.port === undefined || !twin) continue;
      const message = `${describe(service)} has port ${port.port} for ${protocolOf(twin)} and ${protocolOf(port)}: client-side kubectl apply may mix the two up when they change. Apply it with --server-side.`;
      yield { path: ['spec', 'ports', i, 'port'], message };
    }
  },
  examples: {
    bad: [
      {
        text: service(`
  ports:
    - { name: dns, port: 53, protocol: UDP }
    - { name: dns-tcp, port: 53, protocol: TCP }
    #                        ^^
`),
      },
    ],
    good: [
      {
        text: service(`
  ports:
    - { name: dns, port: 53, protocol: UDP }
    - { name: metrics, port: 9153 }
`),
      },
    ],
  },
});
