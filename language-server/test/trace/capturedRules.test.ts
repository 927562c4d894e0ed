/** Rules as a kernel lists them, traced in place of the generated ones that it was given: the same outcomes. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type IpFamily, joinHostPort } from '../../core/ip/address.ts';
import { printIptablesRestore } from '../../core/netfilter/printIptables.ts';
import { compilePlan } from '../../core/views/compilePlan.ts';
import { routingView } from '../../core/views/routingView.ts';
import { readCapture } from '../../core/views/trace/traceCapture.ts';
import { traceJson } from '../../core/views/trace/traceJson.ts';
import {
  type TraceContext,
  type TraceRequest,
  type TraceResult,
  traceRequest,
} from '../../core/views/trace/traceRequest.ts';
import { traceStory } from '../../core/views/trace/traceStory.ts';
import { goldenFolder } from '../engine/support.ts';
import { caseContext } from './caseContext.ts';
import { withBuiltIns } from './support.ts';

const folders = { iptables: 'iptables-save', nftables: 'nft-list' } as const;

function listing(mode: keyof typeof folders, file: string): string {
  return readFileSync(join(goldenFolder, folders[mode], file), 'utf8');
}

function trace(context: TraceContext, request: TraceRequest): TraceResult {
  const result = traceRequest(context, request);
  if ('error' in result) throw new Error(result.error);
  return result;
}

/** What a rule list decides; the steps may differ by jumps into chains that hold nothing. */
function decided(context: TraceContext, request: TraceRequest) {
  return traceJson(trace(context, request)).outcomes.map(({ steps, restsOn: _, ...outcome }) => ({
    ...outcome,
    rules: steps.filter(({ action }) => !action.startsWith('jump')).map(step => [step.table, step.chain, step.action]),
  }));
}

const outside = { IPv4: '203.0.113.50', IPv6: '2001:db8:113::50' } as const;

/** From everywhere to every address of every Service. */
function* requests({ source }: TraceContext, mode: keyof typeof folders, family: IpFamily): Generator<TraceRequest> {
  const { exact, node } = routingView(source);
  for (const { port, allEndpoints } of exact.whole(mode, family).servicePorts) {
    const claims = [port.clusterIp, ...port.externalIps, ...port.loadBalancerVips];
    const targets = claims.map(({ address }) => joinHostPort(address, port.port));
    if (port.nodePort) targets.push(joinHostPort(node.ips[family], port.nodePort.port));
    const own = allEndpoints.slice(0, 2).map(({ address }) => `pod-ip:${address.text}`);
    for (const from of ['node', `client:${outside[family]}`, ...own]) {
      for (const to of targets) yield { from, to, protocol: port.protocol };
    }
  }
}

for (const mode of ['iptables', 'nftables'] as const) {
  for (const file of readdirSync(join(goldenFolder, folders[mode])).sort()) {
    test(`${file} as ${folders[mode]} decides as the generated rules do`, () => {
      const [name = '', version] = file.split('.');
      const family = version === 'ipv6' ? 'IPv6' : 'IPv4';
      const context = { ...caseContext(name, mode), families: [family] as const };
      const capture = readCapture(listing(mode, file), family);
      assert.deepEqual(capture.problems, []);
      for (const request of requests(context, mode, family)) {
        assert.deepEqual(decided({ ...context, capture }, request), decided(context, request), JSON.stringify(request));
      }
    });
  }
}

test('rules are told as they were captured, with their lines, and by what made them', () => {
  const text = listing('iptables', 'small-cluster.ipv4.txt');
  const context = { ...caseContext('small-cluster', 'iptables'), capture: readCapture(text) };
  const result = trace(context, { from: 'client:203.0.113.50', to: 'shop/shop:http' });
  const lines = text.split('\n');
  for (const { steps } of traceJson(result).outcomes) {
    for (const { chain, rule, line } of steps) assert.equal(lines[line! - 1], `-A ${chain} ${rule}`);
  }
  const story = traceStory(result).join('\n');
  assert.match(story, /nat KUBE-SERVICES \d+ \(line \d+\): it is for the cluster IP of shop\/shop:http/);
  assert.match(story, /delivered to 10\.244\.1\.30:8080 \(shop\/shop:http\)/);
});

