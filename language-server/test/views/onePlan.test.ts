/** A Service planned alone, as hovers and lenses do it, has the rules that it has by the plan of its whole cluster. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { namedOnce } from '../../core/cluster/objects.ts';
import { printCompiled } from '../../core/views/compilePlan.ts';
import { type RoutingView, routingView } from '../../core/views/routingView.ts';
import { rootsOf } from '../../core/workspace/roots.ts';
import { toPlain } from '../../core/yaml/manifestNode.ts';
import { parseManifest } from '../../core/yaml/parseManifest.ts';
import { caseNames, families, modes, nodeHere, readCaseFile, webService } from '../engine/support.ts';
import { snapshotOf } from '../support/snapshot.ts';

interface Viewed {
  readonly routing: RoutingView;
  readonly services: readonly { readonly namespace: string; readonly name: string }[];
}

function view(manifests: string, config = '', host = ''): Viewed {
  const plain = (text: string) => toPlain(parseManifest(text).documents[0]?.root);
  const root = rootsOf(snapshotOf({ 'manifests.yaml': manifests })).all[0]!;
  const proxyConfiguration = plain(config) as Record<string, unknown> | undefined;
  const routing = routingView({ ...root.routing, proxyConfiguration, host: plain(host) });
  return { routing, services: [...namedOnce(root.cluster.model.services).values()] };
}

/** Compares every Service in every mode; `compared` says how many had rules. */
function compare({ routing, services }: Viewed, label: string): number {
  let compared = 0;
  for (const mode of modes) {
    for (const family of families) {
      for (const service of services) {
        for (const { whole, one } of [routing.shown, routing.exact]) {
          const expected = [...printCompiled(whole(mode, family), service)].join('');
          const text = [...printCompiled(one(service, mode, family), service)].join('');
          assert.equal(text, expected, `${label} ${mode} ${family} ${service.namespace}/${service.name}`);
          if (expected.includes(service.name)) compared++;
        }
      }
    }
  }
  return compared;
}

test('one Service planned alone has the rules that it has in the whole cluster', () => {
  let compared = 0;
  for (const name of caseNames()) {
    const [manifests, config, host] = ['manifests.yaml', 'config.yaml', 'host.yaml'].map(f => readCaseFile(name, f));
    compared += compare(view(manifests!, config, host), name);
  }
  assert.ok(compared > 400, String(compared));
});

const contenders = ['a', 'b', 'c'].map(name => webService({ name, here: 1, there: 0 })).join('---');

test('of Services that claim one address the same one has it', () => {
  const differing = contenders
    .replace('clusterIP: 10.96.0.10', 'clusterIP: 10.96.0.20\n  externalIPs: [10.96.0.10, 192.168.10.11]')
    .replace('name: http, port: 80', 'name: http, port: 30080');
  const nodePorts = contenders
    .replace('port: 80 }', 'port: 80, nodePort: 30080 }')
    .replace('ports:', 'type: NodePort\n  ports:');
  for (const manifests of [contenders, differing, `${differing}---${nodePorts.replaceAll('name: a', 'name: z')}`]) {
    assert.ok(compare(view(nodeHere + manifests, 'nodePortAddresses: [primary]'), 'contenders') > 0);
  }
});

test('comments on endpoints end where the cluster is large, however few endpoints the Service has', () => {
  const big = webService({ name: 'big', here: 0, there: 1000 });
  for (const here of [0, 1]) {
    const small = webService({ name: 'small', here, there: 0 }).replace('10.96.0.10', '10.96.0.11');
    const viewed = view(`${nodeHere}${big}---${small}`);
    compare(viewed, `${1000 + here} endpoints`);
    const plan = viewed.routing.shown.one({ namespace: 'default', name: 'big' }, 'iptables', 'IPv4');
    assert.equal(plan.isLargeCluster, here === 1);
  }
});

test('stand-ins for cluster IPs are given out once, while there are any', () => {
  const manifests = Array.from(
    { length: 300 },
    (_, i) => `apiVersion: v1\nkind: Service\nmetadata: { name: s${i} }\nspec: { ports: [{ port: 80 }] }\n`,
  );
  const claiming =
    'apiVersion: v1\nkind: Service\nmetadata: { name: a }\nspec: { clusterIP: 10.96.0.200, ports: [{ port: 80 }] }\n';
  const files = {
    'all.yaml': [claiming, ...manifests].join('---\n'),
    '.routelens.yaml': 'serviceCidr: 10.96.0.0/24\n',
  };
  const { servicePorts } = routingView(rootsOf(snapshotOf(files)).all[0]!.routing).shown.whole('iptables', 'IPv4');
  const addresses = new Set(servicePorts.map(({ port }) => port.clusterIp.address.text));
  // The server takes those that it chooses from above the first 128; the last is the broadcast address.
  assert.equal(servicePorts.length, 127);
  assert.equal(addresses.size, 127);
});
