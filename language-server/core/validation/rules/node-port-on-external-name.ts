import { defineRule } from '../defineRule.ts';
import { bareService } from '../examples.ts';
import { removeIt } from '../fixes.ts';
import { describe, isExternalName } from '../serviceFacts.ts';

export const nodePortOnExternalName = defineRule({
  id: 'node-port-on-external-name',
  kinds: ['Service'],
  severity: 'hint',
  verdict: 'advice',
  summary: 'A node port on an ExternalName Service has no use.',
  rationale: `An ExternalName Service is a DNS alias: nodes open no port for it. The API server stores the number unchecked.`,
  *check({ object: service }) {
    if (!isExternalName(service)) return;
    for (const [i, { nodePort }] of service.ports.entries()) {
      if (!nodePort) continue;
      const message = `${describe(service)} is a DNS alias: node port ${nodePort} has no effect. Remove it.`;
      yield { path: ['spec', 'ports', i, 'nodePort'], message, tag: 'unnecessary' };
    }
  },
  fixes: removeIt({ safe: true }),
  examples: {
    bad: [
      {
        text: bareService(`
  type: ExternalName
  externalName: db.example.com
  ports: [{ port: 80, nodePort: 30080 }]
  #                             ^^^^^
`),
        fixed: bareService(`
  type: ExternalName
  externalName: db.example.com
  ports: [{ port: 80 }]
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
