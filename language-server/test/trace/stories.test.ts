/** What a trace tells people beside the rules: causes in the manifests, what other nodes do, who has an address. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { layOutTrace } from '../../core/views/trace/traceDocument.ts';
import type { TraceEndView, TraceView } from '../../core/views/trace/traceModel.ts';
import type { TraceQuery } from '../../core/workspace/traces.ts';
import { analysisOf } from '../support/snapshot.ts';
import { shop } from './shopCluster.ts';

type Mode = 'iptables' | 'nftables' | 'ipvs';
const modes: readonly Mode[] = ['iptables', 'nftables', 'ipvs'];
const client = 'client:198.18.0.9';
const pod = 'pod:shop/client';

const analyses = new Map<Mode, ReturnType<typeof analysisOf>>();

function told(from: string, to: string, mode: Mode = 'iptables', more: Partial<TraceQuery> = {}): TraceView {
  const analysis = analyses.get(mode) ?? analysisOf({ 'shop.yaml': shop, '.routelens.yaml': `mode: ${mode}\n` });
  analyses.set(mode, analysis);
  const view = analysis.traces.trace({ file: 'shop.yaml', from, to, ...more });
  if ('error' in view) throw new Error(`${from} → ${to}: ${view.error}`);
  return view;
}

interface Told {
  readonly sentence: string;
  /** The text that the sentence points at. */
  readonly at: string;
}

function reasons(ends: readonly TraceEndView[]): Told[] {
  return ends.flatMap(end =>
    end.reasons.map(({ sentence, location }) => ({
      sentence,
      at: location ? shop.slice(location.range.start, location.range.end) : '',
    })),
  );
}

function only(view: TraceView): Told {
  const found = reasons(view.outcomes);
  assert.equal(found.length, 1, found.map(({ sentence }) => sentence).join('\n'));
  return found[0]!;
}

function sentences(ends: readonly TraceEndView[]): string {
  return ends.map(({ probability, sentence }) => `${probability} ${sentence}`).join('\n');
}

test('no endpoint: the story says which cause, and points at it', () => {
  for (const mode of modes) {
    const sick = only(told(pod, 'shop/sick', mode));
    assert.match(sick.sentence, /10\.244\.2\.20:8080 \(pod shop\/sick-1 on node-b\) is not ready/);
    const typo = only(told(pod, 'shop/typo', mode));
    assert.match(typo.sentence, /selector of shop\/typo \(app=wep\) matches no pod/);
    assert.equal(typo.at, 'selector');
    assert.match(only(told(pod, 'shop/bare', mode)).sentence, /no selector, and no EndpointSlice/);
    assert.match(only(told(pod, 'shop/named', mode)).sentence, /No pod of shop\/named has a container port named web/);
  }
});

test('policy Local: the story names the node that would serve, and the field', () => {
  for (const mode of ['iptables', 'nftables'] as const) {
    const outside = only(told(client, 'nodeport:shop/local', mode, { node: 'node-c' }));
    assert.match(outside.sentence, /node-c runs no endpoint of shop\/local that is ready \(node-a, node-b do\)/);
    assert.equal(outside.at, 'Local');
    const inside = only(told(pod, 'shop/inside', mode, { node: 'node-c' }));
    assert.match(inside.sentence, /^internalTrafficPolicy: Local keeps .* node-c runs no endpoint/);
    const served = only(told(client, 'lb:shop/local', mode));
    assert.match(served.sentence, /sees the client’s own address/);
  }
});

test('ipvs sends elsewhere under policy Local, and the reply goes astray', () => {
  const [reply, policy] = reasons(told(client, 'nodeport:shop/local', 'ipvs', { node: 'node-c' }).outcomes);
  assert.match(reply!.sentence, /^Mind the reply: an endpoint on another node answers 198\.18\.0\.9 directly/);
  assert.match(policy!.sentence, /ipvs mode externalTrafficPolicy: Local does not hold/);
});

test('source ranges: the story says which sender is let in', () => {
  for (const mode of modes) {
    const { sentence, at } = only(told(client, 'lb:shop/guarded', mode));
    assert.match(sentence, /let in 203\.0\.113\.0\/24 only, and the sender is 198\.18\.0\.9/);
    assert.equal(at, 'loadBalancerSourceRanges');
    const allowed = reasons(told('client:203.0.113.9', 'lb:shop/guarded', mode).outcomes);
    assert.ok(allowed.every(reason => /^Why masqueraded/.test(reason.sentence)));
  }
});

