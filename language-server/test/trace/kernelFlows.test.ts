/**
 * Flows that a Linux kernel was seen to handle, traced: the same outcomes for both backends, by the same rules, with the
 * same source address. The table is shared; where backends differ, the recordings do.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { joinHostPort } from '../../core/ip/address.ts';
import { type TraceOutcomeJson, traceJson } from '../../core/views/trace/traceJson.ts';
import { type TraceContext, traceRequest } from '../../core/views/trace/traceRequest.ts';
import { caseContext } from './caseContext.ts';
import { address } from './support.ts';

interface Flow {
  readonly from: { readonly class: string; readonly ip: string };
  readonly to: { readonly ip: string; readonly port: number; readonly protocol: string };
  readonly outcomes: readonly RecordedOutcome[];
  /** Indexes of steps, by endpoint or disposition. */
  readonly steps: Readonly<Record<string, readonly number[]>>;
}

interface RecordedOutcome {
  readonly disposition: string;
  readonly endpoint?: string;
  readonly sourceSeen?: string;
  readonly masqueraded?: boolean;
}

interface Recording {
  /** Table, chain, number; without a number for a policy. */
  readonly steps: readonly (readonly [string, string, number | null])[];
  readonly flows: readonly Flow[];
}

const folder = join(import.meta.dirname, '../fixtures/flows');
const senders: Readonly<Record<string, (ip: string) => string>> = {
  node: () => 'node',
  'node-loopback': () => 'node',
  client: ip => `client:${ip}`,
  'remote-pod': ip => `remote-pod-ip:${ip}`,
};

function trace(context: TraceContext, { from, to }: Flow): readonly TraceOutcomeJson[] {
  const result = traceRequest(context, {
    from: (senders[from.class] ?? (ip => `local-pod-ip:${ip}`))(from.ip),
    to: joinHostPort(address(to.ip), to.port),
    protocol: to.protocol === 'UDP' ? 'udp' : 'tcp',
  });
  assert.ok(!('error' in result));
  return traceJson(result).outcomes;
}

function kindOf({ disposition, endpoint, masqueraded }: RecordedOutcome): string {
  return disposition === 'delivered' ? `${endpoint} ${masqueraded ? 'masqueraded' : 'as is'}` : disposition;
}

function checkFlow(flow: Flow, outcomes: readonly TraceOutcomeJson[], recorded: Recording['steps']): void {
  const unique = (list: readonly RecordedOutcome[]) => [...new Set(list.map(kindOf))].sort();
  assert.deepEqual(unique(outcomes), unique(flow.outcomes));
  for (const [key, indexes] of Object.entries(flow.steps)) {
    const mine = outcomes.find(({ endpoint, disposition }) => (endpoint ?? disposition) === key);
    const kernel = indexes.map(i => recorded[i]!).filter(([, , number]) => number !== null);
    if (mine)
      assert.deepEqual(
        mine.steps.map(s => [s.table, s.chain, s.number]),
        kernel,
      );
  }
  for (const { disposition, endpoint, sourceSeen } of flow.outcomes) {
    if (disposition !== 'delivered' || sourceSeen === undefined) continue;
    const mine = outcomes.find(outcome => outcome.endpoint === endpoint);
    assert.equal(mine?.packet.source.replace(/[[\]]/g, ''), sourceSeen);
  }
}

for (const name of readdirSync(folder).sort()) {
  for (const mode of ['iptables', 'nftables'] as const) {
    for (const family of ['IPv4', 'IPv6'] as const) {
      const file = join(folder, name, `${mode}${family === 'IPv6' ? '-ipv6' : ''}.json`);
      if (!existsSync(file)) continue;
      test(`${name}, ${mode}, ${family}`, () => {
        const { flows, steps } = JSON.parse(readFileSync(file, 'utf8')) as Recording;
        const context = { ...caseContext(name, mode), families: [family] };
        for (const flow of flows) checkFlow(flow, trace(context, flow), steps);
      });
    }
  }
}
