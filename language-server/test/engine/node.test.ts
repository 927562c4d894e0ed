/** The node's view: which Node it is, its addresses, and where node ports answer. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodePortListeners } from '../../core/routing/nodePortAddresses.ts';
import { makeCase } from './support.ts';

function node(name: string, addresses: string): string {
  return `
apiVersion: v1
kind: Node
metadata: { name: ${name} }
status: { addresses: [${addresses}] }
---`;
}

const internal = '{ type: InternalIP, address: 192.168.10.11 }';
const external = '{ type: ExternalIP, address: 203.0.113.9 }';

test('internal addresses come before external ones', () => {
  assert.equal(makeCase(node('a', `${external}, ${internal}`)).node.ips.IPv4.text, '192.168.10.11');
  assert.equal(makeCase(node('a', external)).node.ips.IPv4.text, '203.0.113.9');
});

test('an unknown address stands as loopback', () => {
  assert.equal(makeCase(node('a', internal)).node.ips.IPv6.text, '::1');
});

test('without a name the first Node by name is taken', () => {
  assert.equal(makeCase(node('b', internal) + node('a', internal)).node.name, 'a');
});

test('bindAddress replaces the address of its family, unless it is unspecified', () => {
  assert.equal(makeCase(node('a', internal), 'bindAddress: 192.0.2.9').node.ips.IPv4.text, '192.0.2.9');
  assert.equal(makeCase(node('a', internal), 'bindAddress: 0.0.0.0').node.ips.IPv4.text, '192.168.10.11');
});

function listeners(mode: 'iptables' | 'nftables', config = '', family: 'IPv4' | 'IPv6' = 'IPv4') {
  const engineCase = makeCase(node('a', internal), config);
  const { all, addresses, loopback } = nodePortListeners(engineCase.config, engineCase.node, mode, family);
  return { all, addresses: addresses.map(address => address.text), loopback };
}

test('an empty list means all addresses, in nftables mode the primary ones', () => {
  assert.equal(listeners('iptables').all, true);
  const nftables = listeners('nftables');
  assert.deepEqual([nftables.all, nftables.addresses], [false, ['192.168.10.11']]);
});

test('a family without an entry, or without a known address, answers on all', () => {
  assert.equal(listeners('iptables', 'nodePortAddresses: [192.168.10.0/24]', 'IPv6').all, true);
  assert.equal(listeners('nftables', '', 'IPv6').all, true);
});

test('addresses that match are sorted as text, and loopback must be covered to count', () => {
  const some = listeners('iptables', 'nodePortAddresses: [192.168.10.0/24, 127.0.0.0/8]');
  assert.deepEqual(some, { all: false, addresses: ['127.0.0.1', '192.168.10.11'], loopback: true });
  assert.equal(listeners('iptables', 'nodePortAddresses: [192.168.10.0/24]').loopback, false);
  assert.equal(listeners('iptables', 'nodePortAddresses: [192.168.10.0/24, 0.0.0.0/0]').all, true);
});
