import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyse } from '../../core/workspace/analyse.ts';
import { passedOver } from '../../core/workspace/passedOver.ts';
import { rootsOf } from '../../core/workspace/roots.ts';
import { emptySnapshot, type Snapshot, withFiles, withFolders } from '../../core/workspace/snapshot.ts';

function service(name: string, spec = '{ clusterIP: 10.96.0.9 }'): string {
  return `apiVersion: v1\nkind: Service\nmetadata: { name: ${name} }\nspec: ${spec}\n`;
}

function snapshotOf(files: Record<string, string>, folders = ['']): Snapshot {
  const changes = Object.entries(files).map(([name, text]) => ({ name, input: { text, language: 'yaml' as const } }));
  return withFiles({ ...emptySnapshot, folders }, changes);
}

function pathsOf(snapshot: Snapshot, files: readonly string[]): (string | undefined)[] {
  return files.map(file => rootsOf(snapshot).of(file)?.path);
}

test('a settings file makes a root, then a kustomization, else the whole input is one', () => {
  const files = {
    'a.yaml': service('a'),
    'prod/.routelens.yaml': 'mode: ipvs\n',
    'prod/deep/b.yaml': service('b'),
    'prod/overlay/kustomization.yaml': 'resources: [c.yaml]\n',
    'prod/overlay/c.yaml': service('c'),
    'stage/kustomization.yaml': 'resources: [d.yaml]\n',
    'stage/d.yaml': service('d'),
  };
  const snapshot = snapshotOf(files);
  assert.deepEqual(pathsOf(snapshot, ['a.yaml', 'prod/deep/b.yaml', 'prod/overlay/c.yaml', 'stage/d.yaml']), [
    '',
    'prod/',
    'prod/',
    'stage/',
  ]);
  assert.equal(rootsOf(snapshot).of('prod/deep/b.yaml')?.settings.mode, 'ipvs');
  assert.equal(rootsOf(snapshot).of('prod/overlay/c.yaml')?.cluster.model.completeness.complete, false);
  assert.equal(rootsOf(snapshot).of('stage/d.yaml')?.cluster.model.completeness.complete, true);
});

test('roots never cross workspace folders, and a file outside all stands alone', () => {
  const files = {
    'file:///w1/a.yaml': service('a'),
    'file:///w2/a.yaml': service('a'),
    'untitled:Untitled-1': service('a'),
  };
  const snapshot = snapshotOf(files, ['file:///w1/', 'file:///w2/']);
  const roots = Object.keys(files).map(file => rootsOf(snapshot).of(file));
  assert.deepEqual(
    roots.map(root => root?.cluster.model.services.length),
    [1, 1, 1],
  );
  assert.equal(new Set(roots).size, 3);
});

test('a folder that leaves the workspace takes its files along', () => {
  const snapshot = snapshotOf({ '/w1/a.yaml': service('a'), '/w2/b.yaml': service('b') }, ['/w1/', '/w2/']);
  assert.deepEqual([...withFolders(snapshot, ['/w2/']).files.keys()], ['/w2/b.yaml']);
});

test('a change rebuilds only the root that it is in', () => {
  const files = {
    'p/.routelens.yaml': '',
    'p/a.yaml': service('a'),
    'q/.routelens.yaml': '',
    'q/b.yaml': service('b'),
  };
  const before = snapshotOf(files);
  const roots = rootsOf(before);
  const after = rootsOf(
    withFiles(before, [{ name: 'q/b.yaml', input: { text: service('c'), language: 'yaml' } }]),
    roots,
  );
  assert.equal(after.of('p/a.yaml'), roots.of('p/a.yaml'));
  assert.equal(after.of('q/b.yaml')?.cluster.model.services[0]?.name, 'c');
});

test('the order in which files arrive does not matter', () => {
  const files = { 'a.yaml': service('a'), 'b.yaml': service('b'), 'c.yaml': service('c') };
  const names = (snapshot: Snapshot) =>
    rootsOf(snapshot)
      .of('a.yaml')
      ?.cluster.model.services.map(s => s.name);
  assert.deepEqual(names(snapshotOf(files)), names(snapshotOf(Object.fromEntries(Object.entries(files).reverse()))));
});

