import { defineRule } from '../defineRule.ts';
import { invalidName } from '../drafts.ts';
import { serviceWith } from '../examples.ts';
import { useSuggestion } from '../fixes.ts';
import { isDns1035Label, isDnsLabel, toDnsLabel } from '../names.ts';
import { needsClusterIp } from '../serviceFacts.ts';

export const nameInvalid = defineRule({
  id: 'name-invalid',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'The name is not a DNS label.',
  rationale: `A Service's name becomes a DNS name, so it has up to 63 lower-case letters, digits and hyphens and starts and ends with a letter or digit. Up to 1.35
it must start with a letter (gate RelaxedServiceNameValidation, on by default since 1.36).`,
  *check({ object: service, settings }) {
    const isRelaxed = settings.kubernetesMinor >= 36;
    const { name } = service;
    if (!name || (isRelaxed ? isDnsLabel(name) : isDns1035Label(name))) return;
    const alphabet = `up to 63 lower-case letters, digits and hyphens, starting with a letter${isRelaxed ? ' or digit' : ''} and ending with a letter or digit`;
    const label = toDnsLabel(name);
    const suggestion = label && !isRelaxed && !isDns1035Label(label) ? toDnsLabel(`svc-${label}`) : label;
    const draft = invalidName('The name of this Service', ['metadata', 'name'], name, alphabet, suggestion);
    yield draft;
    // The reservation of a cluster IP keeps the name as part of a path, and fails before the name itself is looked at.
    if (needsClusterIp(service) && isNoPathSegment(name)) yield { ...draft, field: 'spec.clusterIPs' };
  },
  fixes: useSuggestion(),
  examples: {
    bad: [
      {
        text: serviceWith(`
  name: Web_Service
  #     ^^^^^^^^^^^ Invalid metadata.name
`),
        fixed: serviceWith(`
  name: web-service
`),
      },
      {
        title: 'Up to 1.35',
        text: serviceWith(`
  name: 3scale
  #     ^^^^^^ Invalid metadata.name
`),
        fixed: serviceWith(`
  name: svc-3scale
`),
        settings: { kubernetesVersion: '1.35' },
      },
      {
        title: 'What cannot stand in a path fails when the cluster IP is reserved',
        text: serviceWith(`
  name: shop/web
  #     ^^^^^^^^ Invalid metadata.name
  #     ^^^^^^^^ Invalid spec.clusterIPs
`),
        fixed: serviceWith(`
  name: shop-web
`),
      },
    ],
    good: [
      {
        text: serviceWith(`
  name: 3scale
`),
      },
    ],
  },
});

function isNoPathSegment(name: string): boolean {
  return name === '.' || name === '..' || /[/%]/.test(name);
}
