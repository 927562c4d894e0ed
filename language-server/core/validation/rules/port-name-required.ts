import type { Service } from '../../cluster/objects.ts';
import { defineRule } from '../defineRule.ts';
import { portLabel, required } from '../drafts.ts';
import { service } from '../examples.ts';
import { useSuggestion } from '../fixes.ts';
import { toDnsLabel } from '../names.ts';
import { describe, protocolOf } from '../serviceFacts.ts';

export const portNameRequired = defineRule({
  id: 'port-name-required',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'One of several ports has no name.',
  rationale: `With one port the name may be left out; with more, each needs one, since endpoints find their port by name.`,
  *check({ object: service }) {
    if (service.ports.length < 2) return;
    for (const [i, port] of service.ports.entries()) {
      if (port.name) continue;
      const message = `${describe(service)} has ${service.ports.length} ports, and ${portLabel(port, i)} has no name: the API server refuses it. Name every port.`;
      yield required(['spec', 'ports', i, 'name'], message, { suggestions: [freeName(service, i)] });
    }
  },
  fixes: useSuggestion(),
  examples: {
    bad: [
      {
        text: service(`
  ports:
    - name: http
      port: 80
    - port: 9090 # metrics
    # ^^^^^^^^^^ Required spec.ports[1].name
`),
        fixed: service(`
  ports:
    - name: http
      port: 80
    - port: 9090 # metrics
      name: port-9090
`),
      },
    ],
    good: [
      {
        text: service(`
  ports:
    - { name: http, port: 80 }
    - { name: https, port: 443 }
`),
      },
    ],
  },
});

const customary: Readonly<Record<number, string>> = {
  53: 'dns',
  80: 'http',
  443: 'https',
  3306: 'mysql',
  5432: 'postgres',
};

/** From what the port says of itself: appProtocol, the container port's name, its number. */
function freeName(service: Service, index: number): string {
  const port = service.ports[index]!;
  const target = typeof port.targetPort === 'string' ? port.targetPort : '';
  const candidates = [port.appProtocol?.split('/').at(-1) ?? '', target, customary[port.port ?? 0] ?? '']
    .map(toDnsLabel)
    .filter(name => name !== undefined);
  const last = `port-${port.port ?? index + 1}`;
  const names = [...candidates, last, `${last}-${protocolOf(port).toLowerCase()}`, `port-${index + 1}-of-list`];
  return names.find(name => !service.ports.some(other => other.name === name)) ?? last;
}
