/** Folders of one input that go to one cluster, or of which nothing says so: small repositories in the shapes of public ones. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { analyse } from '../../core/workspace/analyse.ts';
import { rootsOf } from '../../core/workspace/roots.ts';
import { withFiles } from '../../core/workspace/snapshot.ts';
import { snapshotOf } from '../support/snapshot.ts';

interface ServiceWords {
  readonly app?: string;
  readonly nodePort?: number;
  readonly namespace?: string;
  readonly targetPort?: number | string;
  readonly clusterIP?: string;
}

function metadata(name: string, namespace = 'default'): string {
  return `metadata: { name: ${name}, namespace: ${namespace} }`;
}

function service(name: string, { app = name, nodePort, namespace, targetPort = 8080, clusterIP }: ServiceWords = {}) {
  const node = nodePort === undefined ? '' : `, nodePort: ${nodePort}`;
  const ip = clusterIP === undefined ? '' : `  clusterIP: ${clusterIP}\n`;
  return `apiVersion: v1\nkind: Service\n${metadata(name, namespace)}\nspec:\n  type: NodePort\n${ip}  selector: { app: ${app} }\n  ports: [{ port: 80, targetPort: ${targetPort}${node} }]\n---\n`;
}

function deployment(
  name: string,
  { app = name, namespace, port = 8080 }: ServiceWords & { readonly port?: number } = {},
) {
  return `apiVersion: apps/v1\nkind: Deployment\n${metadata(name, namespace)}\nspec:\n  selector: { matchLabels: { app: ${app} } }\n  template:\n    metadata: { labels: { app: ${app} } }\n    spec: { containers: [{ name: c, ports: [{ name: http, containerPort: ${port} }] }] }\n---\n`;
}

function ingress(serviceName: string, port: number) {
  return `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: { name: in }\nspec: { defaultBackend: { service: { name: ${serviceName}, port: { number: ${port} } } } }\n---\n`;
}

const namespaceObject = (name: string) => `apiVersion: v1\nkind: Namespace\nmetadata: { name: ${name} }\n---\n`;

/** "file severity rule" of all findings. */
function found(files: Readonly<Record<string, string>>): string[] {
  const { findingsOf } = analyse(snapshotOf(files));
  return Object.keys(files).flatMap(file => findingsOf(file).map(f => `${file} ${f.severity} ${f.rule}`));
}

const severityIn = (files: Readonly<Record<string, string>>, rule: string) =>
  found(files)
    .filter(line => line.endsWith(` ${rule}`))
    .map(line => line.split(' ')[1]);

test('apps side by side: a common node port is mentioned once for each object, with the other place', () => {
  const files = {
    'grafana/all.yaml': `${service('grafana', { nodePort: 30_300 })}${deployment('grafana')}`,
    'jenkins/all.yaml': `${service('jenkins', { nodePort: 30_300, clusterIP: '10.96.0.40' })}${deployment('jenkins')}`,
    'gitea/all.yaml': `${service('gitea', { clusterIP: '10.96.0.40' })}${deployment('gitea')}`,
  };
  const { findingsOf } = analyse(snapshotOf(files));
  const [finding, ...others] = findingsOf('grafana/all.yaml');
  assert.deepEqual(others, []);
  assert.equal(finding?.severity, 'information');
  assert.equal(finding?.verdict, 'advice');
  assert.match(finding?.message ?? '', /Service default\/jenkins \(jenkins\/all\.yaml\) both ask for node port 30300/);
  assert.equal(finding?.related?.[0]?.file, 'jenkins/all.yaml');
  assert.deepEqual(severityIn(files, 'cluster-ip-taken'), ['information', 'information']);
});

test('in one folder and one file a conflict stays an error', () => {
  const files = {
    'a/one.yaml': service('one', { nodePort: 30_300 }),
    'a/two.yaml': service('two', { nodePort: 30_300 }),
    'a/pods.yaml': `${deployment('one')}${deployment('two')}`,
  };
  assert.deepEqual(severityIn(files, 'node-port-taken'), ['error', 'error']);
});

test('one app in several folders: what refers to what puts them together', () => {
  const layers = {
    'services/web.yaml': service('web', { nodePort: 30_300 }),
    'workloads/web.yaml': `${deployment('web')}${deployment('api')}`,
    'extra/api.yaml': service('api', { nodePort: 30_300 }),
  };
  assert.deepEqual(severityIn(layers, 'node-port-taken'), ['error', 'error']);
  const routed = {
    'edge/in.yaml': ingress('web', 80) + service('edge', { nodePort: 30_300 }) + deployment('edge'),
    'web/all.yaml': service('web', { nodePort: 30_300 }) + deployment('web'),
  };
  assert.deepEqual(severityIn(routed, 'node-port-taken'), ['error', 'error']);
  const byKind = { 'ingress/in.yaml': ingress('web', 8443), 'services/web.yaml': service('web') };
  assert.deepEqual(severityIn(byKind, 'backend-port-not-found'), ['warning']);
});

test('what is defined in one namespace goes to one cluster', () => {
  const app = (name: string, nodePort: number) =>
    service(name, { nodePort, namespace: 'shop' }) + deployment(name, { namespace: 'shop' });
  const apps = { 'cart/deploy/all.yaml': app('cart', 30_300), 'pay/deploy/all.yaml': app('pay', 30_300) };
  assert.deepEqual(severityIn(apps, 'node-port-taken'), ['error', 'error']);
  assert.deepEqual(severityIn({ ...apps, 'namespaces/all.yaml': namespaceObject('shop') }, 'node-port-taken'), [
    'error',
    'error',
  ]);
  const steps = { '01-cart/all.yaml': app('cart', 30_300), '02-pay/all.yaml': app('pay', 30_300) };
  assert.deepEqual(severityIn(steps, 'node-port-taken'), ['information', 'information']);
});

