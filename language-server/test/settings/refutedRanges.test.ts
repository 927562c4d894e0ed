/** Assumptions that all fixed values contradict. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settle } from './support.ts';

const service = (name: string, spec: string) =>
  `apiVersion: v1\nkind: Service\nmetadata: { name: ${name} }\nspec: { ${spec} }\n---\n`;
const withIps = (...ips: string[]) => ({
  'a.yaml': ips.map((ip, i) => service(`s${i}`, `clusterIP: "${ip}", ports: [{ port: 80 }]`)).join(''),
});
const rangesOf = (...ips: string[]) => settle(withIps(...ips)).settings.serviceCidrs;

test('the smallest customary range that holds all fixed addresses is assumed', () => {
  for (const [ips, range] of [
    [['10.43.0.10', '10.43.200.1'], '10.43.0.0/16'],
    [['172.20.0.10'], '172.20.0.0/16'],
    [['172.30.1.1', 'None'], '172.30.0.0/16'],
    [['10.233.0.3'], '10.233.0.0/18'],
    [['10.233.70.3'], '10.233.0.0/16'],
    [['192.168.7.9', '192.168.250.1'], '192.168.0.0/16'],
    [['10.16.0.1', '10.17.0.1'], '10.16.0.0/15'],
  ] as const) {
    const { value, from, inPlaceOf } = rangesOf(...ips);
    assert.deepEqual([value, from, inPlaceOf?.value], [[range], 'assumed', ['10.96.0.0/12']], ips.join());
  }
});

test('one value inside, or values that fit no range, leave the assumption as it is', () => {
  for (const ips of [['10.43.0.10', '10.96.0.10'], ['8.8.8.8'], ['10.1.0.1', '192.168.0.1'], []]) {
    assert.deepEqual(rangesOf(...ips), { value: ['10.96.0.0/12'], from: 'assumed' }, ips.join());
  }
});

test('a second family gets a range of its own', () => {
  assert.deepEqual(rangesOf('10.96.0.1', 'fd00:1::5').value, ['10.96.0.0/12', 'fd00:1::/112']);
  assert.deepEqual(rangesOf('fd00:1::5').value, ['fd00:1::/112', '10.96.0.0/12']);
});

test('what is known is never refuted', () => {
  const kubeadm =
    'apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nnetworking: { serviceSubnet: 10.60.0.0/16 }\n';
  const { serviceCidrs } = settle({ ...withIps('10.43.0.10'), 'k.yaml': kubeadm }).settings;
  assert.deepEqual(serviceCidrs, { value: ['10.60.0.0/16'], from: 'manifests' });
});

test("a tool's default is refuted as well", () => {
  const { value } = settle({ ...withIps('172.20.0.10'), 'etc/rancher/k3s/config.yaml': 'token: x\n' }).settings
    .serviceCidrs;
  assert.deepEqual(value, ['172.20.0.0/16']);
});

test('node ports: several outside make another range; slips do not', () => {
  const ports = (...list: string[]) =>
    settle({ 'a.yaml': service('s', `type: NodePort, ports: [${list.map(port => `{ ${port} }`).join()}]`) }).settings
      .nodePortRange;
  assert.deepEqual(ports('port: 80, nodePort: 20080', 'port: 81, nodePort: 21443').value, { from: 20000, to: 21999 });
  const usual = { from: 30000, to: 32767 };
  assert.deepEqual(ports('port: 80, nodePort: 20080').value, usual, 'one alone');
  assert.deepEqual(ports('port: 80, nodePort: 20080', 'port: 81, nodePort: 30443').value, usual, 'one inside');
  assert.deepEqual(ports('port: 80, nodePort: 8080', 'port: 81, nodePort: 8081').value, usual, 'ports of programs');
  const many = [8001, 8010, 8020, 8100, 8200].map((port, i) => `port: ${i + 1}, nodePort: ${port}`);
  assert.deepEqual(ports(...many).value, { from: 8000, to: 8999 });
  assert.deepEqual(
    ports('port: 8080, nodePort: 8080', 'port: 90, targetPort: 9090, nodePort: 9090').value,
    usual,
    'slips',
  );
});
