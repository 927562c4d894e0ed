/**
 * The records that cluster DNS serves for a Service (specification 1.1.0 of Kubernetes DNS-based service discovery).
 * In: a Service, its families and slices. Out: records in words that people read in DNS tools.
 */
import type { IpFamily } from '../cluster/clusterSettings.ts';
import type { EndpointSlice, NamespacedName, Service, ServicePortSpec, SliceEndpoint } from '../cluster/objects.ts';
import { isExternalName, isHeadless } from '../validation/serviceFacts.ts';

export interface DnsRecord {
  readonly name: string;
  readonly type: 'A' | 'AAAA' | 'SRV' | 'CNAME';
  /** Addresses, "port host" of SRV, or a name; empty where no answer is known or there is none yet. */
  readonly answers: readonly string[];
  /** Endpoints that answer as well, by names that the DNS server makes up since they have no hostname. */
  readonly unnamed?: readonly UnnamedEndpoints[];
  /** Answers with pods, so that it comes and goes with them. */
  readonly ofPods?: true;
  /** The port of the Service that an SRV record is for. */
  readonly servicePort?: ServicePortSpec;
}

export interface UnnamedEndpoints {
  readonly port: number;
  readonly count: number;
}

export interface DnsInput {
  readonly service: Service;
  readonly families: readonly IpFamily[];
  /** Of this Service; asked for where it is headless. */
  readonly slices: () => readonly EndpointSlice[];
  readonly clusterDomain: string;
}

function serviceDnsName({ namespace, name }: NamespacedName, clusterDomain: string): string {
  return `${name}.${namespace}.svc.${clusterDomain}`;
}

export function dnsRecords(input: DnsInput): readonly DnsRecord[] {
  const { service, clusterDomain } = input;
  const name = serviceDnsName(service, clusterDomain);
  if (isExternalName(service)) return [{ name, type: 'CNAME', answers: [service.externalName ?? ''] }];
  return isHeadless(service) ? headlessRecords(input, name) : clusterIpRecords(input, name);
}

function addressType(family: string | undefined): 'A' | 'AAAA' {
  return family === 'IPv6' ? 'AAAA' : 'A';
}

function serviceRecordName(port: Pick<ServicePortSpec, 'name' | 'protocol'>, name: string): string {
  return `_${port.name}._${(port.protocol || 'TCP').toLowerCase()}.${name}`;
}

function clusterIpRecords({ service, families }: DnsInput, name: string): DnsRecord[] {
  const ips = service.clusterIPs?.length ? service.clusterIPs : [service.clusterIP ?? ''];
  const addresses = families.map((family): DnsRecord => {
    const own = ips.filter(ip => ip !== '' && ip.includes(':') === (family === 'IPv6'));
    return { name, type: addressType(family), answers: own };
  });
  const named = service.ports.filter(port => port.name);
  const services = named.map((port): DnsRecord => {
    const answers = [`${port.port ?? '?'} ${name}`];
    return { name: serviceRecordName(port, name), type: 'SRV', answers, servicePort: port };
  });
  return [...addresses, ...services];
}

/** Ready endpoints answer: all of them by the Service's name, those with a hostname by their own as well. */
function headlessRecords({ service, families, slices }: DnsInput, name: string): DnsRecord[] {
  const ofPods = true;
  const ready = readyEndpoints(slices());
  const all = families.map((family): DnsRecord => {
    const type = addressType(family);
    return { name, type, ofPods, answers: ready.filter(e => e.type === type).flatMap(addressTexts) };
  });
  const named = ready.filter(endpoint => endpoint.hostname);
  const pods = named.map((endpoint): DnsRecord => {
    return { name: `${endpoint.hostname}.${name}`, type: endpoint.type, ofPods, answers: addressTexts(endpoint) };
  });
  const services = service.ports.filter(port => port.name).map(port => headlessService(port, ready, name));
  return [...all, ...pods, ...services];
}

interface ReadyEndpoint extends SliceEndpoint {
  readonly type: 'A' | 'AAAA';
  readonly ports: EndpointSlice['ports'];
}

function readyEndpoints(slices: readonly EndpointSlice[]): ReadyEndpoint[] {
  return slices.flatMap(({ addressType: family, ports, endpoints }) =>
    endpoints
      .filter(({ conditions }) => conditions.ready !== false)
      .map(endpoint => ({ ...endpoint, type: addressType(family), ports })),
  );
}

/** Where an endpoint has no hostname, the specification leaves its name to the DNS server. */
function headlessService(port: ServicePortSpec, ready: readonly ReadyEndpoint[], name: string): DnsRecord {
  const answers = new Set<string>();
  const unnamed = new Map<number, number>();
  for (const { ports, hostname } of ready) {
    const number = ports.find(p => p.name === port.name)?.port;
    if (number === undefined) continue;
    if (hostname) answers.add(`${number} ${hostname}.${name}`);
    else unnamed.set(number, (unnamed.get(number) ?? 0) + 1);
  }
  return {
    name: serviceRecordName(port, name),
    type: 'SRV',
    ofPods: true,
    answers: [...answers],
    unnamed: [...unnamed].map(([number, count]) => ({ port: number, count })),
    servicePort: port,
  };
}

function addressTexts({
  addresses,
  placeholder,
}: {
  readonly addresses: readonly string[];
  readonly placeholder?: boolean;
}) {
  return addresses.map(address => (placeholder ? `${address} (placeholder)` : address));
}
