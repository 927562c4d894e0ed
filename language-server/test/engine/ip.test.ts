import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  addressOfValue,
  addressValue,
  isLinkLocal,
  isLoopback,
  joinHostPort,
  parseAddress,
} from '../../core/ip/address.ts';
import { containsAddress, networksOverlap, parseCidr } from '../../core/ip/cidr.ts';

const canonical = [
  ['10.0.0.1', '10.0.0.1'],
  ['010.1.002.3', '10.1.2.3'],
  ['0.0.0.0', '0.0.0.0'],
  ['FD00::0:1', 'fd00::1'],
  ['0:0:1:0:0:0:1:1', '0:0:1::1:1'],
  ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
  ['::1.2.3.4', '::102:304'],
  ['::ffff:1.2.3.4', '1.2.3.4'],
  ['::', '::'],
] as const;

for (const [text, printed] of canonical) {
  test(`address ${text}`, () => assert.equal(parseAddress(text)?.text, printed));
}

const unreadable = [
  '',
  '1.2.3',
  '1.2.3.4.5',
  '1.2.3.256',
  '1..2.3',
  'a.b.c.d',
  ':::',
  '1::2::3',
  '1:2:3:4:5:6:7',
  'fe80::1%eth0',
  '12345::',
];
for (const text of unreadable) {
  test(`not an address: "${text}"`, () => assert.equal(parseAddress(text), undefined));
}

test('print and parse are inverse for every IPv6 value', () => {
  const value = fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }).filter(v => v >> 32n !== 0xffffn);
  fc.assert(
    fc.property(value, v => {
      const address = addressOfValue('IPv6', v);
      return addressValue(address) === v && parseAddress(address.text)?.text === address.text;
    }),
  );
});

test('networks lose their host bits', () => {
  assert.equal(parseCidr('10.1.2.3/8')?.text, '10.0.0.0/8');
  assert.equal(parseCidr('fd00::1:2/64')?.text, 'fd00::/64');
  assert.equal(parseCidr('::ffff:10.1.2.3/104')?.text, '10.0.0.0/8');
  assert.equal(parseCidr('1.2.3.4/33'), undefined);
  assert.equal(parseCidr('1.2.3.4'), undefined);
});

test('containment', () => {
  const range = parseCidr('10.96.0.0/12')!;
  assert.ok(containsAddress(range, parseAddress('10.111.255.255')!));
  assert.ok(!containsAddress(range, parseAddress('10.112.0.0')!));
  assert.ok(!containsAddress(range, parseAddress('fd00::1')!));
  assert.ok(networksOverlap(parseCidr('10.100.0.0/16')!, range));
});

test('kinds of addresses', () => {
  assert.ok(isLoopback(parseAddress('127.1.2.3')!));
  assert.ok(isLoopback(parseAddress('::1')!));
  assert.ok(isLinkLocal(parseAddress('fe80::1')!));
  assert.ok(!isLinkLocal(parseAddress('fec0::1')!));
  assert.equal(joinHostPort(parseAddress('fd00::1')!, 80), '[fd00::1]:80');
});
