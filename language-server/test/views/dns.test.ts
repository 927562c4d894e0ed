import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analysisOf } from '../support/snapshot.ts';

const settings = 'clusterDomain: linux36.local\nserviceCidr: [10.96.0.0/12, "fd00:10:96::/112"]\n';

function service(spec: string): string {
  return `apiVersion: v1\nkind: Service\nmetadata: { name: db, namespace: shop }\nspec: ${spec}\n`;
}

/** Lines of the hover that tell of DNS. */
function dns(text: string, files: Readonly<Record<string, string>> = {}, word = 'Service'): string[] {
  const view = analysisOf({ 'db.yaml': text, ...files }).hoverAt('db.yaml', text.indexOf(word));
  const lines = `${view!.summary}\n${view!.details}`.split('\n').map(line => line.trim());
  return lines.filter(line => /^DNS|^- (?:A|AAAA|SRV|CNAME) |more DNS/.test(line));
}

test('a name for the cluster IP, and one for each named port', () => {
  const text = service(
    '{ clusterIP: 10.96.0.9, ports: [{ name: sql, port: 5432 }, { name: dns, port: 53, protocol: UDP }] }',
  );
  assert.deepEqual(dns(text), [
    'DNS `db.shop.svc.cluster.local` (A)',
    '- SRV `_sql._tcp.db.shop.svc.cluster.local` → 5432 db.shop.svc.cluster.local',
    '- SRV `_dns._udp.db.shop.svc.cluster.local` → 53 db.shop.svc.cluster.local',
  ]);
  assert.deepEqual(dns(text, {}, 'sql'), [
    'DNS `db.shop.svc.cluster.local` (A)',
    '- SRV `_sql._tcp.db.shop.svc.cluster.local` → 5432 db.shop.svc.cluster.local',
  ]);
});

test('the configured domain counts, and both families', () => {
  const text = service('{ ipFamilyPolicy: PreferDualStack, ports: [{ port: 80 }] }');
  assert.deepEqual(dns(text, { '.routelens.yaml': settings }), ['DNS `db.shop.svc.linux36.local` (A, AAAA)']);
});

test('an ExternalName is an alias', () => {
  assert.deepEqual(dns(service('{ type: ExternalName, externalName: db.example.org }')), [
    'DNS `db.shop.svc.cluster.local` (CNAME) → `db.example.org`',
  ]);
});

const statefulSet = `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: pg, namespace: shop }
spec:
  serviceName: db
  replicas: 2
  ordinals: { start: 3 }
  template:
    metadata: { labels: { app: pg } }
    spec: { containers: [{ name: main, ports: [{ name: pg, containerPort: 15432 }] }] }
`;
const headless = service(
  '{ clusterIP: None, selector: { app: pg }, ports: [{ name: sql, port: 5432, targetPort: pg }] }',
);

test('a headless Service answers with its pods, by their own names too', () => {
  const lines = dns(headless, { 'set.yaml': statefulSet });
  assert.equal(lines[0], 'DNS `db.shop.svc.cluster.local` (A)');
  assert.match(lines[1]!, /^- A `db\.shop\.svc\.cluster\.local` → [\d.]+ \(placeholder\), [\d.]+ \(placeholder\)$/);
  assert.match(lines[2]!, /^- A `pg-3\.db\.shop\.svc\.cluster\.local` → [\d.]+ \(placeholder\)$/);
  assert.match(lines[3]!, /^- A `pg-4\.db\./);
  assert.equal(
    lines[4],
    '- SRV `_sql._tcp.db.shop.svc.cluster.local` → 15432 pg-3.db.shop.svc.cluster.local, 15432 pg-4.db.shop.svc.cluster.local',
  );
});

test('endpoints without a hostname answer for ports too, by names that the specification leaves open', () => {
  const elsewhere = statefulSet.replace('serviceName: db', 'serviceName: other').replace('replicas: 2', 'replicas: 3');
  const lines = dns(headless, { 'set.yaml': elsewhere });
  assert.deepEqual(lines.slice(2), [
    '- SRV `_sql._tcp.db.shop.svc.cluster.local` → 15432 of 3 endpoints without hostname (the DNS server makes up names)',
  ]);
});

test('addresses that somebody wrote answer as pods do, each family for itself', () => {
  const slice = (family: string, endpoints: string) =>
    `apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: { name: ${family.toLowerCase()}, namespace: shop, labels: { kubernetes.io/service-name: db } }\naddressType: ${family}\nports: [{ name: sql, port: 15432 }]\nendpoints: ${endpoints}\n`;
  const text = service(
    '{ clusterIP: None, ipFamilyPolicy: RequireDualStack, ipFamilies: [IPv4, IPv6], ports: [{ name: sql, port: 5432 }] }',
  );
  const files = {
    'four.yaml': slice('IPv4', '[{ addresses: [192.0.2.7], hostname: seven }, { addresses: [192.0.2.8] }]'),
    'six.yaml': slice('IPv6', '[{ addresses: ["2001:db8::7"], hostname: seven }]'),
  };
  assert.deepEqual(dns(text, files), [
    'DNS `db.shop.svc.cluster.local` (A, AAAA)',
    '- A `db.shop.svc.cluster.local` → 192.0.2.7, 192.0.2.8',
    '- AAAA `db.shop.svc.cluster.local` → 2001:db8::7',
    '- A `seven.db.shop.svc.cluster.local` → 192.0.2.7',
    '- AAAA `seven.db.shop.svc.cluster.local` → 2001:db8::7',
    '- SRV `_sql._tcp.db.shop.svc.cluster.local` → 15432 seven.db.shop.svc.cluster.local, 15432 of an endpoint without hostname (the DNS server makes up names)',
  ]);
});

test('long lists are cut, and nothing ready answers nothing', () => {
  const many = dns(headless, { 'set.yaml': statefulSet.replace('replicas: 2', 'replicas: 9') });
  assert.match(many[1]!, / and 6 more$/);
  assert.equal(many.at(-1), '- and 5 more DNS records');
  assert.deepEqual(dns(headless)[1], '- A `db.shop.svc.cluster.local` → no answer yet');
});

test('pods that are not ready are left out, unless the Service publishes them', () => {
  const pod = `apiVersion: v1
kind: Pod
metadata: { name: pg-0, namespace: shop, labels: { app: pg } }
spec: { hostname: pg-0, subdomain: db, containers: [{ name: main }] }
status: { podIP: 10.244.1.5, conditions: [{ type: Ready, status: "False" }] }
`;
  assert.match(dns(headless, { 'pod.yaml': pod })[1]!, /no answer yet/);
  const published = headless.replace('clusterIP: None', 'clusterIP: None, publishNotReadyAddresses: true');
  assert.deepEqual(dns(published, { 'pod.yaml': pod }).slice(1, 3), [
    '- A `db.shop.svc.cluster.local` → 10.244.1.5',
    '- A `pg-0.db.shop.svc.cluster.local` → 10.244.1.5',
  ]);
});
