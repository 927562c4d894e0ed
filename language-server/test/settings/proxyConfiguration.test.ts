/** What kube-proxy runs with, where several say something. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { proxyConfigMap, proxyDaemonSet, settle } from './support.ts';

const kubeadm = `apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
networking: { podSubnet: 10.50.0.0/16 }
`;
const document = (body: string) =>
  `apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\n${body}\n`;

test('a ConfigMap of any usual name and key', () => {
  for (const options of [
    { name: 'kube-proxy' },
    { name: 'kube-proxy-config', key: 'config' },
    { name: 'kube-proxy-config', key: 'kube-proxy-config.conf' },
    { name: 'kube-proxy-config-4d9f2c6b7h', key: 'config' },
  ]) {
    assert.equal(settle({ 'c.yaml': proxyConfigMap('mode: ipvs', options) }).config.mode, 'ipvs', options.name);
  }
  assert.equal(settle({ 'c.yaml': proxyConfigMap('mode: ipvs', { name: 'other' }) }).config.mode, 'iptables');
});

test('flags in every form', () => {
  const forms = [
    'command: [/usr/local/bin/kube-proxy, --proxy-mode=ipvs, --cluster-cidr=10.50.0.0/16, --masquerade-all]',
    'command: [kube-proxy]\n        args: [--proxy-mode, ipvs, --masquerade-all, --cluster-cidr, 10.50.0.0/16]',
    'args: [--proxy-mode=ipvs, --cluster-cidr=10.50.0.0/16, --masquerade-all=true]',
    'command: [/go-runner, --log-file=/x, /usr/local/bin/kube-proxy, --proxy-mode=ipvs, --cluster-cidr=10.50.0.0/16, --masquerade-all=1]',
    'command: [/bin/sh, -c, "exec kube-proxy --proxy-mode=ipvs \'--cluster-cidr=10.50.0.0/16\' --masquerade-all 1>>/var/log/p.log 2>&1"]',
    'command: [sh, -c]\n        args:\n        - |\n          echo start; kube-proxy --proxy-mode "ipvs" \\\n            --cluster-cidr=10.50.0.0/16 --masquerade-all\n',
  ];
  for (const form of forms) {
    const { config, podRange } = settle({ 'ds.yaml': proxyDaemonSet(form) });
    assert.deepEqual([config.mode, config.iptables.masqueradeAll, podRange], ['ipvs', true, '10.50.0.0/16'], form);
  }
});

test('what is not certain is not read', () => {
  for (const form of [
    'command: [sh, -c, "if a; then kube-proxy --proxy-mode=ipvs; fi"]',
    'command: [sh, -c, "kube-proxy --proxy-mode=$MODE"]',
    'command: [kube-proxy, "--proxy-mode=$(MODE)"]',
    'command: [other, --proxy-mode=ipvs]',
    'command: [sh, -c, "kube-proxy --cleanup; kube-proxy --proxy-mode=ipvs"]',
  ]) {
    assert.equal(settle({ 'ds.yaml': proxyDaemonSet(form) }).config.mode, 'iptables', form);
  }
});

test('the environment of the container tells what it writes out', () => {
  const set = proxyDaemonSet('command: [kube-proxy, "--proxy-mode=$(MODE)"]', 'env: [{ name: MODE, value: ipvs }]');
  assert.equal(settle({ 'ds.yaml': set }).config.mode, 'ipvs');
});

test('with --config flags do not count, but for --hostname-override', () => {
  const map = proxyConfigMap('mode: nftables\nhostnameOverride: from-file');
  const flags = (host: string) =>
    proxyDaemonSet(
      `command: [kube-proxy, --config=/c, --proxy-mode=ipvs, "--hostname-override=${host}"]`,
      'env: [{ name: NODE_NAME, valueFrom: { fieldRef: { fieldPath: spec.nodeName } } }]',
    );
  const fixed = settle({ 'cm.yaml': map, 'ds.yaml': flags('From-Flag') }).config;
  assert.deepEqual([fixed.mode, fixed.hostnameOverride], ['nftables', 'from-flag']);
  const own = settle({ 'cm.yaml': map, 'ds.yaml': flags('$(NODE_NAME)') }).config;
  assert.deepEqual([own.mode, own.hostnameOverride], ['nftables', undefined], 'each node has its own name');
});

test('without --config no file is read', () => {
  const { config } = settle({
    'cm.yaml': proxyConfigMap('mode: nftables'),
    'ds.yaml': proxyDaemonSet('command: [kube-proxy, --proxy-mode=ipvs]'),
  });
  assert.equal(config.mode, 'ipvs');
});

test('a configuration decides over installers; kubeadm fills in the range that its own lacks', () => {
  assert.equal(settle({ 'a.yaml': kubeadm, 'b.yaml': document('mode: ipvs') }).podRange, '10.50.0.0/16');
  assert.equal(settle({ 'a.yaml': kubeadm, 'b.yaml': document('clusterCIDR: 10.70.0.0/16') }).podRange, '10.70.0.0/16');
  assert.equal(
    settle({ 'a.yaml': kubeadm, 'b.yaml': proxyConfigMap('mode: ipvs') }).podRange,
    '',
    'the cluster has none',
  );
  const spray = { 'g.yml': 'kube_proxy_mode: ipvs\n', 'b.yaml': document('mode: nftables') };
  assert.equal(settle(spray).config.mode, 'nftables');
});

test('the range of the controller manager tells that of pods, where nobody else does', () => {
  const manager = `apiVersion: v1
kind: Pod
metadata: { name: kube-controller-manager, namespace: kube-system }
spec: { containers: [{ name: m, command: [kube-controller-manager, --cluster-cidr=10.80.0.0/16, --service-cluster-ip-range=10.90.0.0/16] }] }
`;
  const alone = settle({ 'm.yaml': manager });
  assert.equal(alone.podRange, '10.80.0.0/16');
  assert.deepEqual(alone.settings.serviceCidrs, { value: ['10.90.0.0/16'], from: 'manifests' });
  assert.equal(settle({ 'm.yaml': manager, 'k.yaml': kubeadm }).podRange, '10.50.0.0/16');
});

test('a kube-proxy for Windows is another one', () => {
  const linux = proxyDaemonSet('command: [kube-proxy, --proxy-mode=ipvs]');
  const windows = proxyDaemonSet('command: [kube-proxy, --proxy-mode=kernelspace]').replace(
    '      containers:',
    '      nodeSelector: { kubernetes.io/os: windows }\n      containers:',
  );
  assert.equal(settle({ 'a.yaml': linux, 'b.yaml': windows }).config.mode, 'ipvs');
});
