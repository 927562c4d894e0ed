/** What the files of a root may not show: which gaps there are, what each could hold, and that they stay few. */
import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { observeCluster } from '../../core/cluster/clusterIndex.ts';
import { filesOf, type Gap, gapsThatMayHold } from '../../core/cluster/completeness.ts';
import { endpointGaps } from '../../core/cluster/endpointGaps.ts';
import { mergeGaps } from '../../core/workspace/mergeGaps.ts';
import { type Roots, rootsOf } from '../../core/workspace/roots.ts';
import { withFiles } from '../../core/workspace/snapshot.ts';
import { scopeOfText } from '../../core/workspace/unreadScope.ts';
import { analysisOf, snapshotOf } from '../support/snapshot.ts';

const head = 'apiVersion: v1\nkind: ConfigMap\n';

describe('the scope of a text that cannot be read', () => {
  const shape = (text: string) => {
    const { kinds, namespace } = scopeOfText(text);
    return [kinds, namespace];
  };
  it('has the kind and the namespace that are written', () => {
    assert.deepEqual(shape(`${head}metadata:\n  name: a\n  namespace: shop # ours\ndata: [`), [['ConfigMap'], 'shop']);
    assert.deepEqual(shape(`${head}metadata: {name: a, namespace: "shop"}\ndata: [`), [['ConfigMap'], 'shop']);
    assert.deepEqual(shape('{"apiVersion":"v1","kind":"ConfigMap","metadata":{"namespace":"shop"},'), [
      ['ConfigMap'],
      'shop',
    ]);
  });
  it('has the namespace default where none is written, unless a tool may fill it in', () => {
    assert.deepEqual(shape(`${head}metadata: { name: a }\ndata: [`), [['ConfigMap'], 'default']);
    assert.deepEqual(shape(`${head}metadata: { name: a }\n{{- include "x" . }}`), [['ConfigMap'], undefined]);
    assert.deepEqual(shape(`${head}metadata: { name: a, namespace: {{ .Release.Namespace }} }`), [
      ['ConfigMap'],
      undefined,
    ]);
  });
  it('takes no namespace from deeper down', () => {
    const text = `${head}metadata:\n  name: a\n  labels:\n    namespace: shop\nroleRef:\n  namespace: other\nx: [`;
    assert.deepEqual(shape(text), [['ConfigMap'], undefined]);
  });
  it('has all kinds of documents that run together', () => {
    assert.deepEqual(shape(`${head}\nx: [\napiVersion: apps/v1\nkind: Deployment\n`), [
      ['ConfigMap', 'Deployment'],
      'default',
    ]);
  });
  it('is open for lists, for kinds that are filled in, and for kinds whose controllers make anything', () => {
    assert.equal(scopeOfText('apiVersion: v1\nkind: List\nitems: [').kinds, undefined);
    assert.equal(scopeOfText('apiVersion: v1\nkind: {{ .Values.kind }}\n').kinds, undefined);
    assert.equal(scopeOfText('{{ include "common.deployment" . }}\n').kinds, undefined);
    assert.equal(scopeOfText('apiVersion: kafka.strimzi.io/v1\nkind: Kafka\nspec: [').kinds, undefined);
    assert.equal(scopeOfText('apiVersion: monitoring.coreos.com/v1\nkind: Prometheus\nspec: [').kinds, undefined);
    assert.deepEqual(scopeOfText('apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nx: [').kinds, [
      'PrometheusRule',
    ]);
  });
  it('knows the words of a text that no tool fills in', () => {
    const { words } = scopeOfText('apiVersion: v1\nkind: Pod\nmetadata: {labels: {app: "web", tier:front}\n');
    assert.deepEqual(
      ['web', 'app', 'shop'].map(word => words!.has(word)),
      [true, true, false],
    );
    assert.equal(scopeOfText('kind: Pod\nx: {{ y }}\n').words, undefined);
  });
});

