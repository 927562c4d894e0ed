/** What is said in the files of bases and overlays, and which cluster answers questions asked there. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { analyse } from '../../core/workspace/analyse.ts';
import { clustersOf, rootsOf } from '../../core/workspace/roots.ts';
import { emptySnapshot, type Snapshot, withFiles } from '../../core/workspace/snapshot.ts';
import { snapshotOf } from '../support/snapshot.ts';

const service = (name: string, spec: string) =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\nspec: { ${spec} }\n`;
const web = service('web', 'selector: { app: web }, ports: [{ port: 80 }]');
const deployment = (app: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web }\nspec:\n  selector: { matchLabels: { app: ${app} } }\n  template:\n    metadata: { labels: { app: ${app} } }\n    spec: { containers: [{ name: c, ports: [{ containerPort: 80 }] }] }\n`;
const ingress = (name: string) =>
  `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: { name: web }\nspec: { defaultBackend: { service: { name: ${name}, port: { number: 80 } } } }\n`;
const base = {
  'base/kustomization.yaml': 'resources: [web.yaml]\n',
  'base/web.yaml': `${web}---\n${deployment('web')}`,
};
const overlay = (name: string, rest = '') => ({
  [`${name}/kustomization.yaml`]: `resources: [../base]\nnamespace: ${name}\nnamePrefix: my-\n${rest}`,
});

function rulesIn(snapshot: Snapshot): Record<string, string[]> {
  const analysis = analyse(snapshot);
  const found = [...snapshot.files.keys()].map(file => [file, analysis.findingsOf(file).map(f => f.rule)] as const);
  return Object.fromEntries(found.filter(([, rules]) => rules.length > 0));
}

test('an overlay is the cluster that is built; the base is open to what overlays add', () => {
  const roots = rootsOf(snapshotOf({ ...base, ...overlay('prod'), ...overlay('test') }));
  const prod = roots.of('prod/kustomization.yaml')!;
  assert.deepEqual(
    prod.cluster.model.services.map(s => `${s.namespace}/${s.name}`),
    ['prod/my-web'],
  );
  assert.equal(prod.cluster.model.completeness.complete, true);
  const { completeness } = roots.of('base/web.yaml')!.cluster.model;
  assert.deepEqual(completeness.reasons, [
    { reason: 'kustomize', file: 'prod/kustomization.yaml', detail: 'other kustomizations build on it' },
  ]);
  assert.deepEqual(
    clustersOf(roots).map(({ path }) => path),
    ['prod/', 'test/'],
  );
});

test('an own file of an overlay is judged among what the base brings', () => {
  const own = (name: string) => ({
    'prod/kustomization.yaml': 'resources: [../base, ingress.yaml]\nnamePrefix: my-\nnamespace: prod\n',
    'prod/ingress.yaml': ingress(name),
  });
  assert.deepEqual(rulesIn(snapshotOf({ ...base, ...own('web') })), {});
  const wrong = snapshotOf({ ...base, ...own('wep') });
  assert.deepEqual(rulesIn(wrong), { 'prod/ingress.yaml': ['backend-service-not-found'] });
  assert.match(analyse(wrong).findingsOf('prod/ingress.yaml')[0]!.message, /prod\/my-web/);
});

test('what is wrong with an object of a base is said where it was listed, once in each build that is wrong', () => {
  const files = {
    'base/kustomization.yaml': 'resources: [web.yaml]\n',
    'base/web.yaml': web,
    'good/kustomization.yaml': 'resources: [../base, d.yaml]\n',
    'good/d.yaml': deployment('web'),
    'bad/kustomization.yaml': 'resources:\n- d.yaml\n- ../base\n',
    'bad/d.yaml': deployment('wep'),
  };
  assert.deepEqual(rulesIn(snapshotOf(files)), { 'bad/kustomization.yaml': ['selector-no-match'] });
  const [finding] = analyse(snapshotOf(files)).findingsOf('bad/kustomization.yaml');
  const text = files['bad/kustomization.yaml'];
  assert.equal(text.slice(finding!.range.start, finding!.range.end), '../base');
  assert.equal(finding!.related?.[0]?.file, 'base/web.yaml');
  const silenced = text.replace('- ../base', '# routelens-disable-next-line selector-no-match\n- ../base');
  assert.deepEqual(rulesIn(snapshotOf({ ...files, 'bad/kustomization.yaml': silenced })), {});
});

// The API server names the target port, too.
test('what is wrong with a base wherever it is used is said in the base alone', () => {
  const files = {
    'base/kustomization.yaml': 'resources: [web.yaml]\n',
    'base/web.yaml': service('web', 'selector: { app: web }, ports: [{ port: 80000 }]'),
    ...overlay('prod'),
    ...overlay('test'),
  };
  assert.deepEqual(rulesIn(snapshotOf(files)), { 'base/web.yaml': ['port-out-of-range', 'port-out-of-range'] });
});

test('the same node port in two overlays is no conflict, twice in one it is', () => {
  const nodePort = (name: string) => service(name, 'type: NodePort, ports: [{ port: 80, nodePort: 30080 }]');
  const one = (name: string) => ({
    [`${name}/kustomization.yaml`]: 'resources: [own.yaml]\n',
    [`${name}/own.yaml`]: nodePort('a'),
  });
  const rules = rulesIn(snapshotOf({ ...one('prod'), ...one('test') }));
  assert.ok(!Object.values(rules).flat().includes('node-port-taken'));
  const both = { ...one('prod'), 'prod/kustomization.yaml': 'resources: [own.yaml, more.yaml]\n' };
  const found = rulesIn(snapshotOf({ ...both, 'prod/more.yaml': nodePort('b') }));
  assert.ok(['prod/own.yaml', 'prod/more.yaml'].every(file => found[file]?.includes('node-port-taken')));
});

test('a file that is not listed is no part of the cluster, and still looked at', () => {
  const patch = service('web', 'ports: [{ port: 80, nodePort: 40000 }], sessionAffinity: Sticky');
  const kustomization = overlay('prod', 'patches: [{ path: patch.yaml }]\n');
  const files = { ...base, ...kustomization, 'prod/patch.yaml': patch, 'prod/values.yaml': web };
  const snapshot = snapshotOf(files);
  const roots = rootsOf(snapshot);
  const services = roots.of('prod/kustomization.yaml')!.cluster.model.services;
  assert.deepEqual(
    services.map(s => [s.name, s.sessionAffinity]),
    [['my-web', 'Sticky']],
  );
  assert.equal(roots.of('prod/patch.yaml')!.cluster.model.completeness.complete, false);
  assert.deepEqual(rulesIn(snapshot), {
    'prod/kustomization.yaml': ['session-affinity-unsupported', 'node-port-forbidden-cluster-ip'],
  });
  assert.deepEqual(rulesIn(snapshotOf({ ...files, ...overlay('prod') }))['prod/patch.yaml'], [
    'node-port-forbidden-cluster-ip',
    'session-affinity-unsupported',
  ]);
});

test('what a patch makes of a base is judged in the overlay, and not in the base', () => {
  const files = {
    'base/kustomization.yaml': 'resources: [web.yaml]\n',
    'base/web.yaml': `${service('web', 'selector: { app: web }')}---\n${deployment('web')}`,
    ...overlay('whole', 'patches: [{ path: patch.yaml }]\n'),
    'whole/patch.yaml': service('web', 'ports: [{ port: 80 }]'),
    ...overlay('bare'),
  };
  assert.deepEqual(rulesIn(snapshotOf(files)), { 'bare/kustomization.yaml': ['ports-required'] });
});

test('a hover names the Service as it is built; in the base it is as the base has it', () => {
  const files = {
    ...base,
    'prod/kustomization.yaml': 'resources: [../base, own.yaml]\nnamespace: prod\nnamePrefix: my-\n',
    'prod/own.yaml': service('own', 'ports: [{ port: 80 }]'),
  };
  const { hoverAt } = analyse(snapshotOf(files));
  assert.match(hoverAt('prod/own.yaml', files['prod/own.yaml'].indexOf('own'))!.summary, /\*\*prod\/my\\?-own\*\*/);
  assert.match(hoverAt('base/web.yaml', files['base/web.yaml'].indexOf('web'))!.summary, /\*\*default\/web\*\*/);
});

