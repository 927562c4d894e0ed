/** How the runner treats findings: suppressions, severities, assumptions, incompleteness, broken and foreign documents. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { indexCluster } from '../../core/cluster/clusterIndex.ts';
import { buildClusterModel } from '../../core/cluster/clusterModel.ts';
import { resolveSettings, type SettingsLayer } from '../../core/cluster/clusterSettings.ts';
import type { Completeness, Gap } from '../../core/cluster/completeness.ts';
import { decodeManifest, objectNodes } from '../../core/cluster/decode.ts';
import type { KubernetesObject } from '../../core/cluster/objects.ts';
import { bareService } from '../../core/validation/examples.ts';
import { fixesOf, type ValidationInput, validateFile } from '../../core/validation/run.ts';
import { applyEdits } from '../../core/yaml/edits.ts';
import { parseManifest } from '../../core/yaml/parseManifest.ts';

interface Options {
  readonly layer?: SettingsLayer;
  readonly completeness?: Completeness;
}

function inputOf(text: string, { layer, completeness }: Options = {}): ValidationInput {
  const manifest = parseManifest(text);
  const objects = decodeManifest(manifest, 'a.yaml');
  const model = buildClusterModel('', objects, completeness);
  const nodeOf = ({ source }: KubernetesObject) =>
    objectNodes(manifest.documents[source.document]!).find(o => o.item === source.item)?.node;
  const settings = resolveSettings(model, { option: layer });
  return { file: 'a.yaml', manifest, objects, cluster: indexCluster(model), settings, nodeOf };
}

function found(text: string, options: Options = {}): string[] {
  return validateFile(inputOf(text, options)).map(f => `${f.rule} ${f.verdict} ${f.severity}`);
}

const known: SettingsLayer = { serviceCidrs: ['10.96.0.0/12'], nodePortRange: { from: 30000, to: 32767 } };

function nodePortService(comment = '', nodePort = 8080): string {
  return `apiVersion: v1
kind: Service
metadata: { name: web }
spec:
  type: NodePort
  selector: { app: web }
  ports:
    - port: 80
${comment}      nodePort: ${nodePort}
`;
}

describe('suppressions', () => {
  const options = { layer: known };
  it('silence the next line', () => {
    assert.deepEqual(found(nodePortService(), options), ['node-port-out-of-range rejected error']);
    const comment = '      # routelens-disable-next-line node-port-out-of-range\n';
    assert.deepEqual(found(nodePortService(comment), options), []);
    assert.deepEqual(found(nodePortService(`${comment}      # why: old firewall\n`), options), []);
    assert.deepEqual(found(nodePortService('      # routelens-disable-next-line\n'), options), []);
  });
  it('silence nothing but what they name', () => {
    const comment = '      # routelens-disable-next-line port-out-of-range\n';
    assert.equal(found(nodePortService(comment), options).length, 1);
  });
  it('silence a file', () => {
    const text = `${nodePortService()}# routelens-disable-file node-port-out-of-range\n`;
    assert.deepEqual(found(text, options), []);
  });
  it('are offered as the last fixes, and work', () => {
    for (const text of [nodePortService(), nodePortService().replaceAll('\n', '\r\n')]) {
      const input = inputOf(text, options);
      const [line, file] = fixesOf(validateFile(input)[0]!, input)
        .filter(fix => fix.suppresses)
        .map(fix => applyEdits(text, fix.edits));
      assert.match(line!, /\n {6}# routelens-disable-next-line node-port-out-of-range\r?\n {6}nodePort: 8080\r?\n/);
      assert.match(file!, /^# routelens-disable-file node-port-out-of-range\r?\napiVersion/);
      for (const fixed of [line!, file!]) {
        assert.deepEqual(found(fixed, options), []);
        assert.equal(fixed.match(/\r\n/g)?.length, text.includes('\r') ? fixed.match(/\n/g)?.length : undefined);
      }
    }
  });
});

describe('fixes of a node port', () => {
  it('let the cluster choose first, then take the lowest free port', () => {
    const text = `${nodePortService()}---\n${nodePortService('', 30000).replace('name: web', 'name: other')}`;
    const input = inputOf(text, { layer: known });
    const titles = fixesOf(validateFile(input)[0]!, input).map(f => f.title);
    assert.deepEqual(titles.slice(0, 2), ['Remove nodePort (the cluster chooses one)', 'Change to 30001']);
  });
});

describe('severities', () => {
  it('are those that the person set', () => {
    const layer: SettingsLayer = { ...known, severities: { 'node-port-out-of-range': 'hint' } };
    assert.deepEqual(found(nodePortService(), { layer }), ['node-port-out-of-range rejected hint']);
  });
  it('can be off', () => {
    assert.deepEqual(
      found(nodePortService(), { layer: { ...known, severities: { 'node-port-out-of-range': 'off' } } }),
      [],
    );
  });
});

describe('what is only assumed', () => {
  it('makes a node port outside the range a warning', () => {
    assert.deepEqual(found(nodePortService()), ['node-port-out-of-range rejected warning']);
  });
  it('makes a cluster IP outside the range a hint that names the assumption', () => {
    const other = `---\napiVersion: v1\nkind: Service\nmetadata: { name: b }\nspec: { clusterIP: 10.96.0.9, selector: { app: web }, ports: [{ port: 80 }] }\n`;
    const text =
      nodePortService('', 30080).replace('type: NodePort', 'type: NodePort\n  clusterIP: 172.20.0.9') + other;
    assert.deepEqual(found(text), ['cluster-ip-out-of-range advice hint']);
    assert.match(validateFile(inputOf(text))[0]!.message, /10\.96\.0\.0\/12 is only assumed/);
    assert.deepEqual(found(text, { layer: known }), ['cluster-ip-out-of-range rejected error']);
  });
});

const deployment = `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec: { template: { metadata: { labels: { app: wep } }, spec: { containers: [{ name: main }] } } }
`;

describe('an incomplete workspace', () => {
  const text = nodePortService('', 30080) + deployment;
  const gap = (partial: Partial<Gap>): Completeness => ({
    complete: false,
    reasons: [{ reason: 'template', file: 'b.yaml', ...partial }],
  });
  it('says that nothing matches only where it knows', () => {
    assert.deepEqual(found(text), ['selector-no-match dropped warning']);
    assert.deepEqual(found(text, { completeness: gap({}) }), ['selector-no-match advice information']);
    const [finding] = validateFile(inputOf(text, { completeness: gap({}) }));
    assert.match(finding!.message, /\(Unless a template that is not evaluated adds matching pods\.\)$/);
    assert.deepEqual(found(text, { completeness: gap({ reason: 'loading' }) }), []);
  });
  it('is not doubted for what cannot hold the pods', () => {
    const sure = ['selector-no-match dropped warning'];
    assert.deepEqual(found(text, { completeness: gap({ scope: { kinds: ['ConfigMap'] } }) }), sure);
    assert.deepEqual(found(text, { completeness: gap({ scope: { namespace: 'other' } }) }), sure);
    assert.deepEqual(found(text, { completeness: gap({ scope: { words: new Set(['app', 'shop']) } }) }), sure);
    assert.deepEqual(found(text, { completeness: gap({ scope: { words: new Set(['app', 'web']) } }) }), [
      'selector-no-match advice information',
    ]);
  });
  it('is not doubted for what stands in another folder, where the evidence stands together', () => {
    const elsewhere = gap({ file: 'chart/templates/a.yaml' });
    assert.deepEqual(found(text, { completeness: elsewhere }), ['selector-no-match dropped warning']);
    assert.deepEqual(found(text, { completeness: gap({ reason: 'kustomize', file: 'base/kustomization.yaml' }) }), [
      'selector-no-match advice information',
    ]);
    // Here nothing but the absence speaks for it.
    const weak = text.replace('wep', 'somethingelse');
    assert.deepEqual(found(weak), ['selector-no-match advice information']);
    assert.deepEqual(found(weak, { completeness: elsewhere }), []);
  });
  it('leaves to patches what they do not repeat', () => {
    const patch = 'apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec: { type: LoadBalancer }\n';
    assert.deepEqual(found(patch), ['ports-required rejected error']);
    const completeness: Completeness = { complete: false, reasons: [{ reason: 'kustomize', file: 'a.yaml' }] };
    assert.deepEqual(found(patch, { completeness }), []);
  });
  it('takes a strategic merge patch for no manifest', () => {
    assert.deepEqual(found('apiVersion: v1\nkind: Service\nmetadata: { name: web }\n$patch: delete\n'), []);
  });
});

describe('documents', () => {
  it('that are templates draw nothing', () => {
    assert.deepEqual(found('apiVersion: v1\nkind: Service\nmetadata:\n  {{- include "meta" . | nindent 2 }}\n'), []);
  });
  it('that are broken draw only that, and hide no neighbour', () => {
    const text = `apiVersion: v1\nkind: Service\nmetadata: { name: "web }\n---\n${nodePortService()}`;
    const findings = validateFile(inputOf(text, { layer: known }));
    assert.deepEqual(
      findings.map(f => [f.document, f.rule]),
      [
        [0, 'yaml-syntax'],
        [1, 'node-port-out-of-range'],
      ],
    );
  });
  it('that are broken and name no apiVersion draw nothing', () => {
    const text = 'kind: Service\nmetadata: { name: web }\nspec: { ports: [{ port: 80 }]\n';
    assert.deepEqual(found(text), []);
    assert.notDeepEqual(found(`apiVersion: v1\n${text}`), []);
  });
  it('of other kinds draw nothing', () => {
    assert.deepEqual(found('apiVersion: example.com/v1\nkind: Service\nmetadata: { name: A_B }\nspec: { x: 1 }\n'), []);
    assert.deepEqual(found('name: "x\nsteps: [\n'), []);
  });
  it('with a mistyped field say nothing that follows from it', () => {
    const text = nodePortService('', 30080).replace('type: NodePort', 'type: 5');
    assert.deepEqual(found(text), ['field-type-mismatch rejected error']);
  });
  it('inside a List say which item', () => {
    const items = nodePortService().replace(/^/gm, '    ').replace('    ', '  - ').trimEnd();
    const [finding] = validateFile(inputOf(`apiVersion: v1\nkind: List\nitems:\n${items}\n`, { layer: known }));
    assert.deepEqual(
      [finding?.rule, finding?.item, finding?.field],
      ['node-port-out-of-range', 0, 'spec.ports[0].nodePort'],
    );
  });
});

it('marks what the server says twice of one mistake', () => {
  const text = nodePortService('', 30080).replace('port: 80', 'port: 0');
  const findings = validateFile(inputOf(text, { layer: known }));
  assert.deepEqual(
    findings.map(f => [f.field, f.echo]),
    [
      ['spec.ports[0].port', undefined],
      ['spec.ports[0].targetPort', true],
    ],
  );
});

describe('alternatives', () => {
  it('of one name in several files are not set against each other', () => {
    const files = ['a.yaml', 'b.yaml'].map(file => {
      const manifest = parseManifest(nodePortService('', 30080));
      return { file, manifest, objects: decodeManifest(manifest, file) };
    });
    const model = buildClusterModel(
      '',
      files.flatMap(f => f.objects),
    );
    const cluster = indexCluster(model);
    const settings = resolveSettings(model, { option: known });
    const findings = files.flatMap(f => validateFile({ ...f, cluster, settings, nodeOf: () => undefined }));
    assert.deepEqual(findings, []);
  });
});

describe('objects that are refused', () => {
  const second = nodePortService('', 30080).replace('name: web', 'name: other');
  const rules = (first: string) =>
    found(`${first}---\n${second}`, { layer: known }).filter(f => f.startsWith('node-port-taken'));
  it("stand in nobody's way", () => {
    assert.deepEqual(rules(nodePortService('', 30080)), ['node-port-taken rejected error']);
    const refused = nodePortService('', 30080).replace('port: 80\n', 'port: 0\n');
    assert.deepEqual(rules(refused), ['node-port-taken advice information']);
  });
  it('do not keep a later one of their name from standing in the way', () => {
    const service = (port: number) => bareService(`\n  selector: { app: web }\n  ports: [{ port: ${port} }]\n`);
    const findings = validateFile(inputOf([0, 80, 81].map(service).join('---\n'), { layer: known }));
    assert.deepEqual(
      findings.filter(f => f.rule === 'already-exists').map(f => `${f.document} ${f.verdict}`),
      ['1 advice', '2 rejected'],
    );
  });
  it('are mended in the same way once they do', () => {
    const refused = nodePortService('', 30080).replace('port: 80\n', 'port: 0\n');
    const input = inputOf(`${refused}---\n${second}`, { layer: known });
    const finding = validateFile(input).find(f => f.rule === 'node-port-taken')!;
    assert.equal(fixesOf(finding, input)[0]?.title, 'Remove nodePort (the cluster chooses one)');
  });
});

describe('release', () => {
  const service = nodePortService('', 30080).replace('  ports:', '  externalIPs: [192.0.2.1]\n  ports:');
  it('decides whether externalIPs draw a warning', () => {
    const version = (kubernetesVersion: string) => found(service, { layer: { ...known, kubernetesVersion } });
    assert.deepEqual(version('1.36'), ['external-ips-deprecated warned warning']);
    assert.deepEqual(version('1.35'), ['external-ips-deprecated advice information']);
  });
});

describe('times', () => {
  const rules = (time: string) =>
    found(nodePortService('', 30080).replace('name: web }', `name: web, creationTimestamp: "${time}" }`), {
      layer: known,
    });
  it('are days and hours that there are', () => {
    const fine = ['2024-02-29T23:59:59Z', '2026-12-31T00:00:00.25+02:00', '2000-02-29T00:00:00-23:59'];
    for (const time of fine) assert.deepEqual(rules(time), [], time);
    const wrong = ['2026-02-29T00:00:00Z', '1900-02-29T00:00:00Z', '2026-13-01T00:00:00Z', '2026-04-31T00:00:00Z'];
    const odd = [
      '2026-01-01T24:00:00Z',
      '2026-01-01t00:00:00z',
      '2026-01-01',
      '2026-00-10T00:00:00Z',
      '2026-07-00T00:00:00Z',
    ];
    for (const time of [...wrong, ...odd]) assert.deepEqual(rules(time), ['field-type-mismatch rejected error'], time);
  });
});

describe('items of a list', () => {
  const list = (kind: string) => `apiVersion: v1
kind: ${kind}
items:
  - metadata: { name: web }
    spec: { type: NodePort, selector: { app: web }, ports: [{ port: 80, nodePort: 80 }] }
`;
  it('have the type that the list names', () => {
    assert.deepEqual(found(list('ServiceList'), { layer: known }), ['node-port-out-of-range rejected error']);
    assert.deepEqual(found(list('ConfigMapList'), { layer: known }), []);
  });
});
