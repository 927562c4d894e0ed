/**
 * An IPVS state as text: JSON for programs, and a listing in the manner of `ipvsadm -Ln` for people, with the ipsets,
 * the dummy interface's addresses, the sysctls and the rules below.
 */
import type { IpFamily } from '../ip/address.ts';
import { joinHostPort } from '../ip/address.ts';
import { type Ipset, type IpvsState, ipsetEntryText, type VirtualServer } from './ipvsState.ts';
import { printIptablesRestore } from './printIptables.ts';

const flagPersistent = 1;
const flagSourceHashPort = 16;
const bitmapRange = '0-65535';

export function printIpvsJson<Origin>(state: IpvsState<Origin>): string {
  const document = {
    virtualServers: state.virtualServers.map(virtualServerData),
    ipsets: state.ipsets.map(set => ipsetData(set, state.family)),
    dummyInterfaceAddresses: state.dummyAddresses.map(({ address }) => address.text),
    sysctls: Object.fromEntries(state.sysctls.map(({ name, value }) => [name, value])),
    iptablesRestore: printIptablesRestore(state.rules).trimEnd().split('\n'),
  };
  return `${JSON.stringify(document, null, 1)}\n`;
}

function virtualServerData<Origin>(server: VirtualServer<Origin>) {
  const persistent = server.persistenceSeconds !== undefined;
  return {
    address: server.address.text,
    port: server.port,
    protocol: server.protocol.toUpperCase(),
    scheduler: server.scheduler,
    flags: (persistent ? flagPersistent : 0) | (server.hashesSourcePort ? flagSourceHashPort : 0),
    timeout: server.persistenceSeconds ?? 0,
    realServers: server.realServers.map(({ address, port, weight }) => ({ address: address.text, port, weight })),
  };
}

function ipsetData<Origin>({ name, type, entries }: Ipset<Origin>, family: IpFamily) {
  const size = type === 'bitmap:port' ? { range: bitmapRange } : { family: family === 'IPv4' ? 'inet' : 'inet6' };
  return { name, type, ...size, entries: entries.map(ipsetEntryText) };
}

export function printIpvsListing<Origin>(state: IpvsState<Origin>): string {
  return [
    'IP Virtual Server version',
    'Prot LocalAddress:Port Scheduler Flags',
    '  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn',
    ...state.virtualServers.flatMap(virtualServerLines),
    '',
    ...state.ipsets.flatMap(({ name, type, entries }) => [
      `Name: ${name}`,
      `Type: ${type}`,
      `Members: ${entries.length}`,
      ...entries.map(entry => `  ${ipsetEntryText(entry)}`),
    ]),
    '',
    `Addresses on ${state.dummyInterface}:`,
    ...state.dummyAddresses.map(({ address }) => `  ${address.text}`),
    '',
    'Sysctls:',
    ...state.sysctls.map(({ name, value }) => `  ${name} = ${value}`),
    '',
    printIptablesRestore(state.rules),
  ].join('\n');
}

/** One virtual server with its real servers, as in the listing. */
export function virtualServerLines<Origin>(server: VirtualServer<Origin>): string[] {
  const persistence = server.persistenceSeconds === undefined ? '' : ` persistent ${server.persistenceSeconds}`;
  const hash = server.hashesSourcePort ? ' (mh-port)' : '';
  const local = joinHostPort(server.address, server.port);
  return [
    `${server.protocol.toUpperCase().padEnd(4)} ${local} ${server.scheduler}${persistence}${hash}`,
    ...server.realServers.map(real => {
      const remote = joinHostPort(real.address, real.port).padEnd(28);
      return `  -> ${remote} Masq    ${String(real.weight).padEnd(6)} 0          0`;
    }),
  ];
}
