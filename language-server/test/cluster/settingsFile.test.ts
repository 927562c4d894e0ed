import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSettingsFile } from '../../core/cluster/settingsFile.ts';
import { parseManifest } from '../../core/yaml/parseManifest.ts';

test('every setting of .routelens.yaml is read', () => {
  const text = `mode: nftables
kubernetesVersion: "1.35"
serviceCidr: [10.0.0.0/16, fd00::/112]
nodePortRange: 20000-22767
clusterDomain: linux36.local
node: node-b
rules: { selector-no-match: off, node-port-taken: warning }
ignore: [examples/]
`;
  const { layer, problems } = readSettingsFile(parseManifest(text).documents[0]);
  assert.deepEqual(problems, []);
  assert.deepEqual(layer, {
    mode: 'nftables',
    kubernetesVersion: '1.35',
    serviceCidrs: ['10.0.0.0/16', 'fd00::/112'],
    nodePortRange: { from: 20000, to: 22767 },
    clusterDomain: 'linux36.local',
    node: 'node-b',
    severities: { 'selector-no-match': 'off', 'node-port-taken': 'warning' },
    ignore: ['examples/'],
  });
});

test('wrong values are named with what is accepted, and the others count', () => {
  const { layer, problems } = readSettingsFile(
    parseManifest('mode: userspace\nnodePortRange: 1\nnode: a\nmod: x\n').documents[0],
  );
  assert.deepEqual(layer, { node: 'a' });
  assert.equal(problems.length, 3);
  assert.match(problems[0]!.message, /iptables, nftables, ipvs/);
});

test('an empty file and one that is no map say nothing and a word', () => {
  assert.deepEqual(readSettingsFile(parseManifest('').documents[0]), { layer: {}, problems: [] });
  assert.equal(readSettingsFile(parseManifest('- a\n').documents[0]).problems.length, 1);
});
