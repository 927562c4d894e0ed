/** Pods that operators make: which custom resources a selector may mean, and where there is nothing to be unsure of. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endpointGaps } from '../../core/cluster/endpointGaps.ts';
import { kindOf } from '../../core/cluster/objects.ts';
import { makerRole } from '../../core/cluster/podMakerKinds.ts';
import { clusterOf, service, workload } from './support.ts';

function custom(apiVersion: string, kind: string, name: string, rest = 'spec: {}'): string {
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: ${name} }\n${rest}\n`;
}

/** What may make the pods of a Service with this selector; those that its labels do not speak of in brackets. */
function makers(selector: string, ...texts: string[]): string[] {
  const { cluster } = clusterOf([service(`selector: { ${selector} },`), ...texts]);
  return endpointGaps(cluster.model.services[0]!, cluster).flatMap(gap => {
    if (gap.kind !== 'pod-maker') return [];
    const text = `${kindOf(gap.object)} ${gap.object.name}`;
    return gap.isMeant ? text : `(${text})`;
  });
}

const cases: readonly (readonly [string, string, string])[] = [
  ['a key of the API group', 'strimzi.io/kind: Kafka', custom('kafka.strimzi.io/v1beta2', 'Kafka', 'events')],
  ['its name', 'cluster-name: acid-main', custom('acid.zalan.do/v1', 'postgresql', 'acid-main')],
  ['a name made of its own', 'app: mysql-router', custom('mysql.oracle.com/v2', 'InnoDBCluster', 'mysql')],
  ['the end of a name', 'app: prometheus-k8s', custom('monitoring.coreos.com/v1', 'Prometheus', 'k8s')],
  ['its kind', 'app.kubernetes.io/name: thanos-ruler', custom('monitoring.coreos.com/v1', 'ThanosRuler', 'main')],
  [
    'labels for its pods',
    'team: shop',
    custom(
      'elasticsearch.k8s.elastic.co/v1',
      'Elasticsearch',
      'q',
      'spec: { podTemplate: { metadata: { labels: { team: shop } } } }',
    ),
  ],
  ['a kind that nobody knows', 'db: orders', custom('databases.example.com/v1', 'OrderStore', 'orders')],
  [
    'a Gateway',
    'gateway.networking.k8s.io/gateway-name: edge',
    custom('gateway.networking.k8s.io/v1', 'Gateway', 'edge'),
  ],
];

for (const [what, selector, text] of cases) {
  test(`the selector speaks of the resource by ${what}`, () => {
    const found = makers(selector, text);
    assert.equal(found.length, 1);
    assert.doesNotMatch(found[0]!, /\(/);
  });
}

test('a resource that makes pods for certain counts without a sign of it in the selector, another does not', () => {
  assert.deepEqual(makers('app: web', custom('postgresql.cnpg.io/v1', 'Cluster', 'pg')), ['(Cluster pg)']);
  assert.deepEqual(makers('app: web', custom('databases.example.com/v1', 'OrderStore', 'orders')), []);
});

test('resources of other namespaces count only where they install anywhere', () => {
  const release = 'metadata: { name: web, namespace: flux-system }';
  const elsewhere = (text: string) => text.replace('metadata: { name: web }', release);
  const helm = elsewhere(custom('helm.toolkit.fluxcd.io/v2', 'HelmRelease', 'web'));
  assert.deepEqual(makers('app: web', helm), ['HelmRelease web']);
  assert.deepEqual(makers('app: web', elsewhere(custom('rabbitmq.com/v1beta1', 'RabbitmqCluster', 'web'))), []);
});

test('what configures, routes or observes makes no pods, whatever its name', () => {
  const texts = [
    custom('cert-manager.io/v1', 'Certificate', 'web'),
    custom('monitoring.coreos.com/v1', 'ServiceMonitor', 'web'),
    custom('gateway.networking.k8s.io/v1', 'HTTPRoute', 'web'),
    custom('networking.istio.io/v1', 'VirtualService', 'web'),
    custom('bitnami.com/v1alpha1', 'SealedSecret', 'web'),
    custom('kafka.strimzi.io/v1beta2', 'KafkaUser', 'web'),
    custom('v1', 'ConfigMap', 'web'),
    custom('shop.example.com/v1', 'CheckoutPolicy', 'web'),
  ];
  assert.deepEqual(makers('app: web', ...texts), []);
});

test('pods of the manifests explain the selector, or the part of it that speaks of the resource', () => {
  const resource = custom('databases.example.com/v1', 'Store', 'web');
  assert.deepEqual(makers('app: web', workload('Deployment', 'web'), resource), []);
  assert.deepEqual(makers('app: web, tier: frnt', workload('Deployment', 'web'), resource), []);
});

test('a kind is found by its group, or by a domain that its group ends with', () => {
  assert.equal(makerRole('Kibana', 'kibana.k8s.elastic.co/v1'), 'pods');
  assert.equal(makerRole('PerconaXtraDBCluster', 'pxc.percona.com/v1'), 'pods');
  assert.equal(makerRole('Application', 'argoproj.io/v1alpha1'), 'installation');
  assert.equal(makerRole('NetworkPolicy', 'networking.k8s.io/v1'), 'nothing');
  assert.equal(makerRole('Widget', 'shop.example.com/v1'), 'unknown');
});
