import { defineRule } from '../defineRule.ts';
import { duplicate } from '../drafts.ts';
import { service } from '../examples.ts';
import { useSuggestion } from '../fixes.ts';
import { isDnsLabel } from '../names.ts';
import { describe, protocolOf, quote } from '../serviceFacts.ts';

export const portNameDuplicate = defineRule({
  id: 'port-name-duplicate',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'Two ports have the same name.',
  rationale: `Endpoints find their port by name, so each name must be unique, whatever the protocol.`,
  *check({ object: service }) {
    for (const [i, port] of service.ports.entries()) {
      if (!port.name || !service.ports.slice(0, i).some(other => other.name === port.name)) continue;
      const suggestion = `${port.name}-${protocolOf(port).toLowerCase()}`;
      const isFree = isDnsLabel(suggestion) && !service.ports.some(other => other.name === suggestion);
      const message = `${describe(service)} has two ports called ${quote(port.name)}: the API server refuses the second. Give it another name${isFree ? `, such as ${suggestion}` : ''}.`;
      yield duplicate(['spec', 'ports', i, 'name'], message, isFree ? { suggestions: [suggestion] } : {});
    }
  },
  fixes: useSuggestion(),
  examples: {
    bad: [
      {
        text: service(`
  ports:
    - { name: dns, port: 53 }
    - { name: dns, port: 53, protocol: UDP }
    #         ^^^ Duplicate spec.ports[1].name
`),
        fixed: service(`
  ports:
    - { name: dns, port: 53 }
    - { name: dns-udp, port: 53, protocol: UDP }
`),
      },
    ],
    good: [
      {
        text: service(`
  ports:
    - { name: dns, port: 53, protocol: UDP }
    - { name: dns-tcp, port: 53 }
`),
      },
    ],
  },
});
