/** Fields of a packet and its connection as values that can be compared: numbers, or words. */
import { addressValue } from '../ip/address.ts';
import type { Field, KeyedField } from '../netfilter/foreignIr.ts';
import type { Protocol } from '../netfilter/ir.ts';
import type { Flight, Packet } from './packet.ts';

export const protocolNumbers: Readonly<Record<Protocol, bigint>> = { tcp: 6n, udp: 17n, sctp: 132n };

/** What the kernel calls the connection; it has no better word for packets that connection tracking has not seen yet. */
export function stateOf({ connection }: Flight<unknown>): 'new' | 'established' | 'untracked' | 'invalid' {
  return connection.settled.tracking || connection.state === 'untracked' ? connection.state : 'invalid';
}

/** Where the kernel keeps no connection for the packet, rules that ask for more than its state never hold. */
export function needsConnection(field: Field): boolean {
  return field.startsWith('original-') || field === 'connection-mark' || field === 'connection-direction';
}

/** Undefined where it is not known, or the packet has no such field. */
export function fieldValue<Origin>(flight: Flight<Origin>, field: Field): bigint | string | undefined {
  const { packet, connection } = flight;
  switch (field) {
    case 'mark':
      return BigInt(packet.mark);
    case 'connection-mark':
      return BigInt(connection.mark ?? 0);
    case 'connection-state':
      return stateOf(flight);
    case 'connection-direction':
      // What is traced is what opens a connection, and what the same side sends on.
      return 'original';
    case 'in-interface':
      return packet.inInterface;
    case 'out-interface':
      return packet.outInterface;
    case 'original-source-address':
    case 'original-source-port':
    case 'original-destination-address':
    case 'original-destination-port':
      return connection.original && packetValue(connection.original, field.slice('original-'.length) as AddressField);
    case 'protocol':
    case 'original-protocol':
      return protocolNumbers[packet.protocol];
    default:
      return packetValue(packet, field);
  }
}

/** A packet's key for a set, as entries that rules made are remembered. */
export function keyOf(flight: Flight<unknown>, key: readonly KeyedField[]): string {
  const values = key.map(({ field, mask }) => {
    const value = fieldValue(flight, field);
    return typeof value === 'bigint' && mask !== undefined ? value & BigInt(mask) : value;
  });
  return values.join(' . ');
}

type AddressField = 'source-address' | 'source-port' | 'destination-address' | 'destination-port';

function packetValue(
  packet: Pick<Packet, 'source' | 'sourcePort' | 'destination' | 'destinationPort'>,
  field: AddressField,
): bigint | undefined {
  switch (field) {
    case 'source-address':
      return addressValue(packet.source);
    case 'destination-address':
      return addressValue(packet.destination);
    case 'source-port':
      return packet.sourcePort === undefined ? undefined : BigInt(packet.sourcePort);
    case 'destination-port':
      return BigInt(packet.destinationPort);
  }
}

export function fieldText(field: Field): string {
  return `the ${field.replaceAll('-', ' ')}`;
}
