/**
 * One answer: whatever is asked about a Service, and in whatever way, the answers agree. Over clusters made from a seed,
 * which is printed; ROUTELENS_SEED and ROUTELENS_CLUSTERS run others.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ProxyMode } from '../../core/cluster/clusterSettings.ts';
import { namespacedName, type Service } from '../../core/cluster/objects.ts';
import { slicesOfService } from '../../core/cluster/synthesize.ts';
import { joinHostPort } from '../../core/ip/address.ts';
import { portsOf, printCompiled } from '../../core/views/compilePlan.ts';
import { explainToken } from '../../core/views/explain.ts';
import { routingView } from '../../core/views/routingView.ts';
import { firstFamily } from '../../core/views/serviceOf.ts';
import { brokenBy } from '../../core/views/trace/traceExpect.ts';
import { type TraceJson, traceJson } from '../../core/views/trace/traceJson.ts';
import { type TraceResult, traceRequest } from '../../core/views/trace/traceRequest.ts';
import { analyse } from '../../core/workspace/analyse.ts';
import { rootsOf } from '../../core/workspace/roots.ts';
import { emptySnapshot, withFiles } from '../../core/workspace/snapshot.ts';
import { toPlain } from '../../core/yaml/manifestNode.ts';
import { parseManifest } from '../../core/yaml/parseManifest.ts';
import { addressesOf } from '../support/clusterAddresses.ts';
import { handWrittenCluster } from '../support/handWritten.ts';

const file = 'cluster.yaml';
const modes: readonly ProxyMode[] = ['iptables', 'nftables', 'ipvs'];

function read(seed: number, mode: ProxyMode) {
  const { manifests, host } = handWrittenCluster(seed);
  const setting = { mode, nodePortRange: { from: 30000, to: 32767 } };
  const settings = new Map([['', { setting, host: toPlain(parseManifest(host).documents[0]?.root) }]]);
  const empty = { ...emptySnapshot, folders: [''], settings };
  const snapshot = withFiles(empty, [{ name: file, input: { text: manifests, language: 'yaml' } }]);
  const root = rootsOf(snapshot).all[0]!;
  return { analysis: analyse(snapshot), source: root.routing, services: root.cluster.model.services };
}

type Cluster = ReturnType<typeof read>;

/** What findings say: refused, unless the finding leaves a doubt. */
function isRefused({ analysis }: Cluster, { source }: Service): boolean {
  const own = analysis.findingsOf(file).filter(({ document }) => document === source.document);
  return own.some(({ verdict, doubt, rule }) => verdict === 'rejected' && !doubt && rule !== 'already-exists');
}

function lensOf({ analysis }: Cluster, { source }: Service): string {
  const lens = analysis.codeLensesOf(file).find(({ range }) => range.start === source.nameRange.start);
  return lens!.title;
}

function hoverOf({ analysis }: Cluster, { source }: Service): string {
  return analysis.hoverAt(file, source.nameRange.start + 1)!.summary;
}

function trace(cluster: Cluster, from: string, to: string): TraceResult | undefined {
  const result = traceRequest({ source: cluster.source }, { from, to });
  return 'error' in result ? undefined : result;
}

/** Of a trace, what a reader compares. */
function endsOf({ outcomes, refused }: TraceJson) {
  const ends = outcomes.map(({ probability, disposition, endpoint, masqueraded }) =>
    [probability, disposition, endpoint, masqueraded].join(' '),
  );
  return { ends: ends.sort(), refused: refused?.name };
}

function rulesOf({ source }: Cluster, mode: ProxyMode): string {
  const { shown } = routingView(source);
  return (['IPv4', 'IPv6'] as const).map(f => [...printCompiled(shown.whole(mode, f), undefined)].join('')).join('');
}

function chainsIn(text: string): string[] {
  return text.replaceAll('\\', '').match(/KUBE-(?:SVC|SVL|SEP|EXT|FW)-[A-Z2-7]{16}/g) ?? [];
}

function judge(cluster: Cluster, service: Service, mode: ProxyMode, rules: string): void {
  const refused = isRefused(cluster, service);
  const name = namespacedName(service);
  const [lens, hover] = [lensOf(cluster, service), hoverOf(cluster, service)];
  assert.equal(lens.startsWith('refused: '), refused, `lens: ${lens}`);
  assert.equal(/^\*\*The API server refuses/.test(hover), refused, `hover: ${hover}`);
  assert.equal(cluster.source.cluster.servicesNamed(service).includes(service), !refused, 'the cluster that views ask');
  if (refused) {
    judgeRefused(cluster, name, rules);
    return;
  }
  for (const chain of mode === 'iptables' ? chainsIn(`${lens}\n${hover}`) : []) {
    assert.ok(rules.includes(`:${chain} `), `${chain} is named and not programmed`);
  }
  judgeEndpoints(cluster, service, lens, mode);
  for (const [to, from, address] of waysTo(cluster, service)) {
    const named = trace(cluster, from, to);
    if (!named) continue;
    const byName = traceJson(named);
    const byAddress = traceJson(trace(cluster, from, address)!);
    // Of Services that share an address, the name asks for one and the address for the one that has it.
    assert.deepEqual(endsOf(byAddress), endsOf(byName), `${from}: ${to} and ${address}`);
    // It speaks of the Service's first family.
    if (named.family === firstFamily(service, routingView(cluster.source).families)) judgeLens(lens, to, byName);
    const holds = brokenBy(named, {
      request: named.request,
      arrives: 'always',
      endpoints: undefined,
      sourcePreserved: undefined,
    });
    const arrives = byName.outcomes.every(({ disposition }) => disposition === 'delivered');
    if (holds.length === 0 && !byName.beyond) assert.ok(arrives, `${to} is expected to arrive, and does not`);
  }
}

