import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CallView } from '../../core/views/navigation/navigationModel.ts';
import { shop } from './shop.ts';
import { type Fixture, fixture } from './support.ts';

function calls(views: readonly CallView[], { name }: Fixture, caller?: string): string[] {
  return views.map(({ item, ranges }) => {
    const file = caller ?? item.file;
    return `${item.name} (${item.detail}): ${ranges.map(range => name({ file, range })).join(', ')}`;
  });
}

function itemAt(text: string) {
  const found = fixture(text);
  return { ...found, item: found.navigation.callItemAt(found.file, found.offset) };
}

test('an Ingress calls a Service, which calls the workloads that it selects', () => {
  const ingress = itemAt(shop.replace('pathType', '$0pathType'));
  assert.equal(ingress.item?.name, 'front');
  const called = ingress.navigation.outgoingCalls(ingress.item!.object);
  assert.deepEqual(calls(called, ingress, 'ingress.yaml'), [
    'web (Service · shop): ingress.yaml:9 web, ingress.yaml:19 web',
  ]);
  const next = ingress.navigation.outgoingCalls(called[0]!.item.object);
  assert.deepEqual(calls(next, ingress, 'service.yaml'), ['web (Deployment · shop): service.yaml:7 selector']);
  assert.deepEqual(ingress.navigation.outgoingCalls(next[0]!.item.object), []);
});

test('a workload is called by Services, and these by Ingresses and routes', () => {
  const workload = itemAt(shop.replace('kind: Deployment', 'kind: Dep$0loyment'));
  const callers = workload.navigation.incomingCalls(workload.item!.object);
  assert.deepEqual(calls(callers, workload), ['web (Service · shop): service.yaml:7 selector']);
  assert.deepEqual(calls(workload.navigation.incomingCalls(callers[0]!.item.object), workload), [
    'front (Ingress · shop): ingress.yaml:9 web, ingress.yaml:19 web',
    'front (HTTPRoute · gateway): route.yaml:9 web',
  ]);
});

test('what no traffic goes through has no place in it', () => {
  assert.equal(itemAt(shop.replace('addressType', 'address$0Type')).item, undefined);
  assert.equal(itemAt(shop.replace('podSelector', 'pod$0Selector')).item, undefined);
  const { navigation } = fixture(shop);
  assert.deepEqual(
    navigation.incomingCalls({ file: 'service.yaml', kind: 'Service', namespace: 'x', name: 'gone' }),
    [],
  );
});
