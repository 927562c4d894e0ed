/** After any edits, findings that were taken over equal those of an analysis made afresh. */
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { analyse } from '../../core/workspace/analyse.ts';
import type { Analysis } from '../../core/workspace/analysis.ts';
import { rootsOf } from '../../core/workspace/roots.ts';
import { emptySnapshot, type Snapshot, withFiles } from '../../core/workspace/snapshot.ts';
import { analysisOf, snapshotOf } from '../support/snapshot.ts';

const documentOf = (head: string, name: string, rest: string) =>
  `apiVersion: ${head.split(' ')[0]}\nkind: ${head.split(' ')[1]}\nmetadata:\n  name: ${name}\n${rest}`;

const name = fc.constantFrom('a', 'b', 'c');
const port = fc.constantFrom('http', '80', '8080');
const service = fc
  .record({
    name,
    app: name,
    port,
    node: fc.constantFrom('', ', nodePort: 30080', ', nodePort: 30081'),
    ip: fc.constantFrom('', '  clusterIP: 10.96.0.10\n', '  clusterIP: 10.96.0.11\n', '  clusterIP: 10.200.0.1\n'),
    more: fc.constantFrom('', '  externalTrafficPolicy: Local\n', '  sessionAffinity: ClientIP\n', '  unknown: 1\n'),
    selects: fc.boolean(),
  })
  .map(s =>
    documentOf(
      'v1 Service',
      s.name,
      `spec:\n  type: NodePort\n${s.ip}${s.more}${s.selects ? `  selector: { app: ${s.app} }\n` : ''}  ports: [{ port: 80, targetPort: ${s.port}${s.node} }]\n`,
    ),
  );
const workload = fc
  .record({ name, app: name, container: name, kind: fc.constantFrom('apps/v1 Deployment', 'batch/v1 Job') })
  .map(w =>
    documentOf(
      w.kind,
      w.name,
      `spec:\n  selector: { matchLabels: { app: ${w.app} } }\n  template:\n    metadata: { labels: { app: ${w.app} } }\n    spec:\n      containers: [{ name: ${w.container}, ports: [{ name: http, containerPort: 8080 }] }]\n`,
    ),
  );
const endpoints = fc
  .record({ name, ip: fc.constantFrom('10.0.0.1', '10.96.0.10', '010.0.0.1') })
  .map(e => documentOf('v1 Endpoints', e.name, `subsets: [{ addresses: [{ ip: ${e.ip} }], ports: [{ port: 80 }] }]\n`));
const slice = fc
  .record({ name, service: name, port })
  .map(s =>
    documentOf(
      'discovery.k8s.io/v1 EndpointSlice',
      `${s.name}-x`,
      `  labels: { kubernetes.io/service-name: ${s.service} }\naddressType: IPv4\nports: [{ name: ${JSON.stringify(s.port)}, port: 80 }]\nendpoints: [{ addresses: [10.0.0.1] }]\n`,
    ),
  );
const ingress = fc
  .record({ name, service: name, number: fc.constantFrom(80, 8080) })
  .map(i =>
    documentOf(
      'networking.k8s.io/v1 Ingress',
      i.name,
      `spec:\n  defaultBackend: { service: { name: ${i.service}, port: { number: ${i.number} } } }\n`,
    ),
  );
const node = name.map(n => documentOf('v1 Node', n, 'spec: { podCIDR: 10.0.0.0/24 }\n'));
const odd = fc.constantFrom(
  'apiVersion: v1\nkind: Service\nmetadata: { name: [\n',
  'apiVersion: v1\nkind: Service\nmetadata: { name: {{ .Values.name }} }\n',
  '# routelens-disable-file\n',
  documentOf('networking.k8s.io/v1 ServiceCIDR', 'x', 'spec: { cidrs: [10.200.0.0/16] }\n'),
);
const text = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: service },
      { weight: 4, arbitrary: workload },
      { weight: 2, arbitrary: endpoints },
      { weight: 2, arbitrary: slice },
      { weight: 2, arbitrary: ingress },
      { weight: 1, arbitrary: node },
      { weight: 1, arbitrary: odd },
    ),
    { maxLength: 4 },
  )
  .map(documents => documents.join('---\n'));

