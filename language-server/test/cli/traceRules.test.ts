/** `routelens trace --rules`: captured rules from a file or standard input, in each form of the command. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';

const cli = path.resolve(import.meta.dirname, '../../../dist/cli.cjs');
const golden = path.resolve(import.meta.dirname, '../fixtures/golden');
const cluster = path.join(golden, 'kube-proxy-1.36/small-cluster');
const listing = path.join(golden, 'iptables-save/small-cluster.ipv4.txt');
const folder = mkdtempSync(path.join(os.tmpdir(), 'routelens-trace-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const packet = ['--from', 'client:203.0.113.9', '--to', 'shop/shop:http'];
const inputs = ['--config', path.join(cluster, 'config.yaml'), '--host', path.join(cluster, 'host.yaml')];

function trace(args: readonly string[], input = '') {
  const all = ['trace', ...inputs, ...args, path.join(cluster, 'manifests.yaml')];
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...all], { encoding: 'utf8', input });
  return { status, out: stdout, err: stderr };
}

function write(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

test('a packet: outcomes as by generated rules, steps with their lines', () => {
  const captured = trace([...packet, '--rules', listing, '--format', 'json']);
  const generated = trace([...packet, '--format', 'json']);
  const ends = (text: string) =>
    JSON.parse(text).outcomes.map(({ steps: _, restsOn: __, ...outcome }: Record<string, unknown>) => outcome);
  assert.deepEqual(ends(captured.out), ends(generated.out));
  const lines = readFileSync(listing, 'utf8').split('\n');
  const { chain, rule, line } = JSON.parse(captured.out).outcomes[0].steps[0];
  assert.equal(lines[line - 1], `-A ${chain} ${rule}`);
});

test('the story says that the rules are captured', () => {
  const { out } = trace([...packet, '--rules', '-'], readFileSync(listing, 'utf8'));
  assert.match(out, /The rules are captured ones/);
  assert.match(out, /nat KUBE-SERVICES \d+ \(line \d+\)/);
});

test('a batch, and expectations', () => {
  const rules = write('drops.txt', '*filter\n:FORWARD DROP [0:0]\nCOMMIT\n');
  const batch = write('batch.json', JSON.stringify([{ from: 'client:203.0.113.9', to: '10.244.1.30:8080' }]));
  const [answer] = JSON.parse(trace(['--rules', rules, '--batch', batch]).out);
  assert.equal(answer.outcomes[0].disposition, 'dropped');
  const held = write('held.yaml', '- { from: "client:203.0.113.9", to: "10.244.1.30:8080", arrives: never }\n');
  assert.equal(trace(['--rules', rules, '--expect', held]).status, 0);
  assert.equal(trace(['--rules', listing, '--expect', held]).status, 1);
});

test('what is left out is told with file and line; the trace goes on', () => {
  const rules = write('left-out.txt', '*filter\n:FORWARD ACCEPT [0:0]\n-D FORWARD -j DROP\nCOMMIT\n');
  const { status, err } = trace([...packet, '--rules', rules]);
  assert.equal(status, 0);
  assert.match(err, /left-out\.txt:3: "-D FORWARD -j DROP" is not followed\./);
});

test('wrong use ends in one line and status 2', () => {
  const wrong = (...args: string[]) => {
    const { status, err } = trace([...packet, ...args]);
    assert.equal(status, 2);
    assert.equal(err.split('\n').length, 2);
    return err;
  };
  assert.match(wrong('--rules', path.join(cluster, 'manifests.yaml')), /neither iptables-save's text nor/);
  assert.match(wrong('--rules', 'nowhere.txt'), /cannot be read \(ENOENT\)/);
  assert.match(wrong('--rules', '-', '-'), /only one of the inputs can be -/);
});
