/** Who shares a Service's traffic, in exact fractions. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { printFraction } from '../../core/base/fraction.ts';
import { selectionShares } from '../../core/cluster/selectionShares.ts';
import { clusterOf, http, node, pod, service, workload } from './support.ts';

function shares(...texts: string[]): string[] {
  const { cluster } = clusterOf([service(), ...texts]);
  const [web] = cluster.model.services;
  return selectionShares(web!, web!.ports[0]!, cluster).map(
    ({ maker, share, temporary }) => `${maker.kind} ${maker.name} ${printFraction(share)}${temporary ? '…' : ''}`,
  );
}

test('one workload gets all, none nothing', () => {
  assert.deepEqual(shares(workload('Deployment', 'web', { spec: 'replicas: 3,' })), ['Deployment web 1']);
  assert.deepEqual(shares(), []);
  assert.deepEqual(shares(workload('Deployment', 'web', { spec: 'replicas: 0,' })), ['Deployment web 0']);
});

test('several share by their pods; Jobs as while they run', () => {
  assert.deepEqual(
    shares(
      node('a'),
      node('b'),
      workload('Deployment', 'web', { spec: 'replicas: 3,' }),
      workload('Deployment', 'canary'),
      workload('DaemonSet', 'agent'),
      workload('CronJob', 'report', { spec: 'parallelism: 2,' }),
      workload('Job', 'migrate'),
    ),
    ['CronJob report 2/9…', 'DaemonSet agent 2/9', 'Deployment canary 1/9', 'Deployment web 1/3', 'Job migrate 1/9…'],
  );
});

test('pods without the port take no part', () => {
  const other = workload('Deployment', 'db', { pod: http.replace('http', 'sql') });
  assert.deepEqual(shares(workload('Deployment', 'web'), other), ['Deployment db 0', 'Deployment web 1']);
});

test('real pods count for who made them, as long as they are ready', () => {
  const made = 'ownerReferences: [{ kind: StatefulSet, name: web }]';
  const gone = pod('web-2', '10.244.0.3', { metadata: made, status: 'phase: Failed' });
  const texts = [pod('web-0', '10.244.0.1', { metadata: made }), pod('web-1', '10.244.0.2', { metadata: made }), gone];
  assert.deepEqual(shares(...texts, pod('debug', '10.244.0.4')), ['Pod debug 1/3', 'StatefulSet web 2/3']);
});