const broken = (kind: string, namespace: string, value = '') =>
  `apiVersion: v1\nkind: ${kind}\nmetadata: { name: a, namespace: ${namespace} }\nspec: [ ${value}\n`;
const gapsOf = (roots: Roots, file: string) => roots.of(file)!.cluster.model.completeness.reasons;

test('templates of one kind are one gap with all their files', () => {
  const template = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: a }\n{{- include "spec" . }}\n';
  const files = { 'c/templates/a.yaml': template, 'c/templates/b.yaml': template };
  const gaps = gapsOf(rootsOf(snapshotOf(files)), 'c/templates/a.yaml');
  assert.deepEqual(
    gaps.map(gap => [gap.reason, filesOf(gap), gap.scope]),
    [['template', ['c/templates/a.yaml', 'c/templates/b.yaml'], { kinds: ['Deployment'] }]],
  );
});

test('a gap holds nothing for another namespace, kind or name', () => {
  const { model } = rootsOf(snapshotOf({ 'a.yaml': broken('Pod', 'shop', '{ app: web }') })).of('a.yaml')!.cluster;
  const mayHold = (kind: string, namespace: string | undefined, ...words: string[]) =>
    gapsThatMayHold(model.completeness, {
      kinds: ['Node', kind],
      words,
      ...(namespace === undefined ? {} : { namespace }),
    }).length > 0;
  assert.equal(mayHold('Pod', 'shop'), true);
  assert.equal(mayHold('Pod', undefined, 'web'), true);
  assert.equal(mayHold('Pod', 'default'), false);
  assert.equal(mayHold('Service', 'shop'), false);
  assert.equal(mayHold('Pod', 'shop', 'web', 'front'), false);
});

test('gaps stay few, and what is taken together is limited only by what all have in common', () => {
  const many: Gap[] = Array.from({ length: 5000 }, (_, i) => ({
    reason: 'unparsable',
    file: `${i}.yaml`,
    scope: { kinds: [i % 2 ? 'Pod' : 'Service'], namespace: `n${i % 1000}` },
  }));
  const merged = mergeGaps(many);
  assert.ok(merged.length <= 41, String(merged.length));
  assert.equal(new Set(merged.flatMap(filesOf)).size, 5000);
  assert.deepEqual(merged.at(-1)!.scope, { kinds: ['Pod', 'Service'] });
  const isHeld = ({ scope }: Gap) => gapsThatMayHold({ complete: false, reasons: merged }, toSought(scope)).length > 0;
  assert.ok(many.every(isHeld));
});

function toSought(scope: Gap['scope']) {
  return { kinds: scope!.kinds!, namespace: scope!.namespace! };
}

const service = (name: string, namespace: string) =>
  `apiVersion: v1\nkind: Service\nmetadata: { name: ${name}, namespace: ${namespace} }\nspec: { selector: { app: ${name} }, ports: [{ port: 80 }] }\n`;
