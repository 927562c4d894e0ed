import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deployment, ingress, policy, route, service, shop, slice } from './shop.ts';
import { fixture, snapshotOf } from './support.ts';

/** Where the cursor leads is what is marked. */
function leads(text: string): void {
  const { navigation, file, offset, marked, name } = fixture(text);
  const view = navigation.definitionAt(file, offset);
  assert.deepEqual(view?.targets.map(name) ?? [], marked);
  assert.ok(!view || (view.origin.start <= offset && view.origin.end >= offset));
  for (const { range, whole } of view?.targets ?? []) assert.ok(whole.start <= range.start && whole.end >= range.end);
}

const markedService = service.replace('name: web', 'name: «web»');
const others = deployment + policy + slice;

test('a backend leads to its Service, and its port to that port', () => {
  leads(markedService + ingress.replace('name: web', 'name: w$0eb'));
  leads(service.replace('name: metrics', 'name: «metrics»') + ingress.replace('9090', '90$090'));
  leads(service.replace('name: http', 'name: «http»') + ingress.replace('name: http', 'name: $0http'));
});

test('a route leads to a Service of the namespace that it names', () => {
  leads(markedService + route.replace('name: web', 'name: web$0'));
  leads(service.replace('name: http', 'name: «http»') + route.replace('port: 80', 'port: $080'));
  leads(service + route.replace('name: web', 'name: w$0eb').replace('          namespace: shop\n', ''));
  leads(service + route.replace('name: web', 'name: w$0eb\n          kind: ServiceImport'));
});

for (const kind of ['GRPCRoute', 'TCPRoute', 'TLSRoute', 'UDPRoute']) {
  test(`${kind} leads to its Service`, () => {
    leads(markedService + route.replace('HTTPRoute', kind).replace('name: web', 'name: w$0eb'));
  });
}

test('a mirror of a route leads to its Service', () => {
  const mirror =
    '    - filters:\n        - requestMirror: { backendRef: { name: w$0eb, namespace: shop, port: 80 } }\n';
  leads(markedService + route + mirror);
});

test('a selector leads to the pods that the whole of it chooses', () => {
  const labelled = deployment.replace('      labels:', '      «labels»:');
  leads(service.replace('app: web', 'app: w$0eb') + labelled);
  leads(service.replace('selector:', 'sel$0ector:') + labelled);
  leads(service.replace('app: web', 'app: w$0eb\n    tier: back') + deployment);
  leads(policy.replace('app: web', 'ap$0p: web') + labelled);
});

test('a label selector with expressions leads to the pods that meet them', () => {
  const expressions = '    matchExpressions: [{ key: tier, operator: In, values: [fro$0nt] }]\n';
  const open = policy.replace('  ingress:', `${expressions}  ingress:`);
  leads(open + deployment.replace('      labels:', '      «labels»:'));
  leads(open.replace('In', 'NotIn') + deployment);
});

test('a target port leads to the container port that it means', () => {
  leads(
    service.replace('targetPort: ', 'targetPort: $0') + deployment.replace('- name: web-http', '- name: «web-http»'),
  );
  leads(
    service.replace('port: 9090', 'port: 90$090') +
      deployment.replace('- containerPort: 9090', '- containerPort: «9090»'),
  );
  leads(service.replace('targetPort: ', 'protocol: UDP\n      targetPort: $0') + deployment);
});

test('endpoints lead to their Service and to its port', () => {
  leads(markedService + slice.replace('name: web\n', 'name: w$0eb\n'));
  leads(service.replace('name: http', 'name: «http»') + slice.replace('- name: http', '- name: ht$0tp'));
  const endpoints = '#- endpoints.yaml\napiVersion: v1\nkind: Endpoints\nmetadata: { name: we$0b, namespace: shop }\n';
  leads(markedService + endpoints);
});

test('a StatefulSet leads to its governing Service', () => {
  const set = deployment.replace('Deployment', 'StatefulSet').replace('spec:\n', 'spec:\n  serviceName: we$0b\n');
  leads(markedService + set);
});

test('webhooks, APIServices and conversions lead to the Service that answers for them', () => {
  const client = '{ service: { name: w$0eb, namespace: shop, port: 80 } }';
  const head = (kind: string, version: string) =>
    `#- x.yaml\napiVersion: ${version}\nkind: ${kind}\nmetadata: { name: x }\n`;
  const admission = 'admissionregistration.k8s.io/v1';
  leads(
    `${markedService}${head('ValidatingWebhookConfiguration', admission)}webhooks: [{ clientConfig: ${client} }]\n`,
  );
  leads(`${markedService}${head('MutatingWebhookConfiguration', admission)}webhooks: [{ clientConfig: ${client} }]\n`);
  leads(`${markedService}${head('APIService', 'apiregistration.k8s.io/v1')}spec: ${client}\n`);
  const conversion = `spec: { conversion: { webhook: { clientConfig: ${client} } } }\n`;
  leads(`${markedService}${head('CustomResourceDefinition', 'apiextensions.k8s.io/v1')}${conversion}`);
});

test('what is declared under the cursor is its own definition', () => {
  leads(service.replace('name: web', 'name: «w$0eb»') + others);
  leads(service + deployment.replace('- name: web-http', '- name: «web$0-http»'));
});

test('other fields lead nowhere', () => {
  leads(shop.replace('pathType: Prefix', 'pathType: Pre$0fix'));
  leads(shop.replace('addressType: IPv4', 'address$0Type: IPv4'));
});

test('every Service of the name is offered, and none of another root', () => {
  const twin = (file: string) => markedService.replace('service.yaml', file);
  leads(twin('a.yaml') + twin('b.yaml') + ingress.replace('name: web', 'name: w$0eb'));
  const settings = '#- other/.routelens.yaml\nmode: ipvs\n';
  leads(
    settings +
      service.replace('service.yaml', 'other/service.yaml') +
      markedService +
      ingress.replace('name: web', 'name: w$0eb'),
  );
});

test('a half-typed document is found where it stands now', () => {
  const before = snapshotOf({ 'service.yaml': fixture(service).texts['service.yaml']! });
  const typing = `${markedService.replace('#- service.yaml\n', '#- service.yaml\n# moved\n')}  typ`;
  const { navigation, file, offset, marked, name, snapshot } = fixture(
    typing + ingress.replace('#-', '\n#-').replace('name: web', 'name: w$0eb'),
    before,
  );
  assert.equal(snapshot.files.get('service.yaml')!.stale.size, 1);
  assert.deepEqual(navigation.definitionAt(file, offset)?.targets.map(name), marked);
});

test('items of a List and JSON are walked like documents of their own', () => {
  const list = `#- list.yaml
apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: Service
    metadata: { name: «web», namespace: shop }
  - apiVersion: v1
    kind: Service
    metadata: { name: api, namespace: shop }
`;
  const json = `#- x.json
{
  "apiVersion": "gateway.networking.k8s.io/v1alpha2", "kind": "TCPRoute", "metadata": { "name": "x", "namespace": "shop" },
  "spec": { "rules": [{ "backendRefs": [{ "name": "w$0eb", "port": 80 }] }] }
}
`;
  leads(list + json);
});
