/** A client outside the cluster that stands for all: from ranges for documentation, or one that a Service lets in. */
import { addressOfValue, addressValue, type IpAddress, type IpFamily } from '../../ip/address.ts';
import type { ServicePort } from '../../routing/servicePort.ts';

const examples: Readonly<Record<IpFamily, IpAddress>> = {
  IPv4: { family: 'IPv4', text: '203.0.113.50' },
  IPv6: { family: 'IPv6', text: '2001:db8::50' },
};

export function outsideClient(family: IpFamily): IpAddress {
  return examples[family];
}

/** An address in the first of the port's source ranges; undefined where it filters none. */
export function allowedClient({ sourceRanges }: ServicePort): IpAddress | undefined {
  const range = sourceRanges[0]?.range;
  if (!range) return undefined;
  const { family, address, prefixLength } = range;
  // The first address of a network names the network itself.
  const isSingle = prefixLength === (family === 'IPv4' ? 32 : 128);
  return isSingle ? address : addressOfValue(family, addressValue(address) + 1n);
}
