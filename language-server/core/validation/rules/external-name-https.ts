import { defineRule } from '../defineRule.ts';
import { bareService } from '../examples.ts';
import { describe, isExternalName, quote } from '../serviceFacts.ts';

export const externalNameHttps = defineRule({
  id: 'external-name-https',
  kinds: ['Service'],
  severity: 'hint',
  verdict: 'advice',
  summary: 'HTTP or TLS through an ExternalName Service.',
  rationale: `The alias changes only what DNS answers. The client still believes it talks to the Service's name: it sends that name in the Host header and expects it in the certificate, and the
other side knows neither.`,
  *check({ object: service }) {
    if (!isExternalName(service)) return;
    const index = service.ports.findIndex(
      port => port.port === 443 || /^(?:https|tls)\b/i.test(port.appProtocol ?? port.name ?? ''),
    );
    if (index < 0) return;
    const message = `${describe(service)} is only a DNS alias: clients send ${quote(service.name)} as the host name and expect it in the certificate, which ${service.externalName || 'the other side'} does not have. Let clients use the real name.`;
    yield { path: ['spec', 'ports', index, 'port'], message };
  },
  examples: {
    bad: [
      {
        text: bareService(`
  type: ExternalName
  externalName: api.example.com
  ports: [{ name: https, port: 443 }]
  #                            ^^^
`),
      },
    ],
    good: [
      {
        text: bareService(`
  type: ExternalName
  externalName: db.example.com
  ports: [{ port: 3306 }]
`),
      },
    ],
  },
});
