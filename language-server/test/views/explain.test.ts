import assert from 'node:assert/strict';
import { test } from 'node:test';
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
  ['KUBE-MARK-MASQ', /marks a packet/],
  ['KUBE-LOOP-BACK', /come back to their own sender/],
  ['KUBE-6-LOAD-BALANCER-SOURCE-CID', /which ranges may reach/],
];

for (const [token, expected] of cases) {
  test(`${token} is explained`, () => {
    const found = explain(token);
    assert.equal(found.length, 1);
    assert.match(found[0]!, expected);
  });
}

test('what is nowhere has no explanation', () => {
  assert.deepEqual(explain('KUBE-SVC-AAAAAAAAAAAAAAAA'), []);
  assert.deepEqual(explain('constructor'), []);
});
