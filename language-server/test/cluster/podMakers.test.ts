/** Who makes pods and how they are labelled: labels of controllers, numbered pods, custom resources with a pod template. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endpointGaps } from '../../core/cluster/endpointGaps.ts';
import { kindOf } from '../../core/cluster/objects.ts';
import { choiceOf } from '../../core/cluster/selection.ts';
import { clusterOf, http, pod, service, slicesOf, summaryOf, workload } from './support.ts';

/** Endpoints of a Service with this selector, and why there may be others. */
function endpoints(selector: string, ...texts: string[]) {
  const own = service(`selector: { ${selector} },`);
  const { cluster } = clusterOf([own, ...texts]);
  const [web] = cluster.model.services;
  const slices = slicesOf([own, ...texts]).filter(slice => slice.labels['kubernetes.io/service-name'] === 'web');
  const gaps = endpointGaps(web!, cluster).map(gap =>
    gap.kind === 'unread' ? 'unread' : kindOf('source' in gap ? gap.source.object : gap.object),
  );
  return { count: slices.flatMap(slice => slice.endpoints).length, gaps };
}

const ring = workload('StatefulSet', 'ring', { spec: 'replicas: 3, ordinals: { start: 2 },' });

test('a Service for one pod of a StatefulSet has that pod', () => {
  assert.deepEqual(endpoints('app: web', ring), { count: 3, gaps: [] });
  for (const value of ['ring-2', 'ring-4']) {
    assert.deepEqual(endpoints(`app: web, statefulset.kubernetes.io/pod-name: ${value}`, ring), { count: 1, gaps: [] });
  }
  assert.deepEqual(endpoints('apps.kubernetes.io/pod-index: "3"', ring), { count: 1, gaps: [] });
});

test('the pods of two Services for one ordinal are the same pod, and another ordinal is another pod', () => {
  const at = (selector: string) =>
    slicesOf([service(`selector: { ${selector} },`), ring]).flatMap(slice => slice.endpoints.flatMap(e => e.addresses));
  const byName = at('statefulset.kubernetes.io/pod-name: ring-3');
  assert.deepEqual(at('apps.kubernetes.io/pod-index: "3"'), byName);
  assert.notDeepEqual(at('apps.kubernetes.io/pod-index: "4"'), byName);
  assert.ok(at('app: web').includes(byName[0]!));
});

test('ordinals that do not exist, other names and contradictions select nothing', () => {
  const none = ['ring-0', 'ring-5', 'ring-02', 'ring-', 'other-2', 'rings-2'];
  for (const value of none) {
    assert.deepEqual(endpoints(`statefulset.kubernetes.io/pod-name: ${value}`, ring), { count: 0, gaps: [] }, value);
  }
  const both = 'statefulset.kubernetes.io/pod-name: ring-2, apps.kubernetes.io/pod-index: "3"';
  assert.deepEqual(endpoints(both, ring), { count: 0, gaps: [] });
});

test('labels whose values the cluster makes up leave the answer open', () => {
  assert.deepEqual(endpoints('app: web, pod-template-hash: 6b9d7c8f55', workload('Deployment', 'web')), {
    count: 0,
    gaps: ['Deployment'],
  });
  assert.deepEqual(endpoints('controller-revision-hash: web-7d9', workload('DaemonSet', 'web')).gaps, ['DaemonSet']);
  assert.deepEqual(endpoints('batch.kubernetes.io/controller-uid: abc', workload('Job', 'web')).gaps, ['Job']);
  // Only a Deployment adds this one.
  assert.deepEqual(endpoints('app: web, pod-template-hash: 6b9d7c8f55', ring), { count: 0, gaps: [] });
  assert.deepEqual(endpoints('app: api, pod-template-hash: 6b9d7c8f55', workload('Deployment', 'web')).gaps, []);
});

test('a label is not open where the pods themselves are at hand', () => {
  const made = 'ownerReferences: [{ kind: ReplicaSet, name: web-6b9d7c8f55 }]';
  const text = pod('web-6b9d7c8f55-x', '10.244.0.1', { metadata: made }).replace(
    'app: web',
    'app: web, pod-template-hash: 6b9d7c8f55',
  );
  const all = [workload('Deployment', 'web'), text];
  assert.deepEqual(endpoints('pod-template-hash: 6b9d7c8f55', ...all), { count: 1, gaps: [] });
  assert.deepEqual(endpoints('pod-template-hash: 5555555555', ...all), { count: 0, gaps: [] });
});

