import { nodeAt } from '../../yaml/manifestNode.ts';
import { defineRule } from '../defineRule.ts';
import { service } from '../examples.ts';
import { removeIt } from '../fixes.ts';
import { describe } from '../serviceFacts.ts';

export const sessionAffinityConfigDropped = defineRule({
  id: 'session-affinity-config-dropped',
  kinds: ['Service'],
  severity: 'information',
  verdict: 'advice',
  summary: 'A session affinity configuration without session affinity.',
  rationale: `With \`sessionAffinity: None\` (the default) the API server removes the whole block without a word and without looking at it.`,
  *check({ object: service, node }) {
    const block = nodeAt(node, ['spec', 'sessionAffinityConfig']);
    if (block?.kind !== 'map' || (service.sessionAffinity || 'None') !== 'None') return;
    const message = `${describe(service)} configures session affinity but has none: the API server drops the block. Set sessionAffinity: ClientIP, or remove it.`;
    yield { path: ['spec', 'sessionAffinityConfig'], message, tag: 'unnecessary' };
  },
  fixes: removeIt({ safe: true }),
  examples: {
    bad: [
      {
        text: service(`
  sessionAffinityConfig:
  #<<<<<<<<<<<<<<<<<<<<
    clientIP:
      timeoutSeconds: 600
  ports: [{ port: 80 }]
`),
        fixed: service(`
  ports: [{ port: 80 }]
`),
      },
    ],
    good: [
      {
        text: service(`
  sessionAffinity: ClientIP
  sessionAffinityConfig: {}
  ports: [{ port: 80 }]
`),
      },
    ],
  },
});
