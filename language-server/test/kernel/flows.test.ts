/**
 * Real packets through generated rules, compared with the tracer: clusters made from a seed, each loaded into the kernel
 * of a node in a network of its own. Where that is not possible the tests are skipped, saying why, and fail where CI is
 * set. ROUTELENS_SEED repeats a run, ROUTELENS_CLUSTERS says how many clusters it takes.
 */
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { IpFamily } from '../../core/ip/address.ts';
import { compilePlan } from '../../core/views/compilePlan.ts';
import { routingView } from '../../core/views/routingView.ts';
import { wholeTraceNode } from '../../core/views/trace/traceWorld.ts';
import { type GeneratedCluster, generateCluster } from '../support/generateCluster.ts';
import { contextOf } from '../trace/caseContext.ts';
import { listenersFor, listFlows } from './flowsList.ts';
import { makeNetwork, type Network } from './flowsNetwork.ts';
import { findDifferences } from './flowsProbe.ts';
import { listenAt, loadRules } from './flowsRules.ts';
import { predict } from './flowsTraced.ts';
import { obstacle } from './networkNamespace.ts';

const seed = Number(process.env.ROUTELENS_SEED ?? randomInt(1_000_000_000));
const clusters = Number(process.env.ROUTELENS_CLUSTERS ?? 27);

type Mode = 'iptables' | 'nftables';

async function run(cluster: GeneratedCluster, { mode, family }: { mode: Mode; family: IpFamily }, network: Network) {
  const { source } = contextOf({ ...cluster, mode });
  const routing = routingView(source);
  const node = wholeTraceNode({ source, routing, mode, family, withStandIns: false });
  const compiled = compilePlan(node.plan);
  assert.equal(compiled.kind, 'ruleset');
  const rules = await loadRules(network.node, compiled.ruleset, { routeLocalnet: node.network.host.routeLocalnet });
  const flows = listFlows(cluster, family);
  await listenAt(network, listenersFor(cluster, family, flows));
  const predicted = flows.map(flow => ({ flow, ...predict(flow, node) }));
  return findDifferences({ network, flows: predicted, forget: rules.forget });
}

function testClusters(mode: Mode): void {
  let network: Network;
  before(async () => {
    network = await makeNetwork();
  });
  after(() => network?.close());
  for (let i = 0; i < clusters; i++) {
    const own = seed + i;
    // Most of what differs between the families is in the addresses.
    const families: IpFamily[] = i % 3 === 0 ? ['IPv4', 'IPv6'] : ['IPv4'];
    test(`${mode}, the cluster of ROUTELENS_SEED=${own}`, async () => {
      for (const family of families) {
        const differences = await run(generateCluster(own), { mode, family }, network);
        const message = `ROUTELENS_SEED=${own} ROUTELENS_CLUSTERS=1, ${mode}, ${family}:\n${differences.join('\n')}`;
        assert.equal(differences.length, 0, message);
      }
    });
  }
}

const hindrance = obstacle();

if (hindrance !== undefined) {
  const skip = process.env.CI ? false : `no packets are sent through a kernel's rules: ${hindrance}`;
  test('the kernel does what the tracer says', { skip }, () => assert.fail(hindrance));
} else {
  test('a seed makes the same cluster again', t => {
    t.diagnostic(`packets are sent through clusters made from ROUTELENS_SEED=${seed}`);
    assert.deepEqual(generateCluster(seed), generateCluster(seed));
  });
  describe('the kernel does what the tracer says', { concurrency: 2 }, () => {
    for (const mode of ['iptables', 'nftables'] as const) describe(mode, { concurrency: 1 }, () => testClusters(mode));
  });
}
