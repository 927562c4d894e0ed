import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deployment, ingress, policy, route, service, shop, slice } from './shop.ts';
import { completed, proposed } from './support.ts';

const other = deployment
  .replace('deployment.yaml', 'other.yaml')
  .replace('name: web', 'name: api')
  .replaceAll('app: web', 'app: api')
  .replace('tier: front', 'team: red');
const pods = deployment + other;
const selecting = (selector: string) => service.replace('    app: web\n', selector) + pods;

test('keys of a selector are those of pods that the other pairs leave', () => {
  assert.deepEqual(proposed(selecting('    $0\n')), ['app: web', 'app: api', 'tier: front', 'team: red']);
  assert.deepEqual(proposed(selecting('    app: web\n    $0\n')), ['tier: front']);
  assert.deepEqual(proposed(selecting('    app: web\n    ti$0\n')), ['tier: front']);
  assert.deepEqual(proposed(selecting('    t$0: front\n')), ['app', 'tier', 'team']);
  assert.equal(completed(selecting('    app: web\n    ti$0\n'))?.includes('    app: web\n    tier: front\n'), true);
});

test('values of a selector are those that pods have for the key', () => {
  assert.deepEqual(proposed(selecting('    app: $0\n')), ['web', 'api']);
  assert.deepEqual(proposed(selecting('    app: w$0\n')), ['web', 'api']);
  assert.deepEqual(proposed(selecting('    tier: front\n    app: $0\n')), ['web']);
  assert.deepEqual(proposed(selecting('    app: "$0"\n')), ['web', 'api']);
  assert.ok(completed(selecting('    app: "$0"\n'))?.includes('app: "web"'));
  assert.ok(completed(selecting('    app: $0\n'))?.includes('app: web\n'));
});

test('flow maps and JSON are completed as well', () => {
  const flow = (selector: string) => service.replace('selector:\n    app: web', `selector: ${selector}`) + pods;
  assert.deepEqual(proposed(flow('{ app: $0 }')), ['web', 'api']);
  assert.ok(completed(flow('{ app: web, $0 }'))?.includes('{ app: web, tier: front }'));
  assert.ok(completed(flow('{$0}'))?.includes('{app: web}'));
  const json =
    '#- x.json\n{"apiVersion":"v1","kind":"Service","metadata":{"name":"x","namespace":"shop"},"spec":{"selector":{"app":"$0"}}}\n';
  assert.ok(completed(json + pods)?.includes('{"app":"web"}'));
});

test('label selectors are completed, a workload from its own template', () => {
  assert.deepEqual(proposed(policy.replace('app: web', 'app: $0') + pods), ['web', 'api']);
  assert.deepEqual(
    proposed(other + deployment.replace('matchLabels:\n      app: web', 'matchLabels:\n      app: $0')),
    ['web'],
  );
});

test('target ports are the container ports of the pods that are selected', () => {
  const target = (text: string) => service.replace('targetPort: web-http', text) + pods;
  assert.deepEqual(proposed(target('targetPort: $0')), ['web-http', '8080', '9090']);
  assert.deepEqual(proposed(target('targetPort: we$0')), ['web-http', '8080', '9090']);
  assert.deepEqual(proposed(target('targetPort: "$0"')), ['web-http']);
  assert.deepEqual(proposed(target('protocol: UDP\n      targetPort: $0')), []);
});

test('backends are completed with Services of their namespace and the ports of these', () => {
  const second = service.replace('service.yaml', 'api.yaml').replace('name: web', 'name: api');
  const elsewhere = second.replace('api.yaml', 'x.yaml').replace('namespace: shop', 'namespace: x');
  const services = service + second + elsewhere.replace('name: api', 'name: far');
  assert.deepEqual(proposed(services + ingress.replace('name: web', 'name: $0')), ['api', 'web']);
  assert.deepEqual(proposed(services + ingress.replace('number: 9090', 'number: $0')), ['80', '9090']);
  assert.deepEqual(proposed(services + ingress.replace('name: http', 'name: $0')), ['http', 'metrics']);
  assert.deepEqual(proposed(services + route.replace('name: web', 'name: $0')), ['api', 'web']);
  assert.deepEqual(proposed(services + route.replace('port: 80', 'port: $0')), ['80', '9090']);
  assert.deepEqual(proposed(services + route.replace('name: web', 'kind: Other\n          name: $0')), []);
  const set = deployment.replace('Deployment', 'StatefulSet').replace('spec:\n', 'spec:\n  serviceName: $0\n');
  assert.deepEqual(proposed(services + set), ['api', 'web']);
});

test('slices and Endpoints are completed with their Service and its ports', () => {
  assert.deepEqual(proposed(service + slice.replace('name: web\n', 'name: $0\n')), ['web']);
  assert.deepEqual(proposed(service + slice.replace('- name: http', '- name: $0')), ['http', 'metrics']);
  const bare = service.replace('  selector:\n    app: web\n', '');
  const endpoints = '#- e.yaml\napiVersion: v1\nkind: Endpoints\nmetadata:\n  namespace: shop\n  name: $0\n';
  assert.deepEqual(proposed(bare + endpoints), ['web']);
  assert.deepEqual(proposed(service + endpoints), []);
});

test('nothing is proposed anywhere else', () => {
  const places = [
    'kind: Ser',
    'name: w',
    'namespace: s',
    'type',
    'port: 8',
    '  - name: h',
    'pathType: ',
    'tier: ',
    'containerPort: 8',
  ];
  for (const place of places) assert.deepEqual(proposed(shop.replace(place, `${place}$0`)), [], place);
  for (const place of ['apiVersion: v1\n', 'spec:\n', '  ports:\n']) {
    assert.deepEqual(proposed(shop.replace(place, `${place}$0\n`)), [], place);
  }
  assert.deepEqual(proposed('#- notes.yaml\nselector:\n  app: $0\n'), []);
  assert.deepEqual(
    proposed(`${shop}#- t.yaml\napiVersion: v1\nkind: Service\nspec: { selector: { app: $0 }, x: {{ y }} }\n`),
    [],
  );
});
