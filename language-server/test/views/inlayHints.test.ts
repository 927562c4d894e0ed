import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { analysisOf } from '../support/snapshot.ts';

/** The text with each hint where it is shown. */
function hinted(text: string, more: Readonly<Record<string, string>> = {}): string {
  const hints = analysisOf({ 'a.yaml': text, ...more }).navigation.inlayHintsOf('a.yaml');
  return [...hints]
    .sort((a, b) => b.offset - a.offset)
    .reduce((t, { offset, label }) => `${t.slice(0, offset)} ‹${label}›${t.slice(offset)}`, text);
}

const known = { '.routelens.yaml': 'serviceCidr: 10.96.0.0/12\n' };
const dual = { '.routelens.yaml': 'serviceCidr: [fd00:10:96::/112, 10.96.0.0/12]\n' };

const service = (spec: string) => `apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec:${spec}\n`;
const specLine = (spec: string, more: Readonly<Record<string, string>> = known) =>
  /^spec: ‹(.*)›/m.exec(hinted(service(spec), more))?.[1];

test('fields are filled in behind spec and behind each port', () => {
  const text = service(`
  selector: { app: web }
  ports:
    - name: http # first
      port: 80 # the port
    - { port: 53, protocol: UDP }`);
  assert.equal(
    hinted(text, known),
    service(` ‹type: ClusterIP, sessionAffinity: None, internalTrafficPolicy: Cluster, clusterIP: <allocated>, clusterIPs: [<allocated>], ipFamilyPolicy: SingleStack, ipFamilies: [IPv4]›
  selector: { app: web }
  ports:
    - name: http # first
      port: 80 ‹protocol: TCP, targetPort: 80› # the port
    - { port: 53, protocol: UDP ‹targetPort: 53› }`),
  );
});

test('what is written is not filled in; null and empty are not written', () => {
  const written = `
  type: ClusterIP
  sessionAffinity: ClientIP
  sessionAffinityConfig: { clientIP: { timeoutSeconds: 5 } }
  internalTrafficPolicy: Local
  clusterIP: 10.96.0.7
  clusterIPs: [10.96.0.7]
  ipFamilyPolicy: SingleStack
  ipFamilies: [IPv4]
  ports: [{ port: 80, targetPort: web, protocol: TCP }]`;
  assert.equal(hinted(service(written)), service(written));
  assert.match(
    specLine(written.replace('type: ClusterIP', 'type: ""').replace('Local', 'null'))!,
    /^type: ClusterIP, int/,
  );
});

test('types get what belongs to them', () => {
  assert.equal(specLine('\n  type: ExternalName\n  externalName: db.example.com'), 'sessionAffinity: None');
  assert.match(specLine('\n  type: NodePort')!, /externalTrafficPolicy: Cluster/);
  const local = specLine('\n  type: LoadBalancer\n  externalTrafficPolicy: Local')!;
  assert.match(local, /allocateLoadBalancerNodePorts: true, healthCheckNodePort: <allocated>/);
  assert.doesNotMatch(local, /externalTrafficPolicy/);
  assert.match(specLine('\n  externalIPs: [192.0.2.1]')!, /externalTrafficPolicy: Cluster/);
  assert.match(specLine('\n  sessionAffinity: ClientIP')!, /sessionAffinityConfig\.clientIP\.timeoutSeconds: 10800/);
});

test('node ports are shared by entries of one number, and left out where a load balancer wants none', () => {
  const ports = `
  ports:
    - { name: a, port: 53, targetPort: 53, protocol: UDP }
    - { name: b, port: 53, targetPort: 53, protocol: TCP, nodePort: 30053 }
    - { name: c, port: 80, targetPort: 80, protocol: TCP }`;
  const filled = hinted(service(`\n  type: NodePort${ports}`));
  assert.match(filled, /protocol: UDP ‹nodePort: 30053›/);
  assert.match(filled, /protocol: TCP ‹nodePort: <allocated>›/);
  const without = hinted(service(`\n  type: LoadBalancer\n  allocateLoadBalancerNodePorts: false${ports}`));
  assert.doesNotMatch(without, /‹nodePort/);
});

