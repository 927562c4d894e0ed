/** Requests in words: names resolved or near ones listed, modes, states, expectations. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tracePacket } from '../../core/trace/tracePacket.ts';
import { readExpectations } from '../../core/views/trace/readExpectations.ts';
import { brokenBy } from '../../core/views/trace/traceExpect.ts';
import { traceJson } from '../../core/views/trace/traceJson.ts';
import { type TraceContext, type TraceResult, traceRequest } from '../../core/views/trace/traceRequest.ts';
import { traceStory } from '../../core/views/trace/traceStory.ts';
import { nodeHere, webService } from '../engine/support.ts';
import { caseContext, contextOf } from './caseContext.ts';
import { shop } from './shopCluster.ts';

const config =
  'apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\nclusterCIDR: 10.244.0.0/16\n';
function cluster(mode: 'iptables' | 'nftables' | 'ipvs' = 'iptables') {
  const service = webService({ spec: 'type: NodePort' }).replace('port: 80 }', 'port: 80, nodePort: 30080 }');
  return contextOf({ manifests: `${nodeHere}${service}`, config, mode });
}

function traced(from: string, to: string, context = cluster()): TraceResult {
  const result = traceRequest(context, { from, to });
  if ('error' in result) throw new Error(result.error);
  return result;
}

function problemOf(from: string, to: string): string {
  const result = traceRequest(cluster(), { from, to });
  return 'error' in result ? result.error : '';
}

test('unknown names list the near ones', () => {
  assert.match(problemOf('node', 'default/wep'), /did you mean default\/web\?/);
  assert.match(problemOf('node', 'nodeport@hare:default/web'), /did you mean here\?/);
  assert.match(problemOf('pod:default/none', 'default/web'), /no pod default\/none/);
  assert.match(problemOf('node', 'default/web:https'), /has no port https; it has http \(80\/tcp\)/);
  assert.match(problemOf('node', 'lb:default/web'), /no load-balancer address/);
});

test('what cannot be read names the forms', () => {
  assert.match(problemOf('nowhere', 'default/web'), /sources are pod:NS\/NAME/);
  assert.match(problemOf('client:1.2.3', 'default/web'), /is no IP address/);
  assert.match(problemOf('node', 'svc:default/web'), /destinations are IP:PORT/);
  assert.match(problemOf('node', '10.0.0.1:70000'), /ports are 1 to 65535/);
  assert.match(problemOf('node', '10.0.0.1:0'), /ports are 1 to 65535/);
  assert.match(problemOf('node', '10.0.0.256:80'), /"10\.0\.0\.256" in .* is no IP address/);
  assert.match(problemOf('node', '10.0.0.1'), /names no port; it takes 10\.0\.0\.1:PORT/);
  assert.match(problemOf('node', 'fd00::1:80'), /names no port; it takes \[IPv6\]:PORT, with the brackets/);
  for (const many of ['224.0.0.1:80', '255.255.255.255:80', '0.0.0.0:80', '[ff02::1]:80', '[::]:80']) {
    assert.match(problemOf('node', many), /no address of one receiver/);
  }
  for (const nobody of ['224.0.0.1', '255.255.255.255', '0.0.0.0', 'ff02::1', '::']) {
    assert.match(problemOf(`client:${nobody}`, 'default/web'), /no address of one sender/);
  }
  assert.match(problemOf('node', '192.168.10.255:80'), /192\.168\.10\.255 is for all hosts of a network/);
  assert.match(problemOf('client:2001:db8::1', '10.0.0.1:80'), /share no IP family/);
});

test('a name without its namespace, and a namespace that nothing is in, are told with what there is', () => {
  assert.match(problemOf('node', 'web'), /names no namespace; .*; did you mean default\/web\?$/);
  assert.match(problemOf('node', 'web:http'), /did you mean default\/web\?$/);
  assert.match(problemOf('node', 'nodeport:web'), /did you mean default\/web\?$/);
  assert.match(problemOf('node', 'web.default.svc.cluster.local:80'), /did you mean default\/web\?$/);
  assert.match(
    problemOf('node', 'shop/cart'),
    /no Service shop\/cart in the manifests; the only namespace is default$/,
  );
  const context = contextOf({ manifests: shop, config });
  const problem = (from: string) => {
    const result = traceRequest(context, { from, to: 'shop/web' });
    return 'error' in result ? result.error : '';
  };
  assert.match(problem('pod:client'), /did you mean shop\/client\?$/);
  assert.match(problem('pod:nobody'), /it takes pod:NAMESPACE\/NAME$/);
});

test('a pod is traced on its own node, whichever node is shown, unless one is named outright', () => {
  const { source } = contextOf({ manifests: shop, config });
  const shown = { ...source, settings: { ...source.settings, node: 'node-a' } };
  const nodeOf = (context: TraceContext) => traced('pod:shop/web-2', 'shop/web', context).node.plan.nodeName;
  assert.equal(nodeOf({ source: shown }), 'node-b');
  assert.equal(nodeOf({ source: shown, node: 'node-a' }), 'node-a');
});

test('an address of another family than the one that is asked for is told so', () => {
  const result = traceRequest({ ...cluster(), families: ['IPv6'] }, { from: 'node', to: '10.96.0.10:80' });
  assert.deepEqual(result, { error: '10.96.0.10:80 is not of IPv6, which is asked for' });
});

test('an endpoint behind this node is reached without leaving for anywhere', () => {
  const story = (to: string) => traceStory(traced('node', to, caseContext('hairpin', 'iptables'))).join('\n');
  assert.match(story('10.244.1.10:8080'), /goes straight to 10\.244\.1\.10:8080, which sees 10\.244\.1\.1: no Service/);
  assert.match(story('198.51.100.7:80'), /leaves the node unchanged by eth0/);
});

test('the rules towards a destination are made once, however many send to it, and not kept without end', () => {
  const context = cluster();
  const worldOf = (from: string, to: string) => traced(from, to, context).node.world;
  const first = worldOf('node', 'default/web');
  assert.equal(worldOf('client:203.0.113.9', 'default/web'), first);
  assert.notEqual(worldOf('node', 'nodeport:default/web'), first);
  for (let i = 0; i < 1024; i++) worldOf('node', `198.51.${100 + (i >> 8)}.${i & 255}:80`);
  assert.notEqual(worldOf('node', 'default/web'), first);
});

test('each kind of destination is resolved', () => {
  const at = (to: string) => {
    const { target } = traced('client:203.0.113.9', to);
    return `${target.address.text}:${target.port}`;
  };
  assert.equal(at('default/web'), '10.96.0.10:80');
  assert.equal(at('default/web:http'), '10.96.0.10:80');
  assert.equal(at('nodeport:default/web'), '192.168.10.11:30080');
});

test('established connections go where they went, without nat rules being asked', () => {
  const { node, outcomes } = traced('client:203.0.113.9', 'nodeport:default/web');
  for (const { after, target, packet: seen } of outcomes) {
    const { address, port } = traced('client:203.0.113.9', 'nodeport:default/web').target;
    const again = tracePacket(
      {
        protocol: 'tcp',
        destination: address,
        destinationPort: port,
        from: { kind: 'interface', name: 'eth0', address: { family: 'IPv4', text: '203.0.113.9' } },
        connection: after.connection,
      },
      node.world,
    );
    assert.equal(again.length, 1);
    assert.deepEqual(again[0]?.target, target);
    assert.equal(again[0]?.packet.source.text, seen.source.text);
    assert.ok(again[0]?.events.every(event => event.kind !== 'step' || event.table !== 'nat'));
  }
});

test('IPVS: round robin in even shares, other schedulers without', () => {
  const shares = (scheduler: string) => {
    const proxyConfiguration = { clusterCIDR: '10.244.0.0/16', ipvs: { scheduler } };
    const context = { source: { ...cluster('ipvs').source, proxyConfiguration } };
    return traceJson(traced('client:203.0.113.9', 'default/web', context)).outcomes.map(o => o.probability);
  };
  assert.deepEqual(shares('rr'), ['1/2', '1/2']);
  assert.deepEqual(shares('sh'), [null, null]);
});

test('the story says why a node port masquerades', () => {
  const story = traceStory(traced('client:203.0.113.9', 'nodeport:default/web')).join('\n');
  assert.match(story, /never asked/);
  assert.match(story, /masqueraded/);
});

function broken(item: Readonly<Record<string, unknown>>): string[] {
  const { expectations, problems } = readExpectations([item]);
  assert.deepEqual(problems, []);
  const [expectation] = expectations;
  return brokenBy(traced(expectation!.request.from, expectation!.request.to), expectation!);
}

test('expectations hold or say how they are broken', () => {
  const from = 'client:203.0.113.9';
  const to = 'nodeport:default/web';
  assert.deepEqual(broken({ from, to, endpoints: ['10.244.0.1:8080', '10.244.0.2:8080'], sourcePreserved: false }), []);
  assert.match(broken({ from, to, arrives: false }).join(), /never arrive, but: delivered/);
  assert.match(broken({ from, to, endpoints: ['10.244.0.1:8080'] }).join(), /10.244.0.2:8080 can be reached too/);
  assert.match(broken({ from, to, sourcePreserved: true }).join(), /should be preserved/);
  assert.match(broken({ from, to: '10.99.0.1:80' }).join(), /always arrive, but: forwarded/);
});

test('an expectation looks beyond the node: what another node does with the packet counts', () => {
  const context = contextOf({ manifests: shop });
  const brokenThere = (item: Readonly<Record<string, unknown>>) => {
    const [expectation] = readExpectations([item]).expectations;
    return brokenBy(traced(expectation!.request.from, expectation!.request.to, context), expectation!);
  };
  const from = 'client:203.0.113.9';
  const endpoints = ['10.244.1.10:8080', '10.244.2.10:8080'];
  assert.deepEqual(brokenThere({ from, to: 'nodeport@node-b:shop/web', endpoints, sourcePreserved: false }), []);
  assert.deepEqual(
    brokenThere({ from, to: '192.168.10.12:30014', endpoints: ['10.244.2.10:8080'], sourcePreserved: true }),
    [],
  );
  assert.deepEqual(brokenThere({ from, to: 'nodeport@node-c:shop/local', arrives: 'never' }), []);
  assert.match(brokenThere({ from, to: 'nodeport@node-c:shop/local' }).join(), /always arrive, but: dropped/);
});

test('a socket of the node is no arrival where a Service was meant', () => {
  const context = contextOf({ manifests: shop, mode: 'nftables' });
  const [loopback, shell] = readExpectations([
    { from: 'node', to: '127.0.0.1:30080', arrives: 'never' },
    { from: 'node', to: '127.0.0.1:22' },
  ]).expectations;
  assert.deepEqual(brokenBy(traced('node', '127.0.0.1:30080', context), loopback!), []);
  assert.deepEqual(brokenBy(traced('node', '127.0.0.1:22', context), shell!), []);
});

test('endpoints are expected however their addresses are written', () => {
  const [expectation] = readExpectations([
    { from: 'pod:shop/client', to: 'a/b', endpoints: ['[fd00:10:244:0001:0::10]:8080'] },
  ]).expectations;
  assert.deepEqual(expectation?.endpoints, ['[fd00:10:244:1::10]:8080']);
});

test('unreadable expectations are named, with their place', () => {
  const problem = (data: unknown) => {
    const [first] = readExpectations(data).problems;
    return `${first?.path.join('.')}: ${first?.text}`;
  };
  const item = { from: 'node', to: 'a/b' };
  assert.match(problem({}), /^: expectations are a list/);
  assert.match(
    problem([item, { ...item, arrive: true }]),
    /^1\.arrive: expectation 2: "arrive" is not one of .* mean arrives\?/,
  );
  assert.match(problem([{ from: 'node' }]), /from and to/);
  assert.match(problem([{ ...item, arrives: 'nevr' }]), /^0\.arrives: .*always, never, sometimes/);
  assert.match(problem([{ ...item, endpoints: ['10.244.1.5'] }]), /^0\.endpoints\.0: .*IP:PORT/);
  assert.match(problem([{ ...item, endpoints: '10.244.1.5:80' }]), /^0\.endpoints: .*IP:PORT/);
  assert.match(problem([{ ...item, endpoints: ['10.244.1.5:99999'] }]), /^0\.endpoints\.0: .*IP:PORT/);
  assert.match(problem([item, { ...item, from: 'nobody' }]), /^1\.from: expectation 2: "nobody" is no source/);
  assert.match(problem([{ ...item, to: '10.96.0.1' }]), /^0\.to: .*names no port/);
  assert.match(problem([{ ...item, protocol: 'icmp' }]), /tcp, udp, sctp/);
  assert.match(problem(['node']), /it takes from, to/);
});

test('a request may name the node; one that does not exist is told', () => {
  const context = contextOf({ manifests: shop });
  const ask = (node: string) => traceRequest(context, { from: 'client:203.0.113.9', to: 'lb:shop/local', node });
  const there = ask('node-c');
  assert.equal('outcomes' in there && there.outcomes[0]?.disposition, 'dropped');
  assert.deepEqual(ask('nod-c'), { error: 'there is no Node nod-c in the manifests; did you mean node-c?' });
});

test('a name without a near one is answered with those beside it', () => {
  const context = contextOf({ manifests: shop });
  const problem = (from: string, to: string) => {
    const result = traceRequest(context, { from, to });
    return 'error' in result ? result.error : '';
  };
  assert.match(problem('pod:shop/nope', 'shop/web'), /there are shop\/client, shop\/web-1/);
  assert.match(problem('node', 'elsewhere/proxied'), /shop\/proxied/);
});

test('a recorded case by names: a hairpin keeps its share of the answers', () => {
  const { outcomes } = traceJson(
    traced('local-pod-ip:10.244.1.10', 'default/self', caseContext('hairpin', 'nftables')),
  );
  assert.deepEqual(
    outcomes.map(({ probability, endpoint, masqueraded }) => [probability, endpoint, masqueraded]),
    [['1', '10.244.1.10:8080', true]],
  );
});
