/** Where a kustomization puts something before the names, a rename changes what is written. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deployment, ingress, service } from './shop.ts';
import { fixture, renamed } from './support.ts';

const kustomization =
  '#- kustomization.yaml\nnamePrefix: my-\nresources: [service.yaml, deployment.yaml, ingress.yaml]\n';
const told = deployment.replace('- name: main', '- name: main\n          args: ["http://my-web", "http://web"]');
const all = kustomization + service + told + ingress;

test('a Service is renamed in its own name, in backends and within the name that it gets', () => {
  for (const text of [
    all.replace('kind: Service\nmetadata:\n  name: web', 'kind: Service\nmetadata:\n  name: w$0eb'),
    all.replace('service:\n      name: web', 'service:\n      name: w$0eb'),
    all.replace('http://my-web', 'http://my-w$0eb'),
  ]) {
    const { navigation, file, offset, name } = fixture(text);
    const target = navigation.renameTargetAt(file, offset)!;
    assert.match(name({ file, range: target.range }), / web$/);
    assert.equal(target.placeholder, 'web');
    const result = renamed(text, 'site');
    assert.ok(typeof result === 'object', String(result));
    assert.match(result['service.yaml']!, /^ {2}name: site$/m);
    assert.equal(result['ingress.yaml']!.match(/name: site$/gm)?.length, 2);
    assert.match(result['deployment.yaml']!, /args: \["http:\/\/my-site", "http:\/\/web"\]/);
    assert.match(result['deployment.yaml']!, /^ {2}name: web$/m);
  }
});

test('a name that is taken once it is built is refused', () => {
  const taken = service.replace('service.yaml', 'other.yaml').replace('name: web', 'name: api');
  const text = all.replace('[service.yaml,', '[service.yaml, other.yaml,').replace('name: web', 'name: w$0eb') + taken;
  assert.match(String(renamed(text, 'api')), /Service shop\/my-api exists already/);
});
