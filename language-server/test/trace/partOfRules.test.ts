/** A trace through the part of the rules that concerns its destination is the trace through all of them. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { type IpFamily, isLoopback, joinHostPort } from '../../core/ip/address.ts';
import type { Origin } from '../../core/routing/origin.ts';
import { locateOrigin } from '../../core/routing/origin.ts';
import type { Outcome } from '../../core/trace/outcome.ts';
import { type PacketToTrace, tracePacket } from '../../core/trace/tracePacket.ts';
import { type RoutingSource, routingView } from '../../core/views/routingView.ts';
import { actionText } from '../../core/views/trace/traceJson.ts';
import { type TraceNode, traceNode, wholeTraceNode } from '../../core/views/trace/traceWorld.ts';
import { rootsOf } from '../../core/workspace/roots.ts';
import { toPlain } from '../../core/yaml/manifestNode.ts';
import { parseManifest } from '../../core/yaml/parseManifest.ts';
import { caseNames, families, modes, nodeHere, readCaseFile, webService } from '../engine/support.ts';
import { snapshotOf } from '../support/snapshot.ts';

function sourceOf(manifests: string, config = '', host = ''): RoutingSource {
  const plain = (text: string) => toPlain(parseManifest(text).documents[0]?.root);
  const root = rootsOf(snapshotOf({ 'manifests.yaml': manifests })).all[0]!;
  const proxyConfiguration = plain(config) as Record<string, unknown> | undefined;
  return { ...root.routing, proxyConfiguration, host: plain(host) };
}

function told(outcomes: readonly Outcome<Origin>[], node: TraceNode) {
  return outcomes.map(({ probability, disposition, reason, target, packet, leftBy, masqueraded, events }) => ({
    end: [probability, disposition, reason, target && joinHostPort(target.address, target.port), leftBy, masqueraded],
    packet,
    events: events.map(event => {
      if (event.kind !== 'step') return event.kind;
      const { hook, table, chain, number, rule, action, elementOrigin } = event;
      const place = locateOrigin(elementOrigin ?? rule.origin);
      return [hook, table, chain, number, node.printRule(rule), actionText(action), place?.path];
    }),
  }));
}

function senders({ network, plan }: TraceNode, family: IpFamily): PacketToTrace['from'][] {
  const outside = { family, text: family === 'IPv4' ? '203.0.113.9' : '2001:db8:9::9' };
  const pods = plan.servicePorts.flatMap(({ allEndpoints }) => allEndpoints.filter(({ isLocal }) => isLocal));
  const pod = pods[0] && { kind: 'interface' as const, name: network.podInterface, address: pods[0].address };
  return [{ kind: 'process' }, { kind: 'interface', name: network.uplink, address: outside }, ...(pod ? [pod] : [])];
}

/** Every address and port that leads to a Service, and some that do not. */
function destinations({ plan, network }: TraceNode, source: RoutingSource) {
  const own = routingView(source).node.ips[plan.family];
  const found = plan.servicePorts.flatMap(({ port, allEndpoints }) => {
    const { protocol } = port;
    const addresses = [port.clusterIp, ...port.externalIps, ...port.loadBalancerVips].map(claim => claim.address);
    const numbers = [port.nodePort, port.healthCheckNodePort].flatMap(claim => claim?.port ?? []);
    return [
      ...addresses.flatMap(address => [
        { address, port: port.port, protocol },
        { address, port: 1, protocol },
      ]),
      ...numbers.map(number => ({ address: own, port: number, protocol })),
      ...allEndpoints.slice(0, 2).map(endpoint => ({ address: endpoint.address, port: endpoint.port, protocol })),
    ];
  });
  return [...new Map(found.map(to => [JSON.stringify(to), to])).values()].filter(
    ({ address }) => !isLoopback(address) || network.host.routeLocalnet,
  );
}

/** How many traces were compared. */
function compare(source: RoutingSource, name: string): number {
  const routing = routingView(source);
  let traced = 0;
  for (const mode of modes) {
    for (const family of families) {
      const common = { source, routing, mode, family, withStandIns: false };
      const whole = wholeTraceNode(common);
      for (const to of destinations(whole, source).slice(0, 10)) {
        const part = traceNode({ ...common, towards: { address: to.address.text, port: to.port, service: undefined } });
        for (const from of senders(whole, family)) {
          const packet = { protocol: to.protocol, destination: to.address, destinationPort: to.port, from };
          const label = `${name} ${mode} ${family} ${JSON.stringify(from)} → ${joinHostPort(to.address, to.port)}`;
          const inPart = told(tracePacket(packet, part.world), part);
          assert.deepEqual(inPart, told(tracePacket(packet, whole.world), whole), label);
          traced++;
        }
      }
    }
  }
  return traced;
}

test('a trace through a part of the rules is that through all', () => {
  let traced = 0;
  for (const name of caseNames()) {
    const [manifests, config, host] = ['manifests.yaml', 'config.yaml', 'host.yaml'].map(f => readCaseFile(name, f));
    traced += compare(sourceOf(manifests!, config, host), name);
  }
  assert.ok(traced > 1000, String(traced));
});

test('one Service may tell on which node the endpoint of another is', () => {
  const telling = webService({ name: 'telling', here: 1, there: 0 });
  const silent = webService({ name: 'silent', here: 1, there: 0 }).replace(', nodeName: here', '');
  const manifests = `${nodeHere}${telling.replace('10.96.0.10', '10.96.0.11')}---${silent}`;
  const outside = manifests.replaceAll('10.244.0.1"', '10.9.0.1"');
  assert.ok(compare(sourceOf(outside, 'hostnameOverride: here'), 'two Services') > 0);
});

test('Services that lead to one another, or claim one port, are traced together', () => {
  const first = webService({ name: 'first', here: 1, there: 0 });
  const second = webService({ name: 'second', here: 0, there: 1, spec: 'externalIPs: [10.244.0.1]' });
  const ports = ['a', 'b'].map(name =>
    webService({ name, spec: 'type: NodePort' }).replace('port: 80 }', 'port: 8080, nodePort: 30080 }'),
  );
  const numbered = [first, second, ...ports].map((text, i) => text.replace('10.96.0.10', `10.96.0.${i + 10}`));
  const manifests = nodeHere + numbered.join('---').replace('port: 80 }', 'port: 8080 }');
  assert.ok(compare(sourceOf(manifests, 'hostnameOverride: here'), 'chained') > 0);
});