test('copies of one app are judged one by one, and never against each other', () => {
  const copy = (port: number) =>
    service('web', { nodePort: 30_300 }) +
    deployment('web', { port }) +
    service('api', { nodePort: 30_301, app: 'web' });
  const files = {
    'common/ns.yaml': namespaceObject('shop'),
    'basic/all.yaml': copy(8080),
    'hpa/all.yaml': copy(8080),
    'other/all.yaml': service('admin', { nodePort: 30_301 }) + service('web', { app: 'admin' }) + deployment('admin'),
  };
  assert.deepEqual(found(files), []);
  // A copy that is wrong by itself is wrong.
  const wrong = { ...files, 'hpa/all.yaml': copy(8080).replaceAll('targetPort: 8080', 'targetPort: htpt') };
  assert.deepEqual([...new Set(found(wrong))], ['hpa/all.yaml warning target-port-name-unresolved']);
});

test('each variant goes with the base that it has in common with the others', () => {
  const files = {
    'common/web.yaml': deployment('web') + service('common', { app: 'web', nodePort: 30_300 }),
    'dev/web.yaml': service('web'),
    'prod/web.yaml': service('web', { targetPort: 'htpt', nodePort: 30_300 }),
  };
  assert.deepEqual(severityIn(files, 'target-port-name-unresolved'), ['warning']);
  assert.equal(found(files).filter(line => line === 'prod/web.yaml error node-port-taken').length, 1);
});

test('folders named after kinds are one app only where each holds its kind alone', () => {
  const files = {
    'services/np.yaml': service('np', { nodePort: 30_300 }),
    'deployments/np.yaml': deployment('np'),
    'ingress/full.yaml': service('web', { nodePort: 30_300 }) + deployment('web') + ingress('web', 80),
  };
  assert.deepEqual(severityIn(files, 'node-port-taken'), ['information', 'information']);
});

test('what chainsaw holds objects against is no object', () => {
  const files = {
    'e2e/want.yaml': 'apiVersion: v1\nkind: Service\nmetadata: { name: w }\nspec: { (length(ports)): 2 }\n',
    'e2e/too.yaml': 'apiVersion: v1\nkind: Service\nmetadata: { (starts_with(name)): true }\n',
  };
  assert.deepEqual(found(files), []);
});

test('pods of an example next door are not taken for those of a Service that has its own', () => {
  const files = {
    'a/all.yaml': service('web-a', { app: 'nginx', targetPort: 'http' }) + deployment('a', { app: 'nginx' }),
    'b/all.yaml': service('web-b', { app: 'nginx' }) + deployment('b', { app: 'nginx' }).replace('name: http, ', ''),
  };
  assert.deepEqual(found(files), []);
});

test('a Service whose pods are only elsewhere is still found to have them, in places that may be of another cluster', () => {
  const files = {
    'svc/web.yaml': service('web', { app: 'nginx', targetPort: 'htpt' }),
    'a/all.yaml': deployment('one', { app: 'nginx' }),
    'b/all.yaml': deployment('two', { app: 'nginx' }),
  };
  assert.deepEqual(found(files), ['svc/web.yaml information target-port-name-unresolved']);
});

test('an endpoint address is the cluster IP of a Service only in its own cluster', () => {
  const endpoints = `apiVersion: v1\nkind: Endpoints\nmetadata: { name: db }\nsubsets: [{ addresses: [{ ip: 10.10.0.1 }], ports: [{ port: 80 }] }]\n---\napiVersion: v1\nkind: Service\nmetadata: { name: db }\nspec: { ports: [{ port: 80 }] }\n---\n`;
  const owner = service('web', { clusterIP: '10.10.0.1' });
  const rule = 'endpoints-cluster-ip';
  assert.deepEqual(severityIn({ 'a/ep.yaml': endpoints, 'b/web.yaml': owner }, rule), []);
  assert.deepEqual(severityIn({ 'a/ep.yaml': endpoints, 'a/web.yaml': owner }, rule), ['warning']);
});

test('a settings file says that all below it is one cluster', () => {
  const files = {
    'a/all.yaml': service('one', { nodePort: 30_300 }) + deployment('one'),
    'b/all.yaml': service('two', { nodePort: 30_300 }) + deployment('two'),
  };
  assert.deepEqual(severityIn(files, 'node-port-taken'), ['information', 'information']);
  const settled = { ...files, '.routelens.yaml': 'mode: ipvs\n' };
  assert.deepEqual(severityIn(settled, 'node-port-taken'), ['error', 'error']);
  const before = snapshotOf(files);
  analyse(before).findingsOf('a/all.yaml');
  const input = { text: 'mode: iptables\n', language: 'yaml' as const };
  const after = withFiles(before, [{ name: '.routelens.yaml', input }]);
  assert.equal(analyse(after, before).findingsOf('a/all.yaml')[0]?.severity, 'error');
});

test('an edit that puts folders together is followed by the findings of all of them', () => {
  const files = {
    'a/all.yaml': service('one', { nodePort: 30_300 }) + deployment('one'),
    'b/all.yaml': service('two', { nodePort: 30_300 }) + deployment('two'),
  };
  const before = snapshotOf(files);
  assert.equal(analyse(before).findingsOf('b/all.yaml')[0]?.severity, 'information');
  const text = files['a/all.yaml'] + ingress('two', 80);
  const after = withFiles(before, [{ name: 'a/all.yaml', input: { text, language: 'yaml' } }]);
  assert.equal(analyse(after, before).findingsOf('b/all.yaml')[0]?.severity, 'error');
  assert.equal(rootsOf(after).all.length, 1);
});
