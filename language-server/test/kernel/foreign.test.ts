/**
 * Real packets through rules of other programs, compared with the tracer: each ruleset is loaded into the kernel of a node
 * in a network of its own, and the tracer reads what the kernel's tools list of it. Where that is not possible the tests
 * are skipped, saying why, and fail where CI is set.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { parseAddress } from '../../core/ip/address.ts';
import { joinRulesets } from '../../core/netfilter/joinRulesets.ts';
import { parseRules } from '../../core/netfilter/parseRules.ts';
import { makeWorld } from '../../core/trace/world.ts';
import { addressesOf } from '../support/clusterAddresses.ts';
import { makeNetwork, type Network } from './flowsNetwork.ts';
import { findDifferences } from './flowsProbe.ts';
import { listenAt } from './flowsRules.ts';
import { type Prediction, predictPacket } from './flowsTraced.ts';
import { foreignFlows, foreignHost, foreignListeners } from './foreignFlows.ts';
import type { Scenario } from './foreignScenario.ts';
import { iptablesScenarios } from './foreignScenariosIptables.ts';
import { layerScenarios } from './foreignScenariosLayers.ts';
import { nftablesScenarios } from './foreignScenariosNftables.ts';
import { hasProgram, obstacle } from './networkNamespace.ts';

async function load({ syntax, family, rules, ipsets, beside, legacy }: Scenario, { node }: Network): Promise<string> {
  const values = [['ipv4/conf/all/route_localnet', '0'], ...short] as [string, string][];
  if (syntax === 'nftables') {
    await node.run(['nft', '-f', '-'], `flush ruleset\n${rules}`);
    await node.ask({ do: 'set', values });
    return node.run(['nft', 'list', 'ruleset'], '');
  }
  const prefix = family === 'IPv4' ? '' : '6';
  await node.run(['nft', 'flush', 'ruleset'], '');
  if (ipsets) await node.run(['ipset', 'restore'], ipsets);
  await node.run([`ip${prefix}tables-restore`], rules);
  if (beside) await node.run(['nft', '-f', '-'], beside);
  if (legacy) await node.run([`ip${prefix}tables-legacy-restore`], legacy);
  await node.ask({ do: 'set', values });
  const sets = ipsets ? await node.run(['ipset', 'save'], '') : '';
  const tables = beside ? await node.run(['nft', 'list', 'ruleset'], '') : '';
  const old = legacy ? await node.run([`ip${prefix}tables-legacy-save`, '-c'], '') : '';
  return `${sets}${await node.run([`ip${prefix}tables-save`, '-c'], '')}${tables}${old}`;
}

/** In seconds: ports come round again. */
const short = ['established', 'syn_recv', 'syn_sent', 'time_wait', 'close', 'last_ack', 'fin_wait', 'close_wait'].map(
  state => [`netfilter/nf_conntrack_tcp_timeout_${state}`, '5'],
);

async function differencesOf(scenario: Scenario, network: Network): Promise<string[]> {
  const { family } = scenario;
  const listing = await load(scenario, network);
  const parsed = parseRules(listing, { family });
  assert.deepEqual(
    parsed.problems.map(({ message }) => message),
    [],
  );
  const ruleset = joinRulesets(parsed.rulesets.filter(candidate => candidate.family === family));
  const world = makeWorld({ ruleset, host: foreignHost(family), ipsets: parsed.ipsets });
  const flows = foreignFlows(family);
  await listenAt(network, foreignListeners(family, flows));
  const predicted = flows.map(flow => {
    const { protocol, address, port } = flow.target;
    const from = flow.sender.address === undefined ? undefined : parseAddress(flow.sender.address)!;
    const number = addressesOf[family].pods.indexOf(flow.sender.address ?? '');
    return {
      flow,
      ...predictPacket(
        {
          protocol,
          destination: parseAddress(address)!,
          destinationPort: port,
          from: from
            ? { kind: 'interface', name: number < 0 ? 'eth0' : `pod${number}`, address: from }
            : { kind: 'process' },
        },
        world,
      ),
    };
  });
  const isOpen = ({ outcomes }: Prediction) =>
    [...outcomes.keys()].some(words => words.startsWith('unknown: ') && scenario.unknown?.test(words));
  const found = await findDifferences({
    network,
    flows: predicted.filter(item => !isOpen(item)),
    forget: async () => {},
  });
  if (scenario.legacy) await network.node.run(['iptables-legacy-restore'], emptyTables);
  return found;
}

/** What nft flushes does not hold the tables of iptables-legacy. */
const emptyTables = '*nat\nCOMMIT\n*filter\n:FORWARD ACCEPT [0:0]\nCOMMIT\n';

const hindrance = obstacle();

if (hindrance !== undefined) {
  const skip = process.env.CI ? false : `no packets are sent through a kernel's rules: ${hindrance}`;
  test("the kernel does what the tracer says of other programs' rules", { skip }, () => assert.fail(hindrance));
} else {
  describe("the kernel does what the tracer says of other programs' rules", { concurrency: 1 }, () => {
    let network: Network;
    before(async () => {
      network = await makeNetwork();
    });
    after(() => network?.close());
    for (const scenario of [...iptablesScenarios, ...nftablesScenarios, ...layerScenarios]) {
      test(scenario.name, async t => {
        if (scenario.ipsets && !hasProgram('ipset')) {
          t.skip('needs ipset, which is not installed');
          return;
        }
        if (scenario.legacy && !hasProgram('iptables-legacy-restore')) {
          t.skip('needs iptables-legacy, which is not installed');
          return;
        }
        assert.deepEqual(await differencesOf(scenario, network), []);
      });
    }
  });
}
