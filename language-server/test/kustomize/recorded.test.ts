/** Builds against what kustomize itself printed for the same folders; see fixtures/kustomize. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { decodeManifest } from '../../core/cluster/decode.ts';
import type { KubernetesObject } from '../../core/cluster/objects.ts';
import { rootsOf } from '../../core/workspace/roots.ts';
import { parseManifest } from '../../core/yaml/parseManifest.ts';
import { snapshotOf } from '../support/snapshot.ts';

const fixtures = path.join(import.meta.dirname, '..', 'fixtures', 'kustomize');
const workspace = path.join(fixtures, 'workspace');
const files = readdirSync(workspace, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.yaml'));
const texts = Object.fromEntries(files.map(name => [name, readFileSync(path.join(workspace, name), 'utf8')]));
const roots = rootsOf(snapshotOf(texts));

/** The object in any order of its labels, and without its place in a text. */
function plain(object: KubernetesObject): unknown {
  const { source: _, ...rest } = object;
  return JSON.parse(JSON.stringify(rest));
}

function byIdentity(objects: readonly KubernetesObject[]): ReadonlyMap<string, unknown> {
  const identity = (o: KubernetesObject) =>
    [o.apiVersion, o.kind === 'Other' ? o.actualKind : o.kind, o.namespace, o.name].join(' ');
  return new Map(
    objects.map(object => [identity(object), plain(object)] as const).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

for (const name of readdirSync(path.join(fixtures, 'recorded'))) {
  test(`${name}: the build is what kustomize prints`, () => {
    const recorded = decodeManifest(parseManifest(readFileSync(path.join(fixtures, 'recorded', name), 'utf8')), name);
    const root = roots.of(`${name.replace('.yaml', '').replace('-', '/')}/kustomization.yaml`);
    assert.deepEqual(root?.build?.problems, []);
    const built = byIdentity(root.files.flatMap(file => file.objects));
    const expected = byIdentity(recorded);
    assert.ok(expected.size > 3);
    assert.deepEqual([...built.keys()], [...expected.keys()]);
    for (const [identity, object] of expected) assert.deepEqual(built.get(identity), object, identity);
  });
}
