import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addressOfValue, addressValue, joinHostPort, parseAddress } from '../../core/ip/address.ts';
import { containsAddress, containsNetwork, parseCidr } from '../../core/ip/cidr.ts';

const readings: readonly [string, string | undefined][] = [
  ['10.0.0.1', '10.0.0.1'],
  ['010.001.000.008', '10.1.0.8'],
  ['::ffff:10.0.0.1', '10.0.0.1'],
  ['::ffff:010.0.0.1', '10.0.0.1'],
  ['2001:DB8:0:0:0:0:0:A', '2001:db8::a'],
  ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
  ['1:0:2:3:4:5:6:7', '1:0:2:3:4:5:6:7'],
  ['::', '::'],
  ['64:ff9b::1.2.3.4', '64:ff9b::102:304'],
  ['10.0.0', undefined],
  ['10.0.0.256', undefined],
  ['10.0.0.1/8', undefined],
  ['fe80::1%eth0', undefined],
  ['1::2::3', undefined],
  ['', undefined],
  ['None', undefined],
];

for (const [text, canonical] of readings) {
  test(`"${text}" is ${canonical ?? 'no address'}`, () => {
    assert.equal(parseAddress(text)?.text, canonical);
  });
}

test('an address is its number, in both families', () => {
  const families = fc.constantFrom(
    ...([
      ['IPv4', 32n],
      ['IPv6', 128n],
    ] as const),
  );
  fc.assert(
    fc.property(families, fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }), ([family, bits], raw) => {
      const value = raw >> (128n - bits);
      const address = addressOfValue(family, value);
      assert.equal(addressValue(address), value);
      // An IPv4-mapped IPv6 address is read as the IPv4 address that it stands for.
      if (family === 'IPv6' && value >> 32n === 0xffffn) return;
      assert.deepEqual(parseAddress(address.text), address);
    }),
  );
});

test('networks lose their host bits and know what lies in them', () => {
  const range = parseCidr('10.96.12.34/12')!;
  assert.equal(range.text, '10.96.0.0/12');
  assert.equal(containsAddress(range, parseAddress('10.111.255.255')!), true);
  assert.equal(containsAddress(range, parseAddress('10.112.0.0')!), false);
  assert.equal(containsAddress(range, parseAddress('::1')!), false);
  assert.equal(containsNetwork(range, parseCidr('10.96.0.0/16')!), true);
  assert.equal(parseCidr('fd00::1/64')!.text, 'fd00::/64');
  for (const wrong of ['10.0.0.0', '10.0.0.0/33', '10.0.0.0/-1', '/8', 'x/8', '::/129'])
    assert.equal(parseCidr(wrong), undefined, wrong);
});

test('a port follows an address as people write it', () => {
  assert.equal(joinHostPort(parseAddress('10.0.0.1')!, 80), '10.0.0.1:80');
  assert.equal(joinHostPort(parseAddress('fd00::1')!, 80), '[fd00::1]:80');
});
