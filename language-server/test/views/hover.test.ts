import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analysisOf } from '../support/snapshot.ts';
import { deployment, nodes, service, slice } from './demoapp.ts';

function hoverOn(files: Record<string, string>, word: string, file = 'service.yaml'): string {
  const view = analysisOf(files).hoverAt(file, files[file]!.indexOf(word));
  assert.ok(view, `no hover on ${word}`);
  return `${view.summary}\n\n${view.details}`;
}

const written = { 'nodes.yaml': nodes, 'service.yaml': service, 'slice.yaml': slice };

test('the hover tells the chains with the share of each endpoint', () => {
  const markdown = hoverOn(written, 'demoapp-svc');
  assert.match(markdown, /`KUBE-SERVICES` → `KUBE-SVC-EHL433DY3T7P3MZN` →/);
  for (const [chain, address] of [
    ['KUBE-SEP-OKCWPUIB7WHDSNLK', '10.244.1.46:80'],
    ['KUBE-SEP-47KFJORAGBSAGTDM', '10.244.2.64:80'],
    ['KUBE-SEP-GDD5ADYI2DAT4RQT', '10.244.3.77:80'],
  ]) {
    assert.ok(markdown.includes(`- 1/3 → \`${chain}\` ${address}`), `${chain} with ${address} in\n${markdown}`);
  }
  assert.match(markdown, /demoapp-svc\.default\.svc\.cluster\.local/);
  assert.match(markdown, /```iptables\n-A KUBE-SERVICES .*-d 10\.110\.217\.207/);
});

test('name, kind, ports and selector answer; other fields do not', () => {
  for (const word of ['demoapp-svc', 'Service', 'ports', 'targetPort', 'selector', 'app: demoapp'])
    hoverOn(written, word);
  assert.equal(analysisOf(written).hoverAt('service.yaml', service.indexOf('v1')), undefined);
});

test('a slice and an Endpoints object lead to their Service', () => {
  assert.match(hoverOn(written, 'demoapp-svc-x7k2p', 'slice.yaml'), /default\/demoapp-svc/);
});

test('replicas without addresses are placeholders and are called so', () => {
  const markdown = hoverOn({ 'nodes.yaml': nodes, 'service.yaml': service, 'app.yaml': deployment }, 'demoapp-svc');
  assert.equal(markdown.match(/1\/3 → .*\(placeholder\)/g)?.length, 3);
  assert.match(markdown, /placeholders stand for replicas/);
});

test('a Service without a cluster IP is shown as if it had one, and says so', () => {
  const markdown = hoverOn(
    { ...written, 'service.yaml': service.replace('  clusterIP: 10.110.217.207\n', '') },
    'demoapp-svc',
  );
  assert.match(markdown, /KUBE-SVC-EHL433DY3T7P3MZN/);
  assert.match(markdown, /cluster IP chosen on creation/);
  assert.match(markdown, /stands in for the cluster IP/);
});

test('what has no rules says why', () => {
  const headless = service.replace('10.110.217.207', 'None');
  assert.match(hoverOn({ ...written, 'service.yaml': headless }, 'demoapp-svc'), /headless Service has no cluster IP/);
  const external =
    'apiVersion: v1\nkind: Service\nmetadata: { name: db }\nspec: { type: ExternalName, externalName: db.example.org }\n';
  assert.match(
    hoverOn({ 'service.yaml': external }, 'name: db'.slice(6)),
    /db\.default\.svc\.cluster\.local.*db\.example\.org/,
  );
});

test('nftables mode is shown in its own words', () => {
  const markdown = hoverOn({ ...written, '.routelens.yaml': 'mode: nftables\n' }, 'demoapp-svc');
  assert.match(markdown, /`@service-ips` → `service-IFZNBIPF-default\/demoapp-svc\/tcp\/`/);
  assert.equal(markdown.match(/- 1\/3 → `10\.244\./g)?.length, 3);
});

test('names cannot smuggle markup into the hover', () => {
  const evil = service.replace('name: demoapp-svc', 'name: "[x](command:evil) `<b>"');
  const markdown = hoverOn({ 'service.yaml': evil }, 'kind');
  assert.doesNotMatch(markdown.replace(/```[\s\S]*?```/g, '').replace(/`[^`]*`/g, ''), /(?<!\\)\[x/);
});

test('ipvs mode shows virtual servers, and a word on the scheduler', () => {
  const markdown = hoverOn({ ...written, '.routelens.yaml': 'mode: ipvs\n' }, 'demoapp-svc');
  assert.match(markdown, /`kube-ipvs0` → `10\.110\.217\.207:80\/tcp` →\n- 1\/3 → `10\.244\.1\.46:80` node-a/);
  assert.match(markdown, /```ipvsadm\nTCP {2}10\.110\.217\.207:80 rr\n {2}-> 10\.244\.1\.46:80/);
  assert.match(markdown, /round robin/);
});