test('a rule of nftables that is listed on several lines is told on one', () => {
  const capture = readCapture(`table ip other {
	chain forward {
		type filter hook forward priority filter; policy accept;
		ip daddr { 10.0.0.1,
			   10.96.25.51 } tcp dport 80 drop
	}
}
`);
  const context = { ...caseContext('small-cluster', 'nftables'), capture };
  const [outcome] = traceJson(trace(context, { from: 'client:203.0.113.50', to: 'shop/shop:http' })).outcomes;
  assert.equal(outcome?.disposition, 'dropped');
  assert.equal(outcome.steps[0]?.rule, 'ip daddr { 10.0.0.1, 10.96.25.51 } tcp dport 80 drop');
  assert.equal(outcome.steps[0].line, 4);
});

test('listings of both families in one text', () => {
  const [four, six] = ['ipv4', 'ipv6'].map(version => listing('iptables', `dual-stack-nodeport-lb.${version}.txt`));
  const context = caseContext('dual-stack-nodeport-lb', 'iptables');
  for (const text of [`${four}${six}`, `# Generated by iptables-save\n${four}# Generated by ip6tables-save\n${six}`]) {
    const capture = readCapture(text);
    for (const family of ['IPv4', 'IPv6'] as const) {
      const inFamily = { ...context, families: [family] };
      for (const request of requests(context, 'iptables', family)) {
        assert.deepEqual(decided({ ...inFamily, capture }, request), decided(inFamily, request));
      }
    }
    const [step] = traceJson(trace({ ...context, capture }, { from: 'node', to: '[fd00:10:96::1]:1' })).outcomes[0]!
      .steps;
    assert.ok(step!.line! > four!.split('\n').length, 'lines are those of the whole text');
  }
});

test('a family without captured rules is not traced', () => {
  const capture = readCapture(listing('nftables', 'small-cluster.ipv4.txt'));
  const result = traceRequest(
    { ...caseContext('small-cluster', 'nftables'), capture },
    { from: 'node', to: '[::1]:80' },
  );
  assert.deepEqual(result, { error: 'the captured rules hold none of IPv6' });
});

test('the rules show the mode, whatever the configuration says', () => {
  const capture = readCapture(listing('nftables', 'small-cluster.ipv4.txt'));
  const request = { from: 'client:203.0.113.50', to: 'shop/shop:http' };
  assert.equal(trace({ ...caseContext('small-cluster', 'iptables'), capture }, request).mode, 'nftables');
});

test('what holds no rules is no capture', () => {
  for (const text of ['', 'hello', 'apiVersion: v1\nkind: Service\n']) assert.deepEqual(readCapture(text).rulesets, []);
});

test('IPVS: captured rules with the virtual servers and ipsets of the manifests', () => {
  const context = caseContext('small-cluster', 'ipvs');
  const { exact } = routingView(context.source);
  const compiled = compilePlan(exact.whole('ipvs', 'IPv4'));
  assert.ok(compiled.kind === 'ipvs');
  const capture = readCapture(withBuiltIns(printIptablesRestore(compiled.state.rules)));
  const traced = trace({ ...context, capture }, { from: 'node', to: 'shop/shop:http' });
  assert.deepEqual(
    traceJson(traced).outcomes.map(({ disposition, endpoint }) => [disposition, endpoint]),
    ['10.244.1.30:8080', '10.244.2.30:8080', '10.244.3.30:8080'].map(endpoint => ['delivered', endpoint]),
  );
  assert.match(traceStory(traced).join('\n'), /virtual servers, ipsets, names/);
});