/** What the line above a Service says of its cluster IP is what becomes of packets to it. */
function judgeLens(lens: string, to: string, { outcomes }: TraceJson): void {
  const [words] = lens.split(' · Show chains');
  const dispositions = new Set(outcomes.map(({ disposition }) => disposition));
  if (/^endpoints not known/.test(lens)) assert.ok(!dispositions.has('rejected'), `${lens}, but ${to} is rejected`);
  // Of several ports, each may be served or not.
  const verdicts = words!.split(' · ').filter(part => /^(?:rejected|dropped):|KUBE-|^(?:nftables|ipvs)$/.test(part));
  if (to.includes(':port-') && !/^(?:nodeport|lb|external-ip):/.test(to) && verdicts.length === 1) {
    if (/^(?:rejected|dropped):/.test(verdicts[0]!))
      assert.ok(!dispositions.has('delivered'), `${lens}, but ${to} is delivered`);
    else assert.ok(!dispositions.has('rejected'), `${lens}, but ${to} is rejected`);
  }
}

function judgeRefused(cluster: Cluster, name: string, rules: string): void {
  assert.doesNotMatch(rules, new RegExp(`["/ ]${name}[":/ ]`), 'rules of what is refused');
  for (const to of [name, `nodeport:${name}`, `lb:${name}`, `external-ip:${name}`]) {
    const result = trace(cluster, `client:${addressesOf.IPv4.clients[0]}`, to);
    if (!result) continue;
    assert.deepEqual(
      traceJson(result).outcomes.map(({ disposition }) => disposition),
      ['refused'],
    );
    const expectation = {
      request: result.request,
      arrives: 'never',
      endpoints: undefined,
      sourcePreserved: undefined,
    } as const;
    assert.equal(brokenBy(result, expectation).length, 1);
  }
}

function judgeEndpoints({ source }: Cluster, service: Service, lens: string, mode: ProxyMode): void {
  const routing = routingView(source);
  const family = firstFamily(service, routing.families);
  const ports = portsOf(routing.shown.one(service, mode, family), service);
  const written = slicesOfService(service, source.cluster, source.settings)
    .filter(({ addressType }) => addressType === family)
    .flatMap(({ endpoints }) => endpoints.flatMap(({ addresses }) => addresses));
  if (ports.length === 0) assert.match(lens, /no rules/);
  const counted = /^(\d+) (?:placeholder )?endpoints? /.exec(lens);
  if (counted) assert.ok(Number(counted[1]) <= new Set(written).size, `${lens}, of ${written.join()}`);
  if (/rejected: no endpoints/.test(lens)) assert.equal(written.length, 0, lens);
}

/** By name, from whom, and by address. */
function* waysTo(cluster: Cluster, service: Service): Generator<readonly [string, string, string]> {
  const routing = routingView(cluster.source);
  for (const family of ['IPv4', 'IPv6'] as const) {
    const { clients, plainPod, node } = addressesOf[family];
    const plan = routing.shown.one(service, routing.mode, family);
    for (const { port } of portsOf(plan, service)) {
      const name = `${namespacedName(service)}:${port.portName}`;
      if (port.protocol !== 'tcp') continue;
      for (const from of [`client:${clients[0]}`, `local-pod-ip:${plainPod}`]) {
        yield [name, from, joinHostPort(port.clusterIp.address, port.port)];
        if (port.nodePort) yield [`nodeport:${name}`, from, joinHostPort({ family, text: node }, port.nodePort.port)];
        for (const { address } of port.loadBalancerVips) yield [`lb:${name}`, from, joinHostPort(address, port.port)];
        for (const { address } of port.externalIps)
          yield [`external-ip:${name}`, from, joinHostPort(address, port.port)];
      }
      for (const token of [port.clusterIp.address.text, ...(port.nodePort ? [String(port.nodePort.port)] : [])]) {
        const texts = explainToken(token, cluster.source, () => undefined).map(({ text }) => text);
        assert.ok(
          texts.some(text => text.includes(`Service ${namespacedName(service)},`)),
          `explain ${token}: ${texts.join('\n')}`,
        );
      }
    }
  }
}

const seed = Number(process.env.ROUTELENS_SEED ?? Date.now() % 1_000_000);
const count = Number(process.env.ROUTELENS_CLUSTERS ?? 12);

test(`check, rules, endpoints, explain, hover, lens and trace agree (ROUTELENS_SEED=${seed})`, () => {
  let refused = 0;
  let judged = 0;
  for (let i = 0; i < count; i++) {
    for (const mode of modes) {
      const cluster = read(seed + i, mode);
      const rules = rulesOf(cluster, mode);
      for (const service of cluster.services) {
        try {
          judge(cluster, service, mode, rules);
        } catch (error) {
          throw new Error(
            `ROUTELENS_SEED=${seed + i} ROUTELENS_CLUSTERS=1, ${mode}, ${service.name}: ${(error as Error).message}`,
          );
        }
        judged++;
        if (isRefused(cluster, service)) refused++;
      }
    }
  }
  assert.ok(judged > 0);
  if (count > 9) assert.ok(refused > 0 && refused < judged, `${refused} of ${judged} refused`);
});
