/** Which file and line decides each setting, and what is overruled there. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SettingName } from '../../core/views/model.ts';
import { analyse } from '../../core/workspace/analyse.ts';
import { snapshotOf } from '../support/snapshot.ts';
import { type Files, proxyConfigMap, proxyDaemonSet } from './support.ts';

function statusOf(files: Files, file = Object.keys(files)[0]!) {
  return analyse(snapshotOf(files)).status(file);
}

/** "value file:line" of what decides, then of what is overruled. */
function decided(files: Files, setting: SettingName, file?: string): string[] {
  const found = statusOf(files, file).settings.find(view => view.setting === setting)!;
  return [found, ...found.overruled].map(view => `${view.value} ${view.file ?? view.from}:${view.line ?? ''}`);
}

const kubeadm = `apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
networking:
  podSubnet: 10.50.0.0/16
  serviceSubnet: 10.60.0.0/16
  dnsDomain: k.local
`;
const service = 'apiVersion: v1\nkind: Service\nmetadata: { name: s }\nspec: { ports: [{ port: 80 }] }\n';

test('each setting names its file and line', () => {
  const files = { 'kubeadm.yaml': kubeadm, 'a.yaml': service };
  assert.deepEqual(decided(files, 'podCidr'), ['10.50.0.0/16 kubeadm.yaml:4']);
  assert.deepEqual(decided(files, 'serviceCidr'), ['10.60.0.0/16 kubeadm.yaml:5']);
  assert.deepEqual(decided(files, 'clusterDomain'), ['k.local kubeadm.yaml:6']);
  assert.deepEqual(decided(files, 'nodePortRange'), ['30000-32767 assumed:']);
  assert.deepEqual(decided(files, 'mode'), ['iptables default:']);
  assert.deepEqual(decided(files, 'kubernetesVersion'), ['1.36 default:']);
  assert.deepEqual(decided(files, 'hostnameOverride'), ['undefined default:']);
});

test('what is overruled is named with its place', () => {
  const files = {
    'kubeadm.yaml': kubeadm,
    'map.yaml': proxyConfigMap('mode: ipvs\nclusterCIDR: 10.51.0.0/16\ndetectLocalMode: NodeCIDR'),
    'set.yaml': proxyDaemonSet(
      'command: [kube-proxy, --config=/c, --hostname-override=a]\n        args:\n        - --proxy-mode=nftables',
    ),
    '.routelens.yaml': 'node: here\nmode: iptables\n',
  };
  assert.deepEqual(decided(files, 'mode'), ['iptables .routelens.yaml:2', 'ipvs map.yaml:9', 'nftables set.yaml:14']);
  assert.deepEqual(decided(files, 'podCidr'), ['10.51.0.0/16 map.yaml:10', '10.50.0.0/16 kubeadm.yaml:4']);
  assert.deepEqual(decided(files, 'detectLocalMode'), ['NodeCIDR map.yaml:11']);
  assert.deepEqual(decided(files, 'hostnameOverride'), ['a set.yaml:12']);
  assert.deepEqual(decided(files, 'node'), ['here .routelens.yaml:1', 'a set.yaml:12']);
});

test('a script of several lines: the line of the flag', () => {
  const script =
    'command: [sh, -c]\n        args:\n        - |\n          kube-proxy \\\n            --proxy-mode=ipvs \\\n            --cluster-cidr=10.50.0.0/16';
  const files = { 'set.yaml': proxyDaemonSet(script) };
  assert.deepEqual(decided(files, 'mode'), ['ipvs set.yaml:16']);
  assert.deepEqual(decided(files, 'podCidr'), ['10.50.0.0/16 set.yaml:17']);
});

test('plain files of installers have places as well', () => {
  const files = {
    'etc/rancher/k3s/config.yaml': '# k3s\ncluster-cidr: 10.50.0.0/16\nkube-proxy-arg:\n- x=y\n- proxy-mode=ipvs\n',
  };
  assert.deepEqual(decided(files, 'podCidr'), ['10.50.0.0/16 etc/rancher/k3s/config.yaml:2']);
  assert.deepEqual(decided(files, 'mode'), ['ipvs etc/rancher/k3s/config.yaml:5']);
  assert.deepEqual(decided(files, 'serviceCidr'), ['10.43.0.0/16 assumed:']);
});

test('ServiceCIDR objects add to a range and are not overruled by it', () => {
  const object =
    'apiVersion: networking.k8s.io/v1\nkind: ServiceCIDR\nmetadata: { name: more }\nspec: { cidrs: [10.200.0.0/24] }\n';
  const files = { 'kubeadm.yaml': kubeadm, 'more.yaml': object };
  assert.deepEqual(decided(files, 'serviceCidr'), ['10.60.0.0/16, 10.200.0.0/24 kubeadm.yaml:5']);
});

test('what is assumed says why', () => {
  const fixed = service.replace('{ ports', '{ clusterIP: 10.43.0.1, ports');
  const { details } = statusOf({ 'a.yaml': fixed });
  assert.ok(details.some(text => /^Service range 10\.43\.0\.0\/16: assumed, it holds every fixed value/.test(text)));
  const other = kubeadm.replaceAll('10.6', '10.7');
  const disputed = statusOf({ 'a.yaml': kubeadm, 'b.yaml': other }).details;
  assert.ok(disputed.some(text => /^Service range 10\.70.*assumed, b\.yaml:5 .*others disagree/.test(text)));
});

test('a cluster without kube-proxy says so', () => {
  const { remarks } = statusOf({
    'talos.yaml': 'version: v1alpha1\nmachine: {}\ncluster:\n  proxy:\n    disabled: true\n',
  });
  assert.ok(remarks.some(text => text.startsWith('kube-proxy is not installed (talos.yaml:5, ')));
});

test('each root decides for itself', () => {
  const files = {
    'a/.routelens.yaml': 'mode: ipvs\n',
    'a/s.yaml': service,
    'b/.routelens.yaml': '\nmode: nftables\n',
    'b/s.yaml': service,
  };
  assert.deepEqual(decided(files, 'mode', 'a/s.yaml'), ['ipvs a/.routelens.yaml:1']);
  assert.deepEqual(decided(files, 'mode', 'b/s.yaml'), ['nftables b/.routelens.yaml:2']);
});

test('an installer beside a kustomization says which cluster it is for', () => {
  const files = {
    'prod/kustomization.yaml': 'resources: [s.yaml]\n',
    'prod/s.yaml': service,
    'prod/kubeadm.yaml': kubeadm,
  };
  assert.deepEqual(decided(files, 'podCidr', 'prod/s.yaml'), ['10.50.0.0/16 prod/kubeadm.yaml:4']);
  assert.deepEqual(decided(files, 'podCidr', 'prod/kubeadm.yaml'), ['10.50.0.0/16 prod/kubeadm.yaml:4']);
});