test('the status says why a build is not all', () => {
  const files = { ...base, ...overlay('prod', 'helmCharts: [{ name: a }]\n') };
  const { details } = analyse(snapshotOf(files)).status('prod/kustomization.yaml');
  assert.ok(
    details.includes('Kustomization not fully known: helmCharts, which are not run (kustomization.yaml).'),
    details.join(),
  );
});

test('an edit of a base changes the overlays that use it, and no other root', () => {
  const before = snapshotOf({ ...base, ...overlay('prod'), 'far/kustomization.yaml': 'resources: []\n' });
  const roots = rootsOf(before);
  const text = base['base/web.yaml'].replace('port: 80', 'port: 81');
  const after = rootsOf(withFiles(before, [{ name: 'base/web.yaml', input: { text, language: 'yaml' } }]), roots);
  assert.equal(after.of('prod/kustomization.yaml')!.cluster.model.services[0]!.ports[0]!.port, 81);
  assert.equal(after.of('far/kustomization.yaml'), roots.of('far/kustomization.yaml'));
  const workloads = (of: typeof roots) => of.of('prod/kustomization.yaml')!.cluster.model.workloads[0];
  assert.equal(workloads(after), workloads(roots));
});

test('while a kustomization or a base is half typed the last good one stands in', () => {
  const open = (snapshot: Snapshot, files: Record<string, string>) =>
    withFiles(
      snapshot,
      Object.entries(files).map(([name, text]) => ({ name, input: { text, language: 'yaml' as const, open: true } })),
    );
  const head = 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n';
  const good = `${head}resources: [../base]\nnamePrefix: my-\n`;
  const first = open({ ...emptySnapshot, folders: [''] }, { ...base, 'prod/kustomization.yaml': good });
  const model = (snapshot: Snapshot, before: Snapshot) =>
    rootsOf(snapshot, rootsOf(before)).of('prod/kustomization.yaml')!.cluster.model;
  const typed = open(first, { 'prod/kustomization.yaml': `${good}patches: [ {` });
  const more = open(typed, { 'base/web.yaml': `${base['base/web.yaml']}      x: {` });
  for (const [snapshot, before] of [
    [typed, first],
    [more, typed],
  ] as const) {
    const { services, workloads, completeness } = model(snapshot, before);
    assert.deepEqual(
      [...services, ...workloads].map(o => o.name),
      ['my-web', 'my-web'],
    );
    assert.deepEqual([...new Set(completeness.reasons.map(r => r.reason))], ['unparsable']);
  }
});