test('pods of Jobs have the name of their Job, and their number where it is indexed', () => {
  for (const key of ['job-name', 'batch.kubernetes.io/job-name']) {
    assert.deepEqual(endpoints(`${key}: load`, workload('Job', 'load')), { count: 1, gaps: [] });
    assert.deepEqual(endpoints(`${key}: other`, workload('Job', 'load')), { count: 0, gaps: [] });
    assert.deepEqual(endpoints(`${key}: load`, workload('Job', 'load', { spec: 'manualSelector: true,' })).count, 0);
  }
  const indexed = workload('Job', 'load', { spec: 'completionMode: Indexed, completions: 3, parallelism: 2,' });
  const at = (i: number) =>
    endpoints(`job-name: load, batch.kubernetes.io/job-completion-index: "${i}"`, indexed).count;
  assert.deepEqual([0, 1, 2, 3].map(at), [1, 1, 0, 0]);
});

test('a label selector looks at the labels of controllers too', () => {
  const { cluster } = clusterOf([ring, workload('Deployment', 'web')]);
  const [stateful, deployment] = cluster.model.workloads.map(({ pod }) => pod);
  const choice = (key: string, operator: string, values: string[], shape = stateful!) =>
    choiceOf({ matchLabels: {}, matchExpressions: [{ key, operator, values }] }, shape);
  const name = 'statefulset.kubernetes.io/pod-name';
  assert.equal(choice(name, 'In', ['ring-9', 'ring-2']), 'yes');
  assert.equal(choice(name, 'In', ['ring-9']), 'no');
  assert.equal(choice(name, 'Exists', []), 'yes');
  assert.equal(choice(name, 'DoesNotExist', [], deployment!), 'yes');
  assert.equal(choice('pod-template-hash', 'Exists', [], deployment!), 'yes');
  assert.equal(choice('pod-template-hash', 'NotIn', ['a'], deployment!), 'unknown');
});

function custom(apiVersion: string, kind: string, spec: string): string {
  const template = `template: { metadata: { labels: { app: web } }, spec: { ${http} } }`;
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: stage }\nspec: { ${spec}, ${template} }\n`;
}

test('what has a pod template makes pods, whatever its kind', () => {
  const rollout = custom('argoproj.io/v1alpha1', 'Rollout', 'replicas: 3');
  assert.deepEqual(summaryOf(slicesOf([service(), rollout])), ['IPv4 [-:8080] <stage>=rs <stage>=rs <stage>=rs']);
  for (const [apiVersion, kind] of [
    ['apps.openshift.io/v1', 'DeploymentConfig'],
    ['v1', 'DeploymentConfig'],
    ['apps.kruise.io/v1alpha1', 'CloneSet'],
    ['workloads.example.com/v1', 'Runner'],
  ]) {
    assert.equal(endpoints('app: web', custom(apiVersion!, kind!, 'paused: false')).count, 1, kind);
  }
  const stateful = custom('apps.kruise.io/v1beta1', 'StatefulSet', 'replicas: 2');
  assert.equal(endpoints('statefulset.kubernetes.io/pod-name: stage-1', stateful).count, 1);
});

test('kinds that do something else with a template do not make those pods', () => {
  const knative = custom('serving.knative.dev/v1', 'Service', 'traffic: []');
  assert.deepEqual(endpoints('app: web', knative), { count: 0, gaps: ['Service'] });
  // A wrong group is not a custom resource.
  assert.equal(endpoints('app: web', custom('apps/v1', 'Job', 'parallelism: 1')).count, 0);
});

test('a Rollout takes the template of the workload that it names', () => {
  const rollout =
    'apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: { name: stage }\nspec: { replicas: 2, workloadRef: { apiVersion: apps/v1, kind: Deployment, name: web } }\n';
  const deployment = workload('Deployment', 'web', { spec: 'replicas: 0,' });
  assert.deepEqual(endpoints('app: web', deployment), { count: 0, gaps: [] });
  assert.deepEqual(endpoints('app: web', deployment, rollout), { count: 2, gaps: [] });
  assert.deepEqual(endpoints('app: web', rollout), { count: 0, gaps: ['Rollout'] });
});