test('IP families follow the address, the policy and the cluster', () => {
  const families = (spec: string, more = known) => /ipFamilyPolicy.*$|ipFamilies.*$/.exec(specLine(spec, more)!)?.[0];
  assert.equal(families('\n  clusterIP: 10.96.0.7', dual), 'ipFamilyPolicy: SingleStack, ipFamilies: [IPv4]');
  assert.equal(families('\n  ports: []', dual), 'ipFamilyPolicy: SingleStack, ipFamilies: [IPv6]');
  assert.equal(families('\n  ipFamilyPolicy: PreferDualStack', dual), 'ipFamilies: [IPv6, IPv4]');
  assert.equal(families('\n  ipFamilyPolicy: PreferDualStack', known), 'ipFamilies: [IPv4]');
  assert.equal(
    families('\n  ipFamilyPolicy: RequireDualStack\n  ipFamilies: [IPv4]', dual),
    'ipFamilies: [IPv4, IPv6]',
  );
  const headless = '\n  clusterIP: None';
  assert.equal(families(headless), 'ipFamilyPolicy: RequireDualStack, ipFamilies: [IPv4, IPv6]');
  assert.equal(families(`${headless}\n  selector: { a: b }`), 'ipFamilyPolicy: SingleStack, ipFamilies: [IPv4]');
});

test('families that follow from an assumed range are said to be assumed', () => {
  const hints = (spec: string, more = {}) =>
    analysisOf({ 'a.yaml': service(spec), ...more }).navigation.inlayHintsOf('a.yaml');
  assert.match(hints('\n  ports: []')[0]!.tooltip, /`spec\.ipFamilies: \[IPv4\]` \(assumed\)\n\n.*only assumed/);
  assert.doesNotMatch(hints('\n  ports: []', known)[0]!.tooltip, /assumed/);
  assert.doesNotMatch(hints('\n  clusterIP: 10.96.0.7')[0]!.tooltip, /assumed/);
});

test('Endpoints and slices get protocols, slices port names', () => {
  const endpoints = `apiVersion: v1
kind: Endpoints
metadata: { name: web }
subsets:
  - addresses: [{ ip: 10.0.0.1 }]
    ports:
      - port: 80`;
  assert.equal(hinted(endpoints), `${endpoints} ‹protocol: TCP›`);
  const slice = `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: web }
addressType: IPv4
endpoints: []
ports:
  - port: 80`;
  assert.equal(hinted(slice), `${slice} ‹name: "", protocol: TCP›`);
});

test('JSON and items of a List have hints too', () => {
  const text = JSON.stringify({
    apiVersion: 'v1',
    kind: 'List',
    items: [{ apiVersion: 'v1', kind: 'Endpoints', metadata: { name: 'a' }, subsets: [{ ports: [{ port: 1 }] }] }],
  });
  const [hint] = analysisOf({ 'a.json': text }).navigation.inlayHintsOf('a.json');
  assert.equal(hint?.label, 'protocol: TCP');
  assert.equal(text.slice(hint.offset), '}]}]}]}');
});

test('nothing is filled in of what the server cannot decode, of aliases elsewhere and of other kinds', () => {
  for (const text of [
    service('\n  type: 5'),
    service('\n  ports: [{ port: "80" }]'),
    service(''),
    `${service('\n  ports:')}  - {`,
    service('\n  ports: []').replace('kind: Service', 'kind: Pod'),
    `{{- if .on }}\n${service('\n  ports: []')}{{- end }}\n`,
    'a: b\n',
    '',
  ]) {
    assert.equal(hinted(text), text);
  }
});

test('hints lie inside the text, whatever is typed', () => {
  const text = service('\n  type: LoadBalancer\n  ports:\n    - port: 80\n    - { name: b, port: 53, protocol: UDP }');
  const piece = fc.constantFrom('', '{', ']', '*x', '&x ', '? ', ': ', '- ', '"', '<<: *x', 'null', '---\n');
  fc.assert(
    fc.property(fc.nat(text.length), fc.nat(9), piece, (at, length, typed) => {
      const now = text.slice(0, at) + typed + text.slice(at + length);
      for (const { offset, label } of analysisOf({ 'a.yaml': now }).navigation.inlayHintsOf('a.yaml')) {
        assert.ok(offset > 0 && offset <= now.length && label !== '' && !label.includes('undefined'), label);
      }
    }),
    { numRuns: 500 },
  );
});