test('while a document is half typed its last good objects stand in and the root is incomplete', () => {
  const type = (snapshot: Snapshot, text: string) =>
    withFiles(snapshot, [{ name: 'a.yaml', input: { text, language: 'yaml', open: true } }]);
  const good = snapshotOf({ 'a.yaml': service('a') });
  const broken = type(good, service('a', '{ clusterIP: '));
  const model = rootsOf(broken).of('a.yaml')!.cluster.model;
  assert.equal(model.services[0]?.clusterIP, '10.96.0.9');
  assert.deepEqual(
    model.completeness.reasons.map(r => r.reason),
    ['unparsable'],
  );
  assert.equal(type(type(broken, service('a', '{ clusterIP: [ ')), service('a')).files.get('a.yaml')!.stale.size, 0);
});

test('a half-typed document still stands in after several keystrokes', () => {
  const open = (snapshot: Snapshot, text: string) =>
    withFiles(snapshot, [{ name: 'a.yaml', input: { text, language: 'yaml', open: true } }]);
  const twice = open(open(snapshotOf({ 'a.yaml': service('a') }), service('a', '{ x: ')), service('a', '{ x: ['));
  assert.equal(twice.files.get('a.yaml')!.objects.length, 1);
  assert.ok(twice.files.get('a.yaml')!.stale.has(0));
});

test('what is vendored or an expectation belongs to no cluster when it is opened, unless its folder is the workspace', () => {
  const broken = service('a', '{ ports: [{ port: 0 }] }');
  const names = ['vendor/x/a.yaml', 'e2e/01-assert.yaml', 'pkg/testdata/a.yaml', 'chart/golden/a.yaml'];
  const files = Object.fromEntries(['a.yaml', ...names].map(name => [`file:///w/${name}`, broken]));
  const snapshot = snapshotOf(files, ['file:///w/']);
  const { findingsOf, hoverAt } = analyse(snapshot);
  assert.ok(findingsOf('file:///w/a.yaml').length > 0);
  for (const name of names) {
    assert.deepEqual(findingsOf(`file:///w/${name}`), [], name);
    assert.ok(hoverAt(`file:///w/${name}`, broken.indexOf('Service')), name);
  }
  assert.equal(rootsOf(snapshot).of('file:///w/a.yaml')?.cluster.model.services.length, 1);
  assert.deepEqual(
    rootsOf(snapshot).all.map(({ path }) => path),
    ['file:///w/'],
  );
  const inside = snapshotOf({ 'file:///w/vendor/x/a.yaml': broken }, ['file:///w/vendor/']);
  assert.ok(analyse(inside).findingsOf('file:///w/vendor/x/a.yaml').length > 0);
});

test('names say which files are vendored or expectations, and which only look so', () => {
  const yes = [
    ...['vendor/a.yaml', 'third_party/k8s/a.yaml', 'a/testdata/b/c.json', 'node_modules/a/b.yaml', '.terraform/m.yaml'],
    ...['e2e/00-assert.yaml', 'e2e/01-errors.yaml', 'e2e/01-assert-again.yaml', 'assert.yaml', 'policy-assert.yaml'],
    ...[
      'x/chainsaw-step-01-assert-1.yaml',
      'x/chainsaw-test.yaml',
      'kuttl-test.yaml',
      'a.golden.yaml',
      'expected/a.yaml',
    ],
    ...['deploy.expected.yaml', 'src/__snapshots__/a.yaml', 'test/golden/a.yaml'],
  ];
  const no = [
    ...[
      'vendors/a.yaml',
      'vendor.yaml',
      'testdata.yaml',
      'assertions/a.yaml',
      'e2e/00-install.yaml',
      'golden.d/a.yaml',
    ],
    ...['asserter.yaml', 'errorspage.yaml', 'unexpected.yaml', 'terraform/a.yaml'],
  ];
  assert.deepEqual(
    yes.filter(name => !passedOver(name)),
    [],
  );
  assert.deepEqual(
    no.filter(name => passedOver(name)),
    [],
  );
});
