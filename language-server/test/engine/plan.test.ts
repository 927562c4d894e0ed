/** Decisions that the plan takes, and what it says where it takes none. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileIptables } from '../../core/backends/iptables/compile.ts';
import { printIptablesRestore, printIptablesRule } from '../../core/netfilter/printIptables.ts';
import { readProxyConfig } from '../../core/routing/proxyConfig.ts';
import { makeCase, nodeHere, plan, webService } from './support.ts';

const onHere = 'hostnameOverride: " Here "';

function planOf(manifests: string, config = onHere) {
  return plan(makeCase(nodeHere + manifests, config), 'iptables', 'IPv4');
}

function service(spec: string, metadata = ''): string {
  return `
apiVersion: v1
kind: Service
metadata: { name: web, ${metadata} }
spec: ${spec}
`;
}

const skipped = [
  ['headless', '{ clusterIP: None, ports: [{ port: 80 }] }'],
  ['external-name', '{ type: ExternalName, externalName: example.org }'],
  ['no-cluster-ip', '{ ports: [{ port: 80 }] }'],
  ['no-cluster-ip-of-family', '{ clusterIP: "fd00::1", ports: [{ port: 80 }] }'],
  ['cluster-ip-unreadable', '{ clusterIP: ten, ports: [{ port: 80 }] }'],
  ['no-ports', '{ clusterIP: 10.96.0.1 }'],
  ['port-unreadable', '{ clusterIP: 10.96.0.1, ports: [{ port: 80, protocol: HTTP }] }'],
] as const;

for (const [reason, spec] of skipped) {
  test(`a Service without rules says why: ${reason}`, () => {
    const { servicePorts, skipped: found } = planOf(service(spec));
    assert.equal(servicePorts.length, 0);
    assert.deepEqual(
      found.map(item => item.reason),
      [reason],
    );
  });
}

test('a Service of another proxy is left alone', () => {
  const labels = 'labels: { service.kubernetes.io/service-proxy-name: other }';
  const { skipped: found } = planOf(service('{ clusterIP: 10.96.0.1, ports: [{ port: 80 }] }', labels));
  assert.equal(found[0]?.reason, 'other-proxy');
});

test('the label of headless slices hides a Service, and labels hide slices', () => {
  const headless = 'labels: { service.kubernetes.io/headless: "" }';
  const { skipped: found } = planOf(service('{ clusterIP: 10.96.0.1, ports: [{ port: 80 }] }', headless));
  assert.equal(found[0]?.reason, 'labelled-headless');
  for (const label of ['service.kubernetes.io/headless', 'service.kubernetes.io/service-proxy-name']) {
    const labelled = webService({}).replace('kubernetes.io/service-name:', `${label}: "", kubernetes.io/service-name:`);
    assert.ok(labelled.includes(label));
    assert.equal(planOf(labelled).servicePorts[0]?.hasEndpoints, false, label);
  }
});

test('a slice port 0 counts as one without a number', () => {
  const manifests = webService({});
  assert.equal(planOf(manifests.replace('port: 8080', 'port: 0')).servicePorts[0]?.allEndpoints.length, 0);
  assert.equal(planOf(manifests).servicePorts[0]?.allEndpoints.length, 2);
});

test('one unreadable port leaves the others alone', () => {
  const ports = '[{ name: a, port: 80 }, { name: b, protocol: HTTP, port: 81 }]';
  const { servicePorts, skipped: found } = planOf(service(`{ clusterIP: 10.96.0.1, ports: ${ports} }`));
  assert.deepEqual(
    servicePorts.map(({ port }) => port.name),
    ['default/web:a'],
  );
  assert.equal(found[0]?.reason, 'port-unreadable');
});

test('the name of the node is trimmed and lower-cased; endpoints are local by it', () => {
  const { servicePorts, nodeName } = planOf(webService({ here: 2, there: 1 }));
  assert.equal(nodeName, 'here');
  assert.equal(servicePorts[0]?.allEndpoints.filter(endpoint => endpoint.isLocal).length, 2);
});

test('policy Local without a local endpoint drops from outside and refuses nothing inside', () => {
  const spec = 'type: NodePort\nexternalTrafficPolicy: Local';
  const manifests = webService({ spec, here: 0, there: 1 }).replace('port: 80 }', 'port: 80, nodePort: 30080 }');
  const port = planOf(manifests).servicePorts[0]!;
  assert.equal(port.externalRefusal, 'no-local-endpoints');
  assert.equal(port.internalRefusal, undefined);
  assert.ok(port.hasEndpoints);
});

test('policy Local has no meaning where nothing outside can reach the Service', () => {
  const port = planOf(webService({ spec: 'externalTrafficPolicy: Local', here: 0 })).servicePorts[0]!;
  assert.equal(port.port.externalPolicyLocal, false);
  assert.equal(port.externalRefusal, undefined);
});

function withoutComments(count: number): boolean {
  const text = printIptablesRestore(compileIptables(planOf(webService({ here: 0, there: count }))));
  assert.match(text, /--comment "default\/web:http cluster IP"/);
  return !text.includes('default/web:http -> ');
}

test('rules of endpoints lose their comments beyond 1000 endpoints, strictly', () => {
  assert.equal(withoutComments(1000), false);
  assert.equal(withoutComments(1001), true);
});

test('values that are refused today are read as kube-proxy reads them', () => {
  const spec = `{ clusterIP: 010.096.0.01, externalIPs: ["198.051.100.7"], type: LoadBalancer,
    loadBalancerSourceRanges: [" 10.1.2.3/8 "], ports: [{ port: 80 }] }`;
  const { port } = planOf(service(spec)).servicePorts[0]!;
  assert.equal(port.clusterIp.address.text, '10.96.0.1');
  assert.equal(port.externalIps[0]?.address.text, '198.51.100.7');
  assert.equal(port.sourceRanges[0]?.range.text, '10.0.0.0/8');
});

test('of two Services with one name the last counts', () => {
  const first = service('{ clusterIP: 10.96.0.1, ports: [{ port: 80 }] }');
  const { servicePorts } = planOf(`${first}---${first.replace('10.96.0.1', '10.96.0.2')}`);
  assert.deepEqual(
    servicePorts.map(({ port }) => port.clusterIp.address.text),
    ['10.96.0.2'],
  );
});

test('without any Node there is still a view, and it says that it is made up', () => {
  const engineCase = makeCase(webService({}));
  assert.ok(engineCase.node.synthetic);
  assert.equal(plan(engineCase, 'iptables', 'IPv4').servicePorts[0]?.clusterEndpoints.length, 2);
});

test('a single rule prints as it stands after its chain', () => {
  const { units } = compileIptables(planOf(webService({ here: 1, there: 0 })), { servicePorts: ['default/web:http'] });
  const rules = [...units].filter(unit => unit.owner).flatMap(unit => unit.sections.flatMap(section => section.rules));
  assert.equal(
    printIptablesRule(rules.at(-1)!),
    '-m comment --comment default/web:http -m tcp -p tcp -j DNAT --to-destination 10.244.0.1:8080',
  );
});

test('configuration: defaults', () => {
  const { config, problems } = readProxyConfig(undefined);
  assert.deepEqual(problems, []);
  assert.equal(config.mode, 'iptables');
  assert.equal(config.iptables.masqueradeBit, 14);
  assert.equal(config.iptables.localhostNodePorts, true);
  assert.equal(config.ipvs.scheduler, 'rr');
  assert.equal(config.allowExternalIps, true);
});

test('configuration: what kube-proxy would not start with is named and read as the default', () => {
  const { config, problems } = readProxyConfig({
    mode: 'userspace',
    iptables: { masqueradeBit: 32 },
    clusterCIDR: '10.244.0.0/16,nonsense',
    nodePortAddresses: ['here'],
  });
  assert.equal(config.mode, 'iptables');
  assert.equal(config.iptables.masqueradeBit, 14);
  assert.equal(problems.length, 4);
  assert.match(problems[0]!, /removed in Kubernetes 1\.26/);
});
