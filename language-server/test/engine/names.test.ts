import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  endpointChainName,
  servicePortChains as iptablesChains,
  servicePortHash,
} from '../../core/backends/iptables/names.ts';
import { fullSetName } from '../../core/backends/ipvs/names.ts';
import { endpointNames, servicePortChains } from '../../core/backends/nftables/names.ts';
import { parseAddress } from '../../core/ip/address.ts';

const iptablesNames = [
  ['default/demoapp-svc', 'tcp', 'EHL433DY3T7P3MZN'],
  ['default/kubernetes:https', 'tcp', 'NPX46M4PTMTKRN6Y'],
  ['kube-system/kube-dns:dns', 'udp', 'TCOU7JCQXEZGVUNU'],
  ['kube-system/kube-dns:dns-tcp', 'tcp', 'ERIFXISQEP7F7OF4'],
  ['kube-system/kube-dns:metrics', 'tcp', 'JD5MR3NA4I4DYORP'],
  ['kube-system/metrics-server:https', 'tcp', 'Z4ANX4WAEWEBLCTM'],
] as const;

for (const [name, protocol, hash] of iptablesNames) {
  test(`the chain of ${name}`, () =>
    assert.equal(iptablesChains(servicePortHash(name, protocol)).cluster, `KUBE-SVC-${hash}`));
}

test('chains of endpoints hash address and port too', () => {
  const chains = ['10.244.1.46:80', '10.244.2.64:80', '10.244.3.77:80'].map(endpoint =>
    endpointChainName('default/demoapp-svc', 'tcp', endpoint),
  );
  assert.deepEqual(chains, ['KUBE-SEP-OKCWPUIB7WHDSNLK', 'KUBE-SEP-47KFJORAGBSAGTDM', 'KUBE-SEP-GDD5ADYI2DAT4RQT']);
});

const port = { namespace: 'default', serviceName: 'demoapp-svc', protocol: 'tcp', portName: '' } as const;

test('nftables names say whose they are; an unnamed port leaves a slash', () => {
  assert.equal(servicePortChains(port).cluster, 'service-IFZNBIPF-default/demoapp-svc/tcp/');
});

test('nftables names of IPv6 endpoints hold no colon', () => {
  const { chain } = endpointNames(port, { address: parseAddress('fd00::1')!, port: 80 });
  assert.match(chain, /^endpoint-[A-Z2-7]{8}-default\/demoapp-svc\/tcp\/__fd00\.\.1\/80$/);
});

test('nftables names keep to the limit of the kernel', () => {
  const { cluster } = servicePortChains({ ...port, serviceName: 'x'.repeat(300) });
  assert.equal(cluster.length, 'service-'.length + 240);
  assert.ok(cluster.endsWith('...'));
});

test('names of IPv6 sets are cut to 31 characters', () => {
  assert.equal(fullSetName('LOAD-BALANCER-SOURCE-CIDR', 'IPv6'), 'KUBE-6-LOAD-BALANCER-SOURCE-CID');
  assert.equal(fullSetName('NODE-PORT-LOCAL-SCTP-HASH', 'IPv6'), 'KUBE-6-NODE-PORT-LOCAL-SCTP-HAS');
  assert.equal(fullSetName('LOAD-BALANCER-SOURCE-CIDR', 'IPv4'), 'KUBE-LOAD-BALANCER-SOURCE-CIDR');
});
