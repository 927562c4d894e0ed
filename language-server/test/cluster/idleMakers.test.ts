/** Why a Service has no pods although something is there to make them, and where an autoscaler leaves that open. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endpointGaps } from '../../core/cluster/endpointGaps.ts';
import { idleMakers } from '../../core/cluster/idleMakers.ts';
import { clusterOf, pod, service, workload } from './support.ts';

/** Reasons with the objects that they are about, and the kinds of gaps. */
function idle(selector: string, ...texts: string[]): string[] {
  const { cluster } = clusterOf([service(`selector: { ${selector} },`), ...texts]);
  const [web] = cluster.model.services;
  const gaps = endpointGaps(web!, cluster).map(({ kind }) => `(${kind})`);
  return [...idleMakers(web!, cluster).map(({ reason, object }) => `${reason} ${object.name}`), ...gaps];
}

function scaler(apiVersion: string, kind: string, target: string): string {
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: web }\nspec: { scaleTargetRef: { ${target} } }\n`;
}

const none = workload('Deployment', 'web', { spec: 'replicas: 0,' });
const cronJob = workload('CronJob', 'report');

test('no replicas, a suspension, the end of a Job and the time between runs', () => {
  assert.deepEqual(idle('app: web', none), ['no-replicas web']);
  assert.deepEqual(idle('app: web', workload('Job', 'load', { spec: 'suspend: true,' })), ['suspended load']);
  assert.deepEqual(idle('app: web', `${workload('Job', 'load')}status: { completionTime: "2026-01-01T00:00:00Z" }\n`), [
    'completed load',
  ]);
  assert.deepEqual(idle('app: web', cronJob), ['between-runs report']);
  assert.deepEqual(idle('app: web', cronJob.replace('spec: {', 'spec: { suspend: true,')), ['suspended report']);
  assert.deepEqual(idle('app: web', none, cronJob), ['no-replicas web', 'between-runs report']);
});

test('nothing is idle as soon as something makes pods', () => {
  assert.deepEqual(idle('app: web', none, workload('Deployment', 'canary')), []);
  assert.deepEqual(idle('app: web', none, pod('debug', '10.244.0.9')), []);
  assert.deepEqual(idle('app: web', workload('DaemonSet', 'agent')), []);
  assert.deepEqual(idle('app: web', workload('Job', 'load')), []);
  assert.deepEqual(idle('app: other', none), []);
});

test('KEDA starts pods from 0, a HorizontalPodAutoscaler does not', () => {
  const deployment = 'kind: Deployment, name: web';
  assert.deepEqual(idle('app: web', none, scaler('keda.sh/v1alpha1', 'ScaledObject', 'name: web')), [
    'no-replicas web',
    '(scaler)',
  ]);
  assert.deepEqual(idle('app: web', none, scaler('autoscaling/v2', 'HorizontalPodAutoscaler', deployment)), [
    'no-replicas web',
  ]);
  assert.deepEqual(idle('app: web', none, scaler('keda.sh/v1alpha1', 'ScaledObject', 'name: api')), [
    'no-replicas web',
  ]);
});

test('a number that no pod of a StatefulSet has, unless an autoscaler says how many there are', () => {
  const ring = workload('StatefulSet', 'ring', { spec: 'replicas: 2,' });
  const name = 'statefulset.kubernetes.io/pod-name';
  assert.deepEqual(idle(`${name}: ring-1`, ring), []);
  assert.deepEqual(idle(`${name}: ring-5`, ring), ['no-such-ordinal ring']);
  assert.deepEqual(idle('app: web, apps.kubernetes.io/pod-index: "5"', ring), ['no-such-ordinal ring']);
  const hpa = scaler('autoscaling/v2', 'HorizontalPodAutoscaler', 'kind: StatefulSet, name: ring');
  assert.deepEqual(idle(`${name}: ring-5`, ring, hpa), ['no-such-ordinal ring', '(scaler)']);
  // Another label fails as well, or the number alone is all that there is.
  assert.deepEqual(idle(`app: api, ${name}: ring-5`, ring), []);
  assert.deepEqual(idle('apps.kubernetes.io/pod-index: "5"', ring), []);
  assert.deepEqual(idle(`${name}: ring-x`, ring), []);
  assert.deepEqual(idle(`${name}: ring-0`, workload('StatefulSet', 'ring', { spec: 'replicas: 0,' })), [
    'no-replicas ring',
  ]);
});
