/** Puts rules and listeners into the boxes of a network. In: a ruleset. Out: a way to make the rules forget their clients. */

import type { Ruleset } from '../../core/netfilter/ir.ts';
import { printNftables } from '../../core/netfilter/printNftables.ts';
import { addressesOf } from '../support/clusterAddresses.ts';
import type { Box } from './flowsBox.ts';
import type { Network } from './flowsNetwork.ts';
import type { Listener } from './flowsProtocol.ts';
import { restoreText } from './rulesText.ts';

export interface LoadedRules {
  readonly forget: () => Promise<void>;
}

/** In place of those that the node has. */
export async function loadRules(
  node: Box,
  ruleset: Ruleset<unknown>,
  { routeLocalnet }: { routeLocalnet: boolean },
): Promise<LoadedRules> {
  const forget = ruleset.syntax === 'nftables' ? await loadNftables(node, ruleset) : await loadIptables(node, ruleset);
  const values: [string, string][] = [['ipv4/conf/all/route_localnet', routeLocalnet ? '1' : '0'], ...forgetful];
  await node.ask({ do: 'set', values });
  return { forget };
}

/** In seconds. A source port that comes round again must find its old connection gone. */
const states = ['close', 'close_wait', 'established', 'fin_wait', 'last_ack', 'syn_recv', 'syn_sent', 'time_wait'];
const forgetful = [...states.map(state => `tcp_timeout_${state}`), 'udp_timeout', 'udp_timeout_stream'].map(
  (name): [string, string] => [`netfilter/nf_conntrack_${name}`, '5'],
);

const empty = '*filter\nCOMMIT\n*nat\nCOMMIT\n*mangle\nCOMMIT\n';

async function loadIptables(node: Box, ruleset: Ruleset<unknown>): Promise<() => Promise<void>> {
  const tool = ruleset.family === 'IPv4' ? 'iptables-restore' : 'ip6tables-restore';
  await node.run([tool], empty);
  await node.run([tool, '--noflush', '--counters'], restoreText(ruleset));
  return async () => {
    await node.ask({ do: 'forget' });
  };
}

async function loadNftables(node: Box, ruleset: Ruleset<unknown>): Promise<() => Promise<void>> {
  const nft = ['nft', '-f', '-'];
  const text = printNftables(ruleset);
  await node.run(nft, `flush ruleset\n${text}`);
  const sets = [...text.matchAll(/^add set (\S+ \S+ \S*affinity\S*)/gm)].map(([, set]) => `flush set ${set}\n`);
  return async () => {
    await node.run(nft, sets.join(''));
  };
}

/** Each where its address is; what is nobody's answers outside. */
export async function listenAt({ node, others, pods, all }: Network, listeners: readonly Listener[]): Promise<void> {
  const own = Object.values(addressesOf).flatMap(({ node: first, secondary, loopback, podGateway }) => [
    podGateway,
    first,
    secondary,
    loopback,
  ]);
  const placeOf = ({ address }: Listener) => pods.get(address) ?? (own.includes(address) ? node : others);
  const at = (box: Box) => listeners.filter(listener => placeOf(listener) === box);
  await Promise.all(all.map(box => box.ask({ do: 'listen', listeners: at(box) })));
}
