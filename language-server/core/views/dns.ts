/** The records that cluster DNS serves for a Service (specification 1.1.0 of Kubernetes DNS-based service discovery). */
import type { NamespacedName, Service } from '../cluster/objects.ts';

export interface DnsRecord {
  readonly name: string;
  readonly type: 'A/AAAA' | 'SRV' | 'CNAME';
  /** What it answers with, in words or as a name. */
  readonly answer: string;
}

export function serviceDnsName({ namespace, name }: NamespacedName, clusterDomain: string): string {
  return `${name}.${namespace}.svc.${clusterDomain}`;
}

export function dnsRecords(service: Service, clusterDomain: string): DnsRecord[] {
  const name = serviceDnsName(service, clusterDomain);
  if (service.type === 'ExternalName') return [{ name, type: 'CNAME', answer: service.externalName ?? '' }];
  const isHeadless = service.clusterIP === 'None';
  const answer = isHeadless ? 'the address of each ready pod' : (service.clusterIP ?? 'the cluster IP');
  const named = service.ports.filter(port => port.name);
  return [
    { name, type: 'A/AAAA', answer },
    ...named.map((port): DnsRecord => {
      const protocol = (port.protocol ?? 'TCP').toLowerCase();
      return { name: `_${port.name}._${protocol}.${name}`, type: 'SRV', answer: `port ${port.port ?? '?'} of ${name}` };
    }),
  ];
}