test('a name that only an overlay gives leads to the overlay, also from a file of the base', () => {
  const files = {
    ...base,
    'prod/kustomization.yaml': 'resources: [../base, ingress.yaml]\nnamespace: prod\nnamePrefix: my-\n',
    'prod/ingress.yaml': ingress('web'),
  };
  const analysis = analyse(snapshotOf(files));
  const service = { file: 'base/web.yaml', namespace: 'prod', name: 'my-web' };
  assert.equal(analysis.chainGraph({ service })?.service.name, 'my-web');
  assert.equal(analysis.endpointLocations(service).length, 1);
  const choices = analysis.traces.choices({ service })!;
  assert.equal(choices.file, 'prod/ingress.yaml');
  const { definitionAt, callItemAt, outgoingCalls } = analysis.navigation;
  const target = definitionAt('prod/ingress.yaml', files['prod/ingress.yaml'].lastIndexOf('web'))!.targets[0]!;
  assert.equal(target.file, 'base/web.yaml');
  assert.equal(files['base/web.yaml'].slice(target.range.start, target.range.end), 'web');
  const start = callItemAt('prod/ingress.yaml', files['prod/ingress.yaml'].indexOf('web'))!;
  const [toService] = outgoingCalls(start.object);
  assert.equal(toService!.item.object.name, 'my-web');
  assert.equal(outgoingCalls(toService!.item.object)[0]?.item.object.kind, 'Deployment');
});

test('nothing is renamed whose name in the text is another one', () => {
  const files = { ...base, ...overlay('prod'), 'prod/own.yaml': service('own', 'ports: [{ port: 80 }]') };
  const patch = '[{ op: replace, path: /metadata/name, value: site }]';
  const kustomization = `resources: [../base, own.yaml]\npatches: [{ target: { name: own }, patch: "${patch}" }]\n`;
  const { navigation } = analyse(snapshotOf({ ...files, 'prod/kustomization.yaml': kustomization }));
  const renamed = navigation.renameAt('prod/own.yaml', files['prod/own.yaml'].indexOf('own'), 'other');
  assert.match(renamed && 'refusal' in renamed ? renamed.refusal : '', /cannot be edited safely/);
});

test('a number that a build writes is not looked for in the text that it stands in place of', () => {
  const odd = service('web', 'selector: { app: web }, ports: [{ port: 0120, targetPort: 8080 }]');
  const operations = (list: string) => `patches: [{ target: { kind: Service }, patch: '${list}' }]\n`;
  const files = {
    'base/kustomization.yaml': 'resources: [web.yaml]\n',
    'base/web.yaml': `${odd}---\n${deployment('web')}`,
    ...overlay('json', operations('[{ op: replace, path: /spec/ports/0/port, value: 90 }]')),
    ...overlay('odd', operations('[{ op: replace, path: /spec/ports/0/targetPort, value: 0x50 }]')),
    ...overlay('copy', operations('[{ op: copy, from: /spec/ports/0/targetPort, path: /spec/ports/0/port }]')),
    ...overlay('merge', 'patches: [{ path: patch.yaml }]\n'),
    'merge/patch.yaml': service('web', 'ports: [{ port: 90, $patch: replace }]'),
    ...overlay('replicas', 'replicas: [{ name: web, count: 3 }]\n'),
  };
  const found = rulesIn(snapshotOf(files));
  const forms = Object.entries(found).filter(([, rules]) => rules.includes('yaml-scalar-forms'));
  assert.deepEqual(
    forms.map(([file]) => file),
    ['base/web.yaml'],
  );
});
