import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analysisOf } from '../support/snapshot.ts';
import { deployment, nodes, service, slice } from './demoapp.ts';

function lensOf(files: Record<string, string>): string {
  const lenses = analysisOf(files)
    .codeLensesOf('service.yaml')
    .filter(({ action }) => action.kind === 'show-chains');
  assert.equal(lenses.length, 1);
  return lenses[0]!.title;
}

test('the lens counts endpoints and names the chain', () => {
  const files = { 'nodes.yaml': nodes, 'service.yaml': service, 'slice.yaml': slice };
  assert.equal(lensOf(files), '3 endpoints · KUBE-SVC-EHL433DY3T7P3MZN · Show chains');
});

test('placeholders are called so, and nothing is counted where nothing is', () => {
  assert.match(lensOf({ 'service.yaml': service, 'app.yaml': deployment }), /^3 placeholder endpoints · /);
  assert.match(
    lensOf({ 'service.yaml': service, 'app.yaml': deployment.replace('replicas: 3', 'replicas: 0') }),
    /^0 endpoints · /,
  );
});

test('a second lens traces a packet, where there are rules to trace it through', () => {
  const titles = (text: string) =>
    analysisOf({ 'service.yaml': text })
      .codeLensesOf('service.yaml')
      .map(l => l.title);
  assert.equal(titles(service)[1], 'Trace a packet…');
  assert.equal(titles(service.replace('10.110.217.207', 'None')).length, 1);
});

test('what kube-proxy leaves alone says so', () => {
  assert.equal(lensOf({ 'service.yaml': service.replace('10.110.217.207', 'None') }), 'headless · no rules');
});

test('endpoints are found where they are written, else where the pods are', () => {
  const ref = { file: 'service.yaml', namespace: 'default', name: 'demoapp-svc' };
  const slices = analysisOf({ 'service.yaml': service, 'slice.yaml': slice, 'app.yaml': deployment });
  assert.deepEqual(
    slices.endpointLocations(ref).map(l => l.file),
    ['slice.yaml'],
  );
  const pods = analysisOf({ 'service.yaml': service, 'app.yaml': deployment });
  assert.deepEqual(
    pods.endpointLocations(ref).map(l => l.file),
    ['app.yaml'],
  );
});

test('the status tells what is known and what is assumed', () => {
  const assumed = analysisOf({ 'service.yaml': service }).status('service.yaml');
  assert.equal(assumed.services, 1);
  assert.ok(assumed.details.some(line => line.includes('10.96.0.0/12: assumed')));
  const told = analysisOf({ 'service.yaml': service, '.routelens.yaml': 'serviceCidr: 10.0.0.0/8\n' }).status(
    'service.yaml',
  );
  assert.ok(told.details.some(line => line.includes('10.0.0.0/8: from .routelens.yaml')));
});
