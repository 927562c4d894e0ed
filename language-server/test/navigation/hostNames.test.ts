/** Host names in environment, arguments and configuration lead to the Services that a pod would reach by them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deployment, service } from './shop.ts';
import { fixture, renamed } from './support.ts';

function leads(text: string): void {
  const { navigation, file, offset, marked, name, texts } = fixture(text);
  const view = navigation.definitionAt(file, offset);
  assert.deepEqual(view?.targets.map(name) ?? [], marked);
  if (view) assert.match(texts[file]!.slice(view.origin.start, view.origin.end), /^(?:web|peers)$/);
}

const found = service.replace('name: web', 'name: «web»');
const peers =
  '#- peers.yaml\napiVersion: v1\nkind: Service\nmetadata: { name: peers, namespace: shop }\nspec: { clusterIP: None }\n';
const withEnv = (value: string, namespace = 'shop') =>
  `#- client.yaml
apiVersion: apps/v1
kind: Deployment
metadata: { name: client, namespace: ${namespace} }
spec:
  template:
    spec:
      containers:
        - name: main
          env:
            - name: PLACE
              value: ${value}
`;

test('what a pod of the same namespace reaches by the name alone', () => {
  for (const value of [
    'w$0eb:80',
    '"w$0eb:80"',
    'http://w$0eb',
    'http://user:secret@we$0b/path?x=http://web',
    'jdbc:mysql://w$0eb:3306/db',
    'tcp(web$0:9090)/db',
    'other:80,we$0b:80',
    '"--backend=http://we$0b:80/"',
    '"one\\nhttp://w$0eb:80"',
  ]) {
    leads(found + withEnv(value));
  }
});

test('what a pod of any namespace reaches', () => {
  for (const value of [
    'we$0b.shop',
    'we$0b.shop.svc',
    'we$0b.shop.svc.cluster.local.',
    '"http://w$0eb.shop.svc.linux36.local:8080/x"',
    'see w$0eb.shop.svc.cluster.local for it',
  ]) {
    leads(found + withEnv(value, 'elsewhere'));
  }
});

test('pods of a headless Service are reached below its name', () => {
  const known = peers.replace('name: peers', 'name: «peers»');
  for (const value of [
    'db-0.pee$0rs:5432',
    'db-0.pee$0rs.shop.svc.cluster.local',
    'http://db-0.pe$0ers.shop',
    'pee$0rs:99',
  ]) {
    leads(known + withEnv(value));
  }
});

test('words that happen to be the name of a Service, and hosts of others, mean none', () => {
  for (const value of [
    'we$0b',
    'we$0b:8081',
    'name: we$0b',
    'we$0b.example.com',
    'http://we$0b.example.com',
    'db-0.we$0b:80',
    'xwe$0b:80',
    'we$0b.other.svc',
    '/etc/we$0b.shop/x',
  ]) {
    leads(service + withEnv(value));
  }
  leads(service + withEnv('we$0b:80', 'elsewhere'));
});

test('arguments, configuration, webhook URLs and external names count as well', () => {
  const args = withEnv('x').replace('env:', 'args: ["--to", "http://we$0b:80"]\n          env:');
  leads(found + args);
  const configuration = (kind: string) =>
    `#- c.yaml\napiVersion: v1\nkind: ${kind}\nmetadata: { name: c, namespace: shop }\ndata:\n  nginx.conf: |\n    # web:80 and more\n    proxy_pass http://w$0eb:80;\n`;
  leads(found + configuration('ConfigMap'));
  leads(service + configuration('Secret'));
  const webhook =
    '#- h.yaml\napiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nmetadata: { name: h }\nwebhooks: [{ clientConfig: { url: "https://we$0b.shop.svc/x" } }]\n';
  leads(found + webhook);
  const alias = (name: string) =>
    `#- a.yaml\napiVersion: v1\nkind: Service\nmetadata: { name: a, namespace: x }\nspec: { type: ExternalName, externalName: ${name} }\n`;
  leads(found + alias('we$0b.shop.svc.cluster.local'));
  leads(service + alias('we$0b.shop'));
});

test('a Service is renamed in the texts that name it, which is marked as a guess', () => {
  const text =
    service.replace('name: web', 'name: w$0eb') +
    withEnv('"web:80,http://web.shop:80/web?web=web:9090,web:81 web"').replace(
      'env:',
      'args: [web, "web:80"]\n          env:',
    );
  const result = renamed(text, 'shop');
  assert.ok(typeof result === 'object');
  assert.match(result['client.yaml']!, /value: "shop:80,http:\/\/shop\.shop:80\/web\?web=shop:9090,web:81 web"/);
  assert.match(result['client.yaml']!, /args: \[web, "shop:80"\]/);
  const { navigation, file, offset } = fixture(text);
  const view = navigation.renameAt(file, offset, 'shop');
  assert.ok(view && 'edits' in view);
  assert.deepEqual(
    view.edits.map(edit => [edit.file, edit.isGuess === true]),
    [['service.yaml', false], ...[1, 2, 3, 4].map(() => ['client.yaml', true])],
  );
});

test('a rename begins in a text as well', () => {
  const text = service + withEnv('http://w$0eb:80');
  const { navigation, file, offset, name } = fixture(text);
  const target = navigation.renameTargetAt(file, offset);
  assert.equal(target && name({ file, range: target.range }), 'client.yaml:11 web');
  const result = renamed(text, 'shop');
  assert.ok(typeof result === 'object');
  assert.match(result['service.yaml']!, /^ {2}name: shop$/m);
  assert.equal(renamed(service + withEnv('ht$0tp://web:80'), 'shop'), undefined);
});

test('references of a Service have the texts, and a workload calls the Services that it is told of', () => {
  const text = found.replace('«web»', '«w$0eb»') + deployment + withEnv('http://«web»:80');
  const { navigation, file, offset, marked, name } = fixture(text);
  assert.deepEqual(navigation.referencesAt(file, offset, { withDeclaration: true }).map(name), marked);
  const item = navigation.callItemAt('client.yaml', 30)!;
  const [call] = navigation.outgoingCalls(item.object);
  assert.equal(call?.item.name, 'web');
  assert.deepEqual(
    call.ranges.map(range => name({ file: 'client.yaml', range })),
    ['client.yaml:11 web'],
  );
  assert.deepEqual(
    navigation.incomingCalls(call.item.object).map(({ item: { name: of } }) => of),
    ['client'],
  );
});
