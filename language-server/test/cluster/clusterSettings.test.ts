import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildClusterModel } from '../../core/cluster/clusterModel.ts';
import { resolveSettings, type SettingsLayers } from '../../core/cluster/clusterSettings.ts';
import { decodeManifest } from '../../core/cluster/decode.ts';
import { parseManifest } from '../../core/yaml/parseManifest.ts';

const serviceCidr = (name: string, cidr: string) =>
  `apiVersion: networking.k8s.io/v1\nkind: ServiceCIDR\nmetadata: { name: ${name} }\nspec: { cidrs: [${cidr}] }\n---\n`;

const apiServer = `apiVersion: v1
kind: Pod
metadata: { name: kube-apiserver, namespace: kube-system }
spec:
  containers:
  - name: kube-apiserver
    command: [kube-apiserver, --service-cluster-ip-range=10.0.0.0/16, --service-node-port-range=20000-22767]
---
`;

function settingsOf(text: string, layers: SettingsLayers = {}) {
  return resolveSettings(buildClusterModel('', decodeManifest(parseManifest(text), 'a.yaml')), layers);
}

test('without a word on them the ranges are assumed', () => {
  const { serviceCidrs, nodePortRange, ipFamilies } = settingsOf('');
  assert.deepEqual(serviceCidrs, { value: ['10.96.0.0/12'], from: 'assumed' });
  assert.deepEqual(nodePortRange, { value: { from: 30000, to: 32767 }, from: 'assumed' });
  assert.deepEqual(ipFamilies, { value: ['IPv4'], from: 'assumed' });
});

test('the flags of a kube-apiserver manifest make them known, and ServiceCIDR objects add to them', () => {
  const { serviceCidrs, nodePortRange } = settingsOf(apiServer + serviceCidr('more', '10.200.0.0/24'));
  assert.deepEqual(serviceCidrs, { value: ['10.0.0.0/16', '10.200.0.0/24'], from: 'manifests' });
  assert.deepEqual(nodePortRange, { value: { from: 20000, to: 22767 }, from: 'manifests' });
});

test('an additional ServiceCIDR alone does not say which the first range is', () => {
  assert.deepEqual(settingsOf(serviceCidr('more', '10.200.0.0/24')).serviceCidrs, {
    value: ['10.96.0.0/12', '10.200.0.0/24'],
    from: 'assumed',
  });
  assert.equal(settingsOf(serviceCidr('kubernetes', '10.200.0.0/24')).serviceCidrs.from, 'manifests');
});

test('an option wins over a setting, that over the file, that over manifests', () => {
  const layers: SettingsLayers = {
    option: { node: 'o' },
    setting: { node: 's', clusterDomain: 's' },
    file: { node: 'f', clusterDomain: 'f', serviceCidrs: ['fd00::/112'] },
  };
  const settings = settingsOf(apiServer, layers);
  assert.deepEqual([settings.node, settings.clusterDomain], ['o', 's']);
  assert.deepEqual(settings.serviceCidrs, { value: ['fd00::/112'], from: '.routelens.yaml' });
  assert.deepEqual(settings.ipFamilies.value, ['IPv6']);
});

test('severities of all layers count together, the nearer one winning', () => {
  const { severities } = settingsOf('', {
    file: { severities: { a: 'off', b: 'hint' } },
    setting: { severities: { b: 'error' } },
  });
  assert.deepEqual(severities, { a: 'off', b: 'error' });
});