const deployment = (name: string, namespace: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: ${name}, namespace: ${namespace} }\nspec: { template: { metadata: { labels: { app: ${name}x } }, spec: { containers: [{ name: c }] } } }\n`;

test('an edit that opens a gap drops the findings that it could answer, and no others', () => {
  const files = { 'z.yaml': broken('ConfigMap', 'shop') } as Record<string, string>;
  for (const namespace of ['shop', 'bank']) {
    files[`${namespace}.yaml`] = `${service('webserver', namespace)}---\n${deployment('webserver', namespace)}`;
  }
  const before = snapshotOf(files);
  const roots = rootsOf(before);
  const judge = (of: Roots, file: string) => {
    const root = of.of(file)!;
    let asked = 0;
    root.findings.of(root.files.find(({ name }) => name === file)!, note => {
      asked++;
      const sought = { kinds: ['Pod'], namespace: file.replace('.yaml', '') };
      observeCluster(root.cluster, note).gapsFor(sought);
      return [];
    });
    return asked;
  };
  assert.deepEqual([judge(roots, 'shop.yaml'), judge(roots, 'bank.yaml')], [1, 1]);
  assert.deepEqual([judge(roots, 'shop.yaml'), judge(roots, 'bank.yaml')], [0, 0]);
  const text = broken('Pod', 'shop');
  const after = rootsOf(withFiles(before, [{ name: 'z.yaml', input: { text, language: 'yaml' } }]), roots);
  assert.deepEqual([judge(after, 'shop.yaml'), judge(after, 'bank.yaml')], [1, 0]);
});

test('completeness is the same value while an edit changes nothing of it', () => {
  const before = snapshotOf({ 'a.yaml': service('web', 'shop'), 'z.yaml': broken('Pod', 'shop') });
  const roots = rootsOf(before);
  const edited = [{ name: 'a.yaml', input: { text: service('web', 'bank'), language: 'yaml' as const } }];
  assert.equal(gapsOf(rootsOf(withFiles(before, edited), roots), 'a.yaml'), gapsOf(roots, 'a.yaml'));
});

test('an object of which a template leaves the namespace, the name or the labels open may be any', () => {
  const gaps = (text: string) =>
    gapsOf(rootsOf(snapshotOf({ 'a.yaml': text })), 'a.yaml').map(({ reason, scope }) => [reason, scope]);
  const pod = (metadata: string) => `apiVersion: v1\nkind: Pod\nmetadata: ${metadata}\nspec: { containers: [] }\n`;
  assert.deepEqual(gaps(pod('{ name: a, namespace: "{{ .Release.Namespace }}" }')), [['template', { kinds: ['Pod'] }]]);
  assert.deepEqual(gaps(pod('{ name: a, namespace: shop, labels: "@LABELS@" }')), [
    ['template', { kinds: ['Pod'], namespace: 'shop' }],
  ]);
  assert.deepEqual(gaps(pod('{ name: a, labels: { app: "{{ .Values.app }}" } }')), []);
  assert.deepEqual(gaps(pod('{ name: "__NAME__", labels: { app: web } }')), []);
  const named = 'apiVersion: v1\nkind: Service\nmetadata: { name: "__NAME__", namespace: shop }\nspec: {}\n';
  assert.deepEqual(gaps(named), [['template', { kinds: ['Service'], namespace: 'shop' }]]);
});

test('the pods in the folder of a Service are all, unless something near is not read', () => {
  const template = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: a }\n{{- include "spec" . }}\n';
  const own = `${service('web', 'shop')}---\n${deployment('web', 'shop').replace('webx', 'web')}`;
  const gaps = (files: Record<string, string>) => {
    const { cluster } = rootsOf(snapshotOf(files)).of('app/a.yaml')!;
    return endpointGaps(cluster.model.services[0]!, cluster).map(({ kind }) => kind);
  };
  assert.deepEqual(gaps({ 'app/a.yaml': own, 'chart/templates/b.yaml': template }), []);
  assert.deepEqual(gaps({ 'app/a.yaml': own, 'app/b.yaml': template }), ['unread']);
  assert.deepEqual(gaps({ 'app/a.yaml': service('web', 'shop'), 'chart/templates/b.yaml': template }), ['unread']);
});

test('no finding rests on what a document that breaks off seems to lack', () => {
  const port = service('web', 'shop').replace('port: 80', 'port: 80, targetPort: http');
  const rules = (pod: string) =>
    analysisOf({ 'a.yaml': port, 'b.yaml': pod })
      .findingsOf('a.yaml')
      .map(f => f.rule);
  const pod = 'apiVersion: v1\nkind: Pod\nmetadata: { name: a, namespace: shop, labels: { app: web } }\n';
  assert.deepEqual(rules(`${pod}spec: { containers: [{ name: c }] }\n`), ['target-port-name-unresolved']);
  assert.deepEqual(rules(`${pod}spec: { containers: [{ name: c }, [\n`), []);
});
