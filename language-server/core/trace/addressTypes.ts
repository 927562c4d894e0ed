/**
 * What the kernel's routing calls an address: its own, one for all hosts of a network, one for a group, or just another
 * host's. In: a host's network, an address. Out: the type; `within` asks one interface alone for its own addresses.
 */
import { type IpAddress, isLoopback } from '../ip/address.ts';
import { spanOf } from '../netfilter/addressSpans.ts';
import type { AddressType } from '../netfilter/foreignIr.ts';
import { type HostNetwork, loopbackInterface } from '../netfilter/hostNetwork.ts';
import { isOwnAddress } from './routePacket.ts';

export function addressType(host: HostNetwork, address: IpAddress, within?: string): AddressType {
  if (isGroup(address)) return 'multicast';
  if (isBroadcast(host, address)) return 'broadcast';
  if (!isOwnAddress(host, address)) return 'unicast';
  return within === undefined || ownerOf(host, address) === within ? 'local' : 'unicast';
}

function isGroup({ family, text }: IpAddress): boolean {
  const first = Number(text.split('.', 1)[0]);
  return family === 'IPv4' ? first >= 224 && first < 240 : text.startsWith('ff') && text.indexOf(':') === 4;
}

/** The last address of a network of more than two; IPv6 has none. */
function isBroadcast({ interfaces }: HostNetwork, address: IpAddress): boolean {
  if (address.family !== 'IPv4') return false;
  if (address.text === '255.255.255.255' || address.text === '0.0.0.0') return true;
  const networks = interfaces
    .filter(({ name }) => name !== loopbackInterface)
    .flatMap(({ addresses }) => addresses.map(({ network }) => network));
  const { first } = spanOf(address);
  return networks.some(
    network => network.family === 'IPv4' && network.prefixLength < 31 && spanOf(network).last === first,
  );
}

function ownerOf({ interfaces }: HostNetwork, { family, text }: IpAddress): string | undefined {
  const owner = interfaces.find(({ addresses }) => addresses.some(({ address }) => address.text === text));
  return owner?.name ?? (isLoopback({ family, text }) ? loopbackInterface : undefined);
}
