/** What is not understood of a kustomization: what is said of it, and which objects nothing may rest on. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { analyse } from '../../core/workspace/analyse.ts';
import { rootsOf } from '../../core/workspace/roots.ts';
import { snapshotOf } from '../support/snapshot.ts';

const service = (name: string, spec = 'type: NodePort, ports: [{ port: 80, nodePort: 30080 }]') =>
  `apiVersion: v1\nkind: Service\nmetadata: { name: ${name} }\nspec: { ${spec} }\n`;
const deployment =
  'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web }\nspec:\n  selector: { matchLabels: { app: web } }\n  template:\n    metadata: { labels: { app: web } }\n    spec: { containers: [{ name: c, image: x, ports: [{ containerPort: 80 }] }] }\n';
const manifests = `${service('web')}---\n${service('other', 'ports: [{ port: 80, protocol: TCP }]')}---\n${deployment}`;

function build(kustomization: string, files: Record<string, string> = {}) {
  const texts = { 'base/kustomization.yaml': 'resources: [all.yaml]\n', 'base/all.yaml': manifests, ...files };
  const snapshot = snapshotOf({ ...texts, 'prod/kustomization.yaml': kustomization });
  const root = rootsOf(snapshot).of('prod/kustomization.yaml')!;
  const objects = root.files.flatMap(file => file.objects);
  const unsure = objects.filter(({ source }) => root.build!.builtNodes.get(source)!.isUnsure);
  return { problems: root.build!.problems.map(p => p.message), unsure: unsure.map(o => `${o.kind} ${o.name}`), root };
}

const patchOf = (target: string, patch: string) =>
  `resources: [../base]\npatches:\n- target: ${target}\n  patch: ${JSON.stringify(patch)}\n`;

interface Case {
  readonly title: string;
  readonly kustomization: string;
  readonly files?: Record<string, string>;
  readonly problems: readonly string[];
  readonly unsure: readonly string[];
}

const everything = ['Service web', 'Service other', 'Deployment web'];
const cases: readonly Case[] = [
  {
    title: 'what Routelens does not read changes nothing',
    kustomization:
      'resources: [../base]\nimages: [{ name: x, newTag: "1" }]\nconfigMapGenerator: [{ name: a }]\nsecretGenerator: [{ name: a }]\ngeneratorOptions: {}\n',
    problems: [],
    unsure: [],
  },
  {
    title: 'a patch that was not found may do anything to what it names',
    kustomization: 'resources: [../base]\npatches:\n- path: gone.yaml\n  target: { kind: Service, name: web }\n',
    problems: ['the patch gone.yaml, which cannot be read'],
    unsure: ['Service web'],
  },
  {
    title: 'a patch without a target that was not found may do anything',
    kustomization: 'resources: [../base]\npatchesStrategicMerge: [gone.yaml]\n',
    problems: ['the patch gone.yaml, which cannot be read'],
    unsure: everything,
  },
  {
    title: 'a directive that is not understood spoils its object where it is read',
    kustomization: patchOf('{ kind: Service, name: web }', '{ spec: { $retainKeys: [type] } }'),
    problems: ['a patch, which has a directive or list that is not understood'],
    unsure: ['Service web'],
  },
  {
    title: 'a directive in what is not read spoils nothing',
    kustomization: patchOf(
      '{ kind: Deployment }',
      '{ spec: { template: { spec: { $setElementOrder/volumes: [{ name: a }] } } } }',
    ),
    problems: [],
    unsure: [],
  },
  {
    title: 'kustomize loses a list item whose protocol is written on one side alone',
    kustomization: patchOf('{ name: other, kind: Service }', '{ spec: { ports: [{ port: 80, name: a }] } }'),
    problems: ['a patch, which has a directive or list that is not understood'],
    unsure: ['Service other'],
  },
  {
    title: 'an operation that fails',
    kustomization: patchOf('{ kind: Service, name: web }', '[{ op: remove, path: /spec/none }]'),
    problems: ['a patch, which has an operation that cannot be applied'],
    unsure: ['Service web'],
  },
  {
    title: 'a patch for nothing',
    kustomization: `resources: [../base]\npatches:\n- patch: ${JSON.stringify(service('gone'))}\n`,
    problems: ['a patch, which is for Service gone, which the build does not have'],
    unsure: [],
  },
  {
    title: 'replacements are not carried out, and spoil what they reach if it is read',
    kustomization:
      'resources: [../base]\nreplacements:\n- source: { kind: Service }\n  targets:\n  - { select: { kind: Service, name: web }, fieldPaths: [spec.type] }\n  - { select: { kind: Deployment }, fieldPaths: ["spec.template.spec.containers.[name=c].image"] }\n',
    problems: ['replacements, which are not carried out'],
    unsure: ['Service web'],
  },
  {
    title: 'transformers may change anything',
    kustomization: 'resources: [../base]\ntransformers: [t.yaml]\n',
    problems: ['transformers, which is not understood'],
    unsure: everything,
  },
  {
    title: 'charts add objects',
    kustomization: 'resources: [../base]\nhelmCharts: [{ name: a }]\n',
    problems: ['helmCharts, which are not run'],
    unsure: [],
  },
  {
    title: 'what is not here',
    kustomization: 'resources: [../base, gone.yaml, "https://example.com/x?ref=1"]\n',
    problems: [
      'gone.yaml, which is not among the files here',
      'https://example.com/x?ref=1, which is not in the workspace',
    ],
    unsure: [],
  },
  {
    title: 'the same base twice is what kustomize refuses',
    kustomization: 'resources: [../base, ../again]\n',
    files: { 'again/kustomization.yaml': 'resources: [../base]\n' },
    problems: Array(3).fill('../again, which brings an object that is there already'),
    unsure: [],
  },
  {
    title: 'folders that include themselves end there',
    kustomization: 'resources: [../base, ../again, .]\n',
    files: { 'again/kustomization.yaml': 'resources: [../prod]\n' },
    problems: ['../prod, which leads back to itself', '., which leads back to itself'],
    unsure: [],
  },
  {
    title: 'a number is no label',
    kustomization: 'resources: [../base]\ncommonLabels: { a: 1 }\n',
    problems: ['commonLabels, which is not understood'],
    unsure: everything,
  },
];

for (const { title, kustomization, files, problems, unsure } of cases) {
  test(title, () => {
    const found = build(kustomization, files);
    assert.deepEqual(found.problems, problems);
    assert.deepEqual(found.unsure, unsure);
    assert.equal(found.root.cluster.model.completeness.complete, problems.length === 0);
  });
}

test('components that list each other twice are not followed without end', () => {
  const chain = Array.from({ length: 24 }, (_, i) => i);
  const listing = (i: number) => `kind: Component\ncomponents: [../c${i + 1}, ../c${i + 1}]\n`;
  const files = Object.fromEntries(chain.map(i => [`c${i}/kustomization.yaml`, listing(i)]));
  const last = { 'c24/kustomization.yaml': 'kind: Component\n' };
  const found = build('resources: [../base]\ncomponents: [../c0]\n', { ...files, ...last });
  assert.deepEqual(found.problems, ['more folders and objects than are followed']);
  assert.deepEqual(found.unsure, everything);
});

test('nothing is said of what an unknown patch may have changed', () => {
  const own = { 'prod/own.yaml': service('own') };
  const findings = (kustomization: string) =>
    analyse(
      snapshotOf({
        'base/kustomization.yaml': 'resources: [all.yaml]\n',
        'base/all.yaml': manifests,
        'prod/kustomization.yaml': kustomization,
        ...own,
      }),
    )
      .findingsOf('prod/own.yaml')
      .map(({ rule }) => rule);
  const sure = 'resources: [../base, own.yaml]\n';
  assert.deepEqual(findings(sure), ['selector-missing', 'node-port-taken']);
  const patched = (name: string) =>
    `${sure}patches:\n- { path: gone.yaml, target: { kind: Service, name: ${name} } }\n`;
  assert.deepEqual(findings(patched('other')), ['selector-missing', 'node-port-taken']);
  assert.deepEqual(findings(patched('web')), ['selector-missing']);
  assert.deepEqual(findings(patched('own')), []);
});

const apart =
  'apiVersion: v1\nkind: Service\nmetadata: { name: web, namespace: shop }\nspec: { selector: { app: webserver }, ports: [{ port: 80 }] }\n---\n' +
  deployment.replace('{ name: web }', '{ name: web, namespace: shop }').replaceAll('app: web', 'app: webservr');

test('what a kustomization may bring counts where it could hold the missing pods', () => {
  const severities = (kustomization: string, files: Record<string, string> = {}) =>
    analyse(
      snapshotOf({ 'p/app.yaml': apart, 'p/kustomization.yaml': `resources: [app.yaml]\n${kustomization}`, ...files }),
    )
      .findingsOf('p/app.yaml')
      .filter(({ rule }) => rule === 'selector-no-match')
      .map(({ severity }) => severity);
  assert.deepEqual(severities(''), ['warning']);
  assert.deepEqual(severities('configMapGenerator: [{ name: a, literals: [a=b] }]\n'), ['warning']);
  assert.deepEqual(severities('helmCharts: [{ name: a }]\n'), ['information']);
  assert.deepEqual(severities('helmCharts: [{ name: a, namespace: shop }]\n'), ['information']);
  assert.deepEqual(severities('helmCharts: [{ name: a, namespace: logs }]\n'), ['warning']);
  assert.deepEqual(severities('components: [gone]\n'), ['information']);
  assert.deepEqual(severities('patches: [{ path: gone.yaml, target: { kind: Deployment } }]\n'), []);
});

test('what is required may only be left out where a patch that is not known could bring it', () => {
  const rules = (more: string) =>
    analyse(
      snapshotOf({
        'p/app.yaml': 'apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec: { type: NodePort }\n',
        'p/kustomization.yaml': `resources: [app.yaml]\n${more}`,
      }),
    )
      .findingsOf('p/app.yaml')
      .map(({ rule }) => rule);
  assert.deepEqual(rules(''), ['ports-required']);
  assert.deepEqual(rules('helmCharts: [{ name: a }]\n'), ['ports-required']);
  assert.deepEqual(rules('components: [gone]\n'), []);
});
