/** The order in which files are read never changes what is inferred. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { indexCluster } from '../../core/cluster/clusterIndex.ts';
import { slicesOfService } from '../../core/cluster/synthesize.ts';
import { slicesAsJson } from '../../core/views/printSlices.ts';
import { clusterOf, http, node, pod, service, slicesOf, workload } from './support.ts';

const kinds = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job', 'CronJob'];

const file = fc.oneof(
  fc.record({ kind: fc.constantFrom(...kinds), n: fc.nat(6), replicas: fc.nat(12), host: fc.boolean() }).map(w => ({
    key: `${w.kind}${w.n}`,
    text: workload(w.kind, `w${w.n}`, { spec: `replicas: ${w.replicas},`, pod: `hostNetwork: ${w.host}, ${http}` }),
  })),
  fc.record({ n: fc.nat(6), ip: fc.integer({ min: 1, max: 40 }), port: fc.constantFrom('8080', '9090') }).map(p => ({
    key: `Pod${p.n}`,
    text: pod(`p${p.n}`, `10.244.1.${p.ip}`, { spec: http.replace('8080', p.port) }),
  })),
  // A small range, so that placeholders meet.
  fc.constantFrom('a', 'b').map(name => ({ key: `Node${name}`, text: node(name, 'podCIDR: 10.244.1.0/27') })),
);

test('the order of files changes nothing', () => {
  const files = fc.uniqueArray(file, { selector: ({ key }) => key, maxLength: 12 });
  const shuffled = files.chain(list =>
    fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length })),
  );
  fc.assert(
    fc.property(shuffled, ([before, after]) => {
      const print = (list: typeof before) => slicesAsJson(slicesOf([...list.map(({ text }) => text), service()]));
      assert.deepEqual(print(after), print(before));
    }),
    { numRuns: 150 },
  );
});

test('what an edit does not concern keeps its addresses', () => {
  const { cluster, settings } = clusterOf([service(), workload('Deployment', 'web', { spec: 'replicas: 3,' })]);
  const [web] = cluster.model.services;
  const before = slicesOfService(web!, cluster, settings);
  const other = clusterOf([workload('Deployment', 'api').replaceAll('app: web', 'app: api')]).cluster.model.workloads;
  const edited = indexCluster({ ...cluster.model, workloads: [...cluster.model.workloads, ...other] });
  assert.deepEqual(slicesOfService(web!, edited, settings), before);
});
