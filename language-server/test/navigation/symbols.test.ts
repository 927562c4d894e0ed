import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SymbolView } from '../../core/views/navigation/navigationModel.ts';
import { analysisOf } from '../support/snapshot.ts';
import { service, shop, slice } from './shop.ts';
import { fixture, snapshotOf } from './support.ts';

function outline(symbols: readonly SymbolView[], indent = ''): string[] {
  return symbols.flatMap(({ name, detail, kind, children }) => [
    `${indent}${name} (${detail}) ${kind}`,
    ...outline(children, `${indent}  `),
  ]);
}

test('the outline of a file tells objects, ports and selectors', () => {
  const { navigation } = fixture(shop);
  assert.deepEqual(outline(navigation.documentSymbolsOf('service.yaml')), [
    'web (Service · shop) service',
    '  selector (app: web) labels',
    '  http (80 → web-http) port',
    '  metrics (9090) port',
  ]);
  assert.deepEqual(outline(navigation.documentSymbolsOf('deployment.yaml')), [
    'web (Deployment · shop) workload',
    '  web-http (main 8080) port',
    '  9090 (main) port',
  ]);
  assert.deepEqual(outline(navigation.documentSymbolsOf('route.yaml')), ['front (HTTPRoute · gateway) route']);
  assert.deepEqual(navigation.documentSymbolsOf('none.yaml'), []);
});

test('what a click selects lies inside of what a symbol covers', () => {
  const { navigation, texts } = fixture(shop);
  const check = ({ range, selection, children }: SymbolView): void => {
    assert.ok(range.start <= selection.start && selection.end <= range.end && selection.start < selection.end);
    children.forEach(check);
  };
  for (const file of Object.keys(texts)) navigation.documentSymbolsOf(file).forEach(check);
});

test('a half-typed document is outlined as far as it can be read', () => {
  const before = snapshotOf(fixture(service).texts);
  const { navigation } = fixture(`${service.replace('  selector:\n    app: web\n', '')}  typ`, before);
  assert.deepEqual(outline(navigation.documentSymbolsOf('service.yaml'))[0], 'web (Service · shop) service');
});

test('objects of the workspace are found by parts of their names', () => {
  const { navigation, name } = fixture(shop);
  const found = (query: string) =>
    navigation.workspaceSymbols(query).map(s => `${s.name} (${s.container}) ${name(s.location)}`);
  assert.deepEqual(found('web-'), ['web-1 (EndpointSlice · shop) slice.yaml:4 web-1']);
  assert.deepEqual(found('FRONT'), [
    'front (HTTPRoute · gateway) route.yaml:4 front',
    'front (Ingress · shop) ingress.yaml:4 front',
  ]);
  assert.deepEqual(found('svweb'), ['web (Service · shop) service.yaml:4 web']);
  assert.equal(found('').length, 6);
  assert.deepEqual(found('absent'), []);
});

test('fields that lead to one place are links', () => {
  const { navigation, name } = fixture(shop);
  const links = (file: string) =>
    navigation.documentLinksOf(file).map(({ range, target }) => `${name({ file, range })} → ${name(target)}`);
  assert.deepEqual(links('service.yaml'), [
    'service.yaml:7 selector → deployment.yaml:12 labels',
    'service.yaml:12 web-http → deployment.yaml:19 web-http',
    'service.yaml:14 9090 → deployment.yaml:21 9090',
  ]);
  assert.deepEqual(links('route.yaml'), [
    'route.yaml:9 web → service.yaml:4 web',
    'route.yaml:11 80 → service.yaml:10 http',
  ]);
  assert.deepEqual(links('deployment.yaml'), []);
  assert.equal(links('ingress.yaml').length, 4);
});

test('what leads to several places is no link', () => {
  const { navigation } = fixture(service + service.replace('service.yaml', 'twin.yaml') + slice);
  assert.deepEqual(navigation.documentLinksOf('slice.yaml'), []);
});

test('objects of the workspace come in the order of their names, whatever the order of loading', () => {
  const service = (name: string) => `apiVersion: v1\nkind: Service\nmetadata: { name: ${name} }\n`;
  const files = { 'z.yaml': service('api'), 'a.yaml': service('web'), 'm.yaml': service('app') };
  const { workspaceSymbols } = analysisOf(files).navigation;
  assert.deepEqual(
    workspaceSymbols('').map(({ name }) => name),
    ['api', 'app', 'web'],
  );
});