test('node port on this node: why the source is hidden is told once', () => {
  for (const mode of modes) {
    for (const [from, address] of [
      [client, '192.168.10.11'],
      ['client:2001:db8::9', 'fd00:10::11'],
    ] as const) {
      const view = told(from, 'nodeport:shop/web', mode);
      const { text } = layOutTrace(view, () => '');
      assert.equal(text.match(/Why masqueraded/g)?.length, 1);
      assert.ok(text.includes(`an address that it never asked (it asked ${address})`), text);
    }
  }
});

test('a pod that is dealt itself is told so; the other way keeps its source', () => {
  for (const mode of modes) {
    const view = told('pod:shop/web-1', 'shop/web', mode);
    const [why, bridge, ...others] = reasons(view.outcomes);
    assert.match(why!.sentence, /dealt itself/);
    assert.match(bridge!.sentence, /^Hairpin: .* needs hairpin mode/);
    assert.deepEqual(others, []);
    assert.match(
      sentences(view.outcomes),
      /1\/2 delivered to 10\.244\.2\.10:8080 \(pod shop\/web-2 on node-b\), which sees 10\.244\.1\.10$/m,
    );
  }
});

test('another node’s port: the other node’s view is told, by name and by address', () => {
  for (const mode of modes) {
    for (const to of ['nodeport@node-b:shop/web', '192.168.10.12:30080']) {
      const view = told(pod, to, mode);
      assert.match(sentences(view.outcomes), /^1 leaves the node unchanged by eth0 for node-b, no rule takes it$/);
      const [there] = view.beyond;
      assert.equal(there?.node, 'node-b');
      // Masquerading hides the sender behind the address that node-b has towards each endpoint.
      assert.match(
        sentences(there.outcomes),
        /1\/2 delivered to 10\.244\.1\.10:8080 \(pod shop\/web-1 on node-a\), which sees 192\.168\.10\.12 \(masq/,
      );
      assert.match(
        sentences(there.outcomes),
        /1\/2 delivered to 10\.244\.2\.10:8080 \(pod shop\/web-2\), which sees 10\.244\.2\.1 \(masq/,
      );
      assert.match(
        layOutTrace(view, () => '').text,
        /\n\nOver there, on node-b \(10\.244\.1\.99 → 192\.168\.10\.12:30080, unless/,
      );
    }
  }
  assert.deepEqual(told(pod, 'nodeport:shop/web').beyond, []);
});

test('a Local policy over there drops what comes from outside', () => {
  const [there] = told(client, 'nodeport@node-c:shop/local').beyond;
  assert.equal(there?.outcomes[0]?.disposition, 'dropped');
  assert.match(reasons(there.outcomes)[0]!.sentence, /node-c runs no endpoint/);
});

test('what no rule takes: the nearest miss is named', () => {
  const cases: readonly (readonly [from: string, to: string, mode: Mode, sentence: RegExp])[] = [
    [
      pod,
      '10.96.0.10:81',
      'iptables',
      /shop\/web, which has no port 81\/tcp; it has http \(80\/tcp\)\. In iptables mode no rule/,
    ],
    [pod, '10.96.0.10:81', 'nftables', /has no port 81\/tcp; it has http \(80\/tcp\)\.$/],
    [
      pod,
      '10.96.77.7:80',
      'iptables',
      /No Service in the manifests has 10\.96\.77\.7:80\/tcp, though 10\.96\.0\.0\/16 .* leaves for/,
    ],
    [pod, '10.96.77.7:80', 'nftables', /nftables mode drops/],
    [pod, '198.51.100.17:443', 'iptables', /load balancer of shop\/proxied, with ipMode: Proxy/],
    [pod, 'lb:shop/proxied', 'nftables', /load balancer of shop\/proxied, with ipMode: Proxy/],
    [
      'node',
      '127.0.0.1:30080',
      'nftables',
      /nftables mode serves no node ports on 127\.0\.0\.1\. Ask 192\.168\.10\.11\./,
    ],
    ['node', '127.0.0.1:30080', 'ipvs', /ipvs mode serves no node ports on 127\.0\.0\.1/],
    ['node', '[::1]:30080', 'iptables', /no mode serves node ports on ::1/],
    [client, '192.168.10.11:31014', 'iptables', /health check node port of shop\/local/],
    [client, '192.168.10.11:22', 'iptables', /No Service has node port 22\/tcp/],
    [pod, '10.96.0.10:30080', 'ipvs', /shop\/web, which has no port 30080\/tcp/],
    ['node', 'external-ip:shop/sick', 'iptables', /the rule that would refuse the packet is not asked/],
  ];
  for (const [from, to, mode, sentence] of cases) assert.match(only(told(from, to, mode)).sentence, sentence);
  const udp = told(client, '192.168.10.11:30080', 'iptables', { protocol: 'udp' });
  assert.match(only(udp).sentence, /30080 is the node port of shop\/web:http for tcp, not for udp/);
});

test('what is delivered past expectation is told', () => {
  const sentencesOf = (from: string, to: string) => reasons(told(from, to).outcomes).map(({ sentence }) => sentence);
  assert.ok(sentencesOf(pod, 'lb:shop/local').some(text => /never gets to the load balancer/.test(text)));
  assert.ok(
    sentencesOf(pod, 'nodeport:shop/local').some(text => /pods and the node itself may use every endpoint/.test(text)),
  );
  assert.ok(sentencesOf(pod, 'shop/sticky').some(text => /until 10800 s pass/.test(text)));
  assert.match(
    sentences(told(client, '10.244.2.10:8080').outcomes),
    /straight to pod shop\/web-2 on node-b.*no Service is involved/,
  );
});

test('two claims, a last resort, a hairpin without nodeName, the node’s own server', () => {
  const modesFile = new URL('../../../scripts/modes.yaml', import.meta.url);
  const proxy =
    'apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\nclusterCIDR: 10.244.0.0/16\n';
  const text = `${readFileSync(modesFile, 'utf8')}---\n${proxy}`;
  const sentencesIn = (mode: Mode, from: string, to: string) => {
    const { traces } = analysisOf({ 'modes.yaml': text, '.routelens.yaml': `mode: ${mode}\n` });
    const view = traces.trace({ file: 'modes.yaml', from, to });
    assert.ok(!('error' in view));
    return view.outcomes.flatMap(outcome => outcome.reasons.map(reason => reason.sentence)).join('\n');
  };
  // Of two that claim an address, iptables takes the first rule, nftables and ipvs the last entry.
  assert.match(
    sentencesIn('iptables', client, 'external-ip:shop/claim-2'),
    /shop\/claim-1:http answers, not shop\/claim-2/,
  );
  assert.match(
    sentencesIn('nftables', client, 'external-ip:shop/claim-1'),
    /shop\/claim-2:http answers, not shop\/claim-1/,
  );
  assert.doesNotMatch(sentencesIn('iptables', client, 'external-ip:shop/claim-1'), /answers, not/);
  assert.match(sentencesIn('ipvs', 'pod-ip:10.244.1.99', 'shop/leaving'), /10\.244\.1\.22:8080 is terminating/);
  assert.match(sentencesIn('nftables', 'pod-ip:10.244.1.20', 'shop/unplaced'), /slice names their node \(nodeName\)/);
  assert.match(sentencesIn('iptables', 'node', 'shop/on-node'), /from the node to itself it changes nothing/);
  assert.match(sentencesIn('iptables', client, '127.0.0.1:9'), /127\.0\.0\.1 is for the node itself/);
});

test('steps: what marks, what chooses by chance, what is the only choice', () => {
  const stepsOf = (from: string, to: string, mode: Mode) =>
    told(from, to, mode)
      .outcomes[0]!.stages.flatMap(({ steps }) => steps.map(step => `${step.at}: ${step.sentence}`))
      .join('\n');
  assert.match(stepsOf(client, 'shop/web', 'iptables'), /it is no traffic from pods: KUBE-MARK-MASQ marks it/);
  assert.match(stepsOf(client, 'shop/web', 'nftables'), /it is no traffic from pods, so it is marked/);
  assert.match(
    stepsOf(client, 'nodeport:shop/web', 'nftables'),
    /services \d: it is for the node port of shop\/web:http/,
  );
  assert.match(stepsOf(pod, 'shop/web', 'iptables'), /chance chooses 10\.244\.1\.10:8080/);
  assert.match(stepsOf(pod, 'shop/web', 'nftables'), /chance makes 10\.244\.1\.10:8080 its destination/);
  assert.match(stepsOf(pod, 'shop/sticky', 'nftables'), /chance leads on to endpoint-/);
  assert.match(stepsOf(client, 'lb:shop/local', 'iptables'), /there is only 10\.244\.1\.10:8080 to choose/);
});

test('what a pod sends to itself never leaves it', () => {
  for (const to of ['10.244.1.99:80', '127.0.0.1:30080', '[::1]:30080']) {
    const view = told(pod, to);
    assert.match(sentences(view.outcomes), /^1 never leaves the pod/);
    assert.deepEqual(reasons(view.outcomes), []);
    assert.equal(layOutTrace(view, () => '').text.split('\n').length, 4);
  }
});

test('Services without rules say why, and what to trace instead', () => {
  const { traces } = analysisOf({ 'shop.yaml': shop });
  const problem = (to: string) => {
    const view = traces.trace({ file: 'shop.yaml', from: 'node', to });
    return 'error' in view ? view.error : '';
  };
  assert.match(problem('shop/headless'), /DNS answers .* 10\.244\.1\.10:8080, 10\.244\.2\.10:8080/);
  assert.match(problem('shop/alias'), /DNS alias/);
});