const files = ['a.yaml', 'b.yaml', 'x/c.yaml', 'services/f.yaml', 'sub/d.yaml', 'over/e.yaml'];
const askable = [...files, 'over/kustomization.yaml'];
const edit = fc.oneof(
  { weight: 8, arbitrary: fc.record({ name: fc.constantFrom(...files), text }) },
  { weight: 2, arbitrary: fc.record({ name: fc.constantFrom(...files), text: fc.constant(undefined) }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      { name: '.routelens.yaml', text: 'serviceCidr: 10.200.0.0/16\n' },
      { name: '.routelens.yaml', text: 'rules: { selector-no-match: error }\nignore: [b.yaml]\n' },
      { name: '.routelens.yaml', text: undefined },
      { name: 'sub/kustomization.yaml', text: 'resources: [d.yaml]\n' },
      { name: 'sub/kustomization.yaml', text: undefined },
    ),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        fc.constantFrom('[../sub]', '[../sub, e.yaml]', '[e.yaml]'),
        fc.constantFrom('', 'namePrefix: p-\n', 'namespace: n\n', 'commonLabels: { app: a }\n', 'transformers: [x]\n'),
        fc.constantFrom('', 'patches: [{ path: patch.yaml }]\n'),
      )
      .map(([resources, ...rest]) => ({
        name: 'over/kustomization.yaml',
        text: `resources: ${resources}\n${rest.join('')}`,
      })),
  },
  {
    weight: 1,
    arbitrary: name.map(n => ({
      name: 'over/patch.yaml',
      text: documentOf('v1 Service', n, 'spec: { ports: [{ port: 80, nodePort: 30081 }] }\n'),
    })),
  },
);

function textsOf(snapshot: Snapshot): Record<string, string> {
  return Object.fromEntries([...snapshot.files].map(([file, { manifest }]) => [file, manifest.text]));
}

/** What is told of each Service, which rests on what the whole cluster holds. */
function hoversOf(analysis: Analysis, snapshot: Snapshot, file: string) {
  const objects = snapshot.files.get(file)?.objects ?? [];
  const services = objects.filter(({ kind }) => kind === 'Service');
  return services.map(({ source }) => analysis.hoverAt(file, source.nameRange.start));
}

test('findings and hovers after edits are those of a fresh analysis', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(edit, fc.subarray(askable)), { minLength: 2, maxLength: 10 }), steps => {
      let snapshot: Snapshot = { ...emptySnapshot, folders: [''] };
      for (const [{ name, text }, asked] of steps) {
        const input = text === undefined ? undefined : { text, language: 'yaml' as const };
        const next = withFiles(snapshot, [{ name, input }]);
        const analysis = analyse(next, snapshot);
        const fresh = analysisOf(textsOf(next));
        for (const file of asked) {
          assert.deepEqual(analysis.findingsOf(file), fresh.findingsOf(file));
          assert.deepEqual(hoversOf(analysis, next, file), hoversOf(fresh, next, file));
        }
        assert.deepEqual(analysis.status(undefined), fresh.status(undefined));
        snapshot = next;
      }
      const fresh = analysisOf(textsOf(snapshot));
      for (const file of snapshot.files.keys()) {
        assert.deepEqual(analyse(snapshot).findingsOf(file), fresh.findingsOf(file));
        assert.deepEqual(analyse(snapshot).codeLensesOf(file), fresh.codeLensesOf(file));
      }
    }),
    { numRuns: 150 },
  );
});

test('a model after edits has its objects in the order of a fresh one', () => {
  fc.assert(
    fc.property(fc.array(edit, { minLength: 2, maxLength: 10 }), edits => {
      let snapshot: Snapshot = { ...emptySnapshot, folders: [''] };
      for (const { name, text } of edits) {
        const next = withFiles(snapshot, [
          { name, input: text === undefined ? undefined : { text, language: 'yaml' } },
        ]);
        rootsOf(next, rootsOf(snapshot));
        snapshot = next;
      }
      const fresh = rootsOf(snapshotOf(textsOf(snapshot)));
      assert.deepEqual(
        rootsOf(snapshot).all.map(root => root.cluster.model),
        fresh.all.map(root => root.cluster.model),
      );
    }),
  );
});

test('an edit leaves findings alone that do not rest on it', () => {
  const service = (n: string) =>
    documentOf('v1 Service', n, `spec:\n  selector: { app: ${n} }\n  ports: [{ port: 0 }]\n`);
  const before = snapshotOf({ 'a.yaml': service('a'), 'b.yaml': service('b'), 'c.yaml': service('c') });
  const found = analyse(before).findingsOf('a.yaml');
  assert.ok(found.length > 0);
  const after = withFiles(before, [{ name: 'b.yaml', input: { text: service('d'), language: 'yaml' } }]);
  assert.equal(analyse(after, before).findingsOf('a.yaml'), found);
});
