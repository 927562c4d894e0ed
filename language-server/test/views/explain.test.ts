import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chains as iptables } from '../../core/backends/iptables/names.ts';
import { chains as ipvs, setTypes } from '../../core/backends/ipvs/names.ts';
import { chains as nftables, sets } from '../../core/backends/nftables/names.ts';
import { explainToken } from '../../core/views/explain.ts';
import { analyse } from '../../core/workspace/analyse.ts';
import { rootsOf } from '../../core/workspace/roots.ts';
import { snapshotOf } from '../support/snapshot.ts';
import { nodes, service, slice } from './demoapp.ts';

function explain(token: string): string[] {
  const files = { 'nodes.yaml': nodes, 'service.yaml': service, 'slice.yaml': slice };
  const snapshot = snapshotOf(files);
  const { routing } = rootsOf(snapshot).all[0]!;
  return explainToken(token, routing, analyse(snapshot).locate).map(({ text, location }) => {
    const at = location && files[location.file as keyof typeof files].slice(location.range.start, location.range.end);
    return `${text} [${at ?? ''}]`;
  });
}

const cases: readonly [string, RegExp][] = [
  ['KUBE-SVC-EHL433DY3T7P3MZN', /all endpoints of Service default\/demoapp-svc, port 80\/tcp \[port/],
  [
    'KUBE-SEP-47KFJORAGBSAGTDM',
    /10\.244\.2\.64:80 on node-b is an endpoint of Service default\/demoapp-svc.* \[10\.244\.2\.64\]/,
  ],
  ['service-IFZNBIPF-default/demoapp-svc/tcp/', /all endpoints of Service default\/demoapp-svc/],
  ['service-IFZNBIPF', /all endpoints of Service default\/demoapp-svc/],
  ['10.110.217.207', /the cluster IP of .* \[10\.110\.217\.207\]/],
  ['10.110.217.207:80', /the cluster IP of/],
  ['10.244.3.77', /endpoint/],
  ['KUBE-MARK-MASQ', /in the nat table sets the mark 0x4000/],
  ['KUBE-SERVICES', /in the nat table jumps to the chain of the Service .*; in the filter table rejects/],
  ['KUBE-NODEPORTS', /in the nat table jumps .*; in the filter table accepts connections to health check/],
  ['KUBE-MARK-DROP', /0x8000/],
  ['KUBE-KUBELET-CANARY', /kubelet/],
  // Recorded of 1.18, whose names of unnamed ports end in a colon.
  ['KUBE-SVC-G6NAL75BEDYZHOQ6', /before 1\.19 .* all endpoints of Service default\/demoapp-svc/],
  ['KUBE-XLB-EHL433DY3T7P3MZN', /before 1\.24 .* Local of Service default\/demoapp-svc/],
  ['mark-for-masquerade', /before 1\.36/],
  ['CNI-HOSTPORT-DNAT', /portmap/],
  ['CNI-0123456789abcdef01234567', /CNI plugin/],
  ['FLANNEL-POSTRTG', /flannel: masquerades/],
  ['cali-FORWARD', /Calico/],
  ['CILIUM_POST_nat', /Cilium/],
  ['WEAVE-NPC', /Weave/],
  ['DOCKER-USER', /administrator/],
  ['ts-forward', /Tailscale/],
  ['KUBE-LOOP-BACK', /\(hairpin\)/],
  ['KUBE-6-LOAD-BALANCER-SOURCE-CID', /source ranges that may reach/],
];

for (const [token, expected] of cases) {
  test(`${token} is explained`, () => {
    const found = explain(token);
    assert.equal(found.length, 1);
    assert.match(found[0]!, expected);
  });
}

test('every chain and set that a release writes for all Services has an explanation', () => {
  for (const name of [...Object.values(iptables), ...Object.values(nftables), ...Object.values(sets)]) {
    assert.equal(explain(name).length, 1, name);
  }
  for (const name of [...Object.values(ipvs), ...Object.keys(setTypes).map(set => `KUBE-${set}`)]) {
    assert.equal(explain(name).length, 1, name);
  }
});

test('a hash of no Service at hand still says what kind of chain it is', () => {
  for (const name of [
    'KUBE-SVC-AAAAAAAAAAAAAAAA',
    'KUBE-XLB-AAAAAAAAAAAAAAAA',
    'endpoint-AAAAAAAA-a/b/tcp/__10.0.0.1/80',
  ]) {
    assert.match(explain(name)[0]!, /no Service in these files has a port or endpoint with this hash/);
  }
});

test('what is nowhere has no explanation', () => {
  assert.deepEqual(explain('KUBE-SVC-web'), []);
  assert.deepEqual(explain('constructor'), []);
});
