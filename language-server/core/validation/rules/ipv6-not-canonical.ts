import type { Endpoints, Service } from '../../cluster/objects.ts';
import type { FieldPath } from '../../yaml/manifestNode.ts';
import { cidrProblem, isNonCanonicalIpv6, parseAddress, parseCidr } from '../addressForms.ts';
import { defineRule } from '../defineRule.ts';
import { endpointAddressesOf } from '../drafts.ts';
import { service } from '../examples.ts';
import { useSuggestion } from '../fixes.ts';
import { describe, writtenClusterIps } from '../serviceFacts.ts';

export const ipv6NotCanonical = defineRule({
  id: 'ipv6-not-canonical',
  kinds: ['Service', 'Endpoints'],
  severity: 'warning',
  verdict: 'warned',
  summary: 'An IPv6 address is not in its shortest lower-case form.',
  rationale: `The API server accepts it with a warning: programs that compare addresses as text take it for another one.`,
  *check({ object }) {
    for (const { text, path, field } of object.kind === 'Service'
      ? serviceAddresses(object)
      : endpointsAddresses(object)) {
      if (!isNonCanonicalIpv6(text)) continue;
      const canonical = parseAddress(text)!.text;
      const message = `${describe(object)}: the address ${text} is not in canonical form; the API server warns of it. Write ${canonical}.`;
      yield { path, field, message, suggestions: [canonical] };
    }
    if (object.kind !== 'Service') return;
    for (const [i, text] of object.loadBalancerSourceRanges.entries()) {
      if (cidrProblem(text) !== 'not-canonical') continue;
      const canonical = parseCidr(text)!.text;
      const message = `${describe(object)}: the range ${text} is not in canonical form; the API server warns of it. Write ${canonical}.`;
      yield { path: ['spec', 'loadBalancerSourceRanges', i], message, suggestions: [canonical] };
    }
  },
  fixes: useSuggestion({ safe: true }),
  examples: {
    bad: [
      {
        text: service(`
  clusterIP: FD00:10:96::000A
  #          ^^^^^^^^^^^^^^^^
  ports: [{ port: 80 }]
`),
        fixed: service(`
  clusterIP: fd00:10:96::a
  ports: [{ port: 80 }]
`),
        settings: { serviceCidrs: ['fd00:10:96::/112'] },
      },
    ],
    good: [
      {
        text: service(`
  clusterIP: fd00:10:96::a
  ports: [{ port: 80 }]
`),
        settings: { serviceCidrs: ['fd00:10:96::/112'] },
      },
    ],
  },
});

interface WrittenAddress {
  readonly text: string;
  readonly path: FieldPath;
  readonly field?: string;
}

function serviceAddresses(service: Service): WrittenAddress[] {
  const clusterIps = writtenClusterIps(service).map(ip => ({ ...ip, field: `spec.clusterIPs[${ip.index}]` }));
  return [...clusterIps, ...service.externalIPs.map((text, i) => ({ text, path: ['spec', 'externalIPs', i] }))];
}

function endpointsAddresses(object: Endpoints): WrittenAddress[] {
  return endpointAddressesOf(object).map(({ address, path }) => ({ text: address.ip ?? '', path: [...path, 'ip'] }));
}
