/**
 * Sends the packets of flows and compares what was seen with what was predicted. In: a network whose node has the rules.
 * Out: a sentence for each difference.
 */

import { groupBy } from '../../core/base/groupBy.ts';
import { addressesOf } from '../support/clusterAddresses.ts';
import type { Box } from './flowsBox.ts';
import type { Flow } from './flowsList.ts';
import type { Network } from './flowsNetwork.ts';
import type { Probe, Tally } from './flowsProtocol.ts';
import { type Prediction, wordsSeen } from './flowsTraced.ts';

export interface PredictedFlow extends Prediction {
  readonly flow: Flow;
}

interface Seen {
  count: number;
  /** Tries whose source was changed. By chance a masqueraded one keeps its port, or another gets a new one. */
  changed: number;
}

interface Observed extends PredictedFlow {
  readonly seen: Map<string, Seen>;
  tries: number;
  /** How likely it is, by the tracer's word, that next connections came to where the first did, since one last did not. */
  kept: number;
  readonly problems: Set<string>;
}

/** How likely it may at most be that a possible outcome is not seen. */
const doubt = 1e-6;
/** Milliseconds of silence that count. What was not to be silent is asked again with more of it. */
const patience = 500;
const longPatience = 4000;

export interface Experiment {
  readonly network: Network;
  readonly flows: readonly PredictedFlow[];
  /** Empties what the rules remember of clients. */
  readonly forget: () => Promise<void>;
}

export async function findDifferences({ network, flows, forget }: Experiment): Promise<string[]> {
  const observed = flows.map(
    (item): Observed => ({ ...item, seen: new Map(), tries: 0, kept: 1, problems: new Set() }),
  );
  const sticky = observed.filter(isSticky);
  await probeAll(
    network,
    observed.filter(item => !isSticky(item)),
    patience,
  );
  await probeSticky(network, sticky, forget);
  const doubtful = observed.filter(item => differences(item).length > 0);
  // A busy machine answers late, and one in a million is bound to come.
  for (const item of doubtful) item.seen.delete('silence');
  await probeAll(
    network,
    doubtful.filter(item => !isSticky(item)),
    longPatience,
  );
  await probeSticky(network, doubtful.filter(isSticky), forget);
  return doubtful.flatMap(differences);
}

/** Only who is dealt one of several endpoints has something to keep. */
function isSticky({ flow, outcomes }: PredictedFlow): boolean {
  return flow.affinity !== undefined && outcomes.size > 1;
}

function triesFor({ outcomes }: PredictedFlow): number {
  const rarest = Math.min(...[...outcomes.values()].map(({ probability }) => probability));
  if (rarest >= 1) return 3;
  return Math.min(150, Math.ceil(Math.log(doubt) / Math.log(1 - rarest)));
}

function boxOf({ sender }: Flow, { node, clients, pods }: Network): Box {
  if (sender.address === undefined) return node;
  return pods.get(sender.address) ?? clients;
}

function probeOf({ sender, target }: Flow, tries: number): Probe {
  return { ...target, tries, ...(sender.address === undefined ? {} : { source: sender.address }) };
}

async function probeAll(network: Network, items: readonly Observed[], wait: number): Promise<void> {
  const jobs = items.map(item => ({ item, tries: triesFor(item) }));
  const tallies = await probe(
    network,
    jobs.map(({ item, tries }) => ({ flow: item.flow, tries })),
    wait,
  );
  jobs.forEach(({ item }, i) => {
    note(item, tallies[i]!);
  });
}

interface Job {
  readonly flow: Flow;
  readonly tries: number;
}

/** All boxes at once; tallies in the jobs' order. */
async function probe(network: Network, jobs: readonly Job[], wait: number): Promise<Tally[][]> {
  const tallies = new Map<Job, Tally[]>();
  const asked = network.all.map(async box => {
    const own = jobs.filter(({ flow }) => boxOf(flow, network) === box);
    if (own.length === 0) return;
    const probes = own.map(({ flow, tries }) => probeOf(flow, tries));
    const answers = (await box.ask({ do: 'probe', probes, patience: wait })) as Tally[][];
    for (const [i, job] of own.entries()) tallies.set(job, answers[i]!);
  });
  await Promise.all(asked);
  return jobs.map(job => tallies.get(job)!);
}

function note(item: Observed, tallies: readonly Tally[]): void {
  for (const { sighting, count } of tallies) {
    const words = wordsSeen(sighting);
    const before = item.seen.get(words) ?? { count: 0, changed: 0 };
    const changed = before.changed + ('changed' in sighting && sighting.changed ? count : 0);
    item.seen.set(words, { count: before.count + count, changed });
    item.tries += count;
  }
}

/**
 * Rounds in which every client is new: it sends once, then twice more, which must come to the same endpoint. Senders and
 * Service ports take part side by side, the ways to one Service port in turn, since they share what is remembered.
 */
async function probeSticky(network: Network, items: readonly Observed[], forget: () => Promise<void>): Promise<void> {
  const lanes = [...groupBy(items, laneOf).values()].map(lane => lane.flatMap(turns));
  const rounds = Math.max(0, ...lanes.map(lane => lane.length));
  for (let round = 0; round < rounds; round++) {
    const turn = lanes.flatMap(lane => lane[round] ?? []);
    await forget();
    const first = await probe(
      network,
      turn.map(({ flow }) => ({ flow, tries: 1 })),
      patience,
    );
    const again = await probe(
      network,
      turn.map(({ flow }) => ({ flow, tries: 2 })),
      patience,
    );
    turn.forEach((item, i) => {
      note(item, first[i]!);
      noteAgain(item, first[i]![0]!, again[i]!);
    });
  }
  await forget();
}

/** The node as 127.0.0.1 is another client than as itself. */
function laneOf({ flow }: Observed): string {
  const { loopback } = addressesOf[flow.target.address.includes(':') ? 'IPv6' : 'IPv4'];
  return `${flow.affinity} ${flow.sender.address ?? (flow.target.address === loopback ? 'loopback' : 'node')}`;
}

function turns(item: Observed): Observed[] {
  return Array.from({ length: triesFor(item) }, () => item);
}

function noteAgain(item: Observed, { sighting }: Tally, again: readonly Tally[]): void {
  const first = wordsSeen(sighting);
  const predicted = item.outcomes.get(first)?.again;
  if (!predicted) return;
  for (const next of again) {
    const words = wordsSeen(next.sighting);
    const share = predicted.get(words);
    if (share === undefined) item.problems.add(`after ${first}, the kernel's next: ${words}`);
    item.kept = words === first ? item.kept * (share ?? 1) ** next.count : 1;
  }
}

function differences({ flow, outcomes, seen, tries, kept, problems }: Observed): string[] {
  const found = [...problems];
  if (kept < doubt) found.push('the tracer: the next connection may come to another endpoint, which it never did');
  for (const [words, { count, changed }] of seen) {
    const predicted = outcomes.get(words);
    if (!predicted) found.push(`the kernel: ${words} (${count} of ${tries})`);
    // What is lost behind POSTROUTING shows nobody its source.
    else if (words !== 'silence' && predicted.masqueraded !== changed > count / 2) {
      const said = predicted.masqueraded ? 'masqueraded' : 'as it was';
      found.push(`${words}: the tracer says ${said}, the kernel does not`);
    }
  }
  for (const [words, { probability }] of outcomes) {
    const isSeen = seen.has(words) || (1 - probability) ** tries >= doubt;
    if (!isSeen) found.push(`the tracer: ${words} (${probability.toFixed(3)}), not seen in ${tries} tries`);
  }
  const { sender, target, what } = flow;
  const from = `${sender.kind}${sender.address === undefined ? '' : ` ${sender.address}`}`;
  return found.map(text => `${from} → ${target.address} port ${target.port}/${target.protocol} (${what}): ${text}`);
}
