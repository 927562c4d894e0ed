import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deployment, policy, service, shop } from './shop.ts';
import { fixture, renamed, split } from './support.ts';

/** The texts after replacing each old text that many times; nothing else may have changed. */
function expectRename(
  text: string,
  newName: string,
  replacements: readonly (readonly [string, string, number])[],
): void {
  const result = renamed(text, newName);
  assert.ok(result !== undefined && typeof result !== 'string', String(result));
  let expected = text.replace('$0', '');
  for (const [from, to, times] of replacements) {
    assert.equal(expected.split(from).length - 1, times, `${from} in the fixture`);
    expected = expected.replaceAll(from, to);
  }
  assert.deepEqual(result, Object.fromEntries(split(expected)));
}

function refused(text: string, newName: string, why: RegExp): void {
  const result = renamed(text, newName);
  assert.ok(typeof result === 'string');
  assert.match(result, why);
}

const at = (before: string) => shop.replace(before, `${before}$0`);

const naming: readonly (readonly [string, string, number])[] = [
  ['kind: Service\nmetadata:\n  name: web', 'kind: Service\nmetadata:\n  name: shop', 1],
  ['service:\n      name: web', 'service:\n      name: shop', 1],
  ['service:\n                name: web', 'service:\n                name: shop', 1],
  ['- name: web\n', '- name: shop\n', 1],
  ['service-name: web', 'service-name: shop', 1],
];

test('a Service is renamed with everything that names it, and nothing else that is called so', () => {
  expectRename(at('kind: Service\nmetadata:\n  name: we'), 'shop', naming);
  expectRename(at('service:\n      name: '), 'shop', naming);
  expectRename(at('service-name: '), 'shop', naming);
});

test('a port of a Service is renamed with the backends and slices that name it', () => {
  const ports = [['name: http\n', 'name: plain\n', 3]] as const;
  expectRename(at('- name: ht'), 'plain', ports);
  expectRename(at('port:\n                  name: '), 'plain', ports);
});

test('a container port is renamed with target ports, probes and policies that ask for it', () => {
  const ports = [['web-http', 'serve', 4]] as const;
  expectRename(at('targetPort: web-'), 'serve', ports);
  expectRename(at('            - name: web-'), 'serve', ports);
});

test('a label is renamed in selectors and templates together', () => {
  const values = [['app: web', 'app: site', 4]] as const;
  expectRename(at('selector:\n    app: w'), 'site', values);
  expectRename(at('labels:\n        app: w'), 'site', values);
  expectRename(at('matchLabels:\n      app: w'), 'site', values);
  expectRename(at('selector:\n    a'), 'name', [['app: web', 'name: web', 4]]);
});

test('the same label of pods that are not chosen stays', () => {
  const other = deployment.replace('deployment.yaml', 'other.yaml').replaceAll('app: web', 'tier: front');
  expectRename(`${at('labels:\n        app: web\n        tier: fr')}${other}`, 'edge', [
    ['app: web\n        tier: front\n', 'app: web\n        tier: edge\n', 1],
  ]);
});

test('a policy ties the pods that it chooses together', () => {
  const twin = deployment.replace('deployment.yaml', 'twin.yaml');
  const text = (service + deployment + twin + policy).replace('- name: web-http', '- name: web-$0http');
  expectRename(text, 'serve', [['web-http', 'serve', 6]]);
});

test('expressions and the spread of a template follow', () => {
  const spread = `      topologySpreadConstraints:
        - labelSelector:
            matchLabels: { app: web }
`;
  const expression = policy.replace(
    'matchLabels:\n      app: web',
    'matchExpressions: [{ key: app, operator: In, values: [web, api] }]',
  );
  expectRename(`${service.replace('app: web', 'app: w$0eb')}${deployment}${spread}${expression}`, 'site', [
    ['app: web', 'app: site', 4],
    ['[web, api]', '[site, api]', 1],
  ]);
});

test('quotes stay, and are put where the new name needs them', () => {
  const quoted = service.replace('app: web', 'app: "w$0eb"') + deployment;
  expectRename(quoted, '8080', [
    ['app: web', 'app: "8080"', 2],
    ['app: "web"', 'app: "8080"', 1],
  ]);
  const { navigation, file, offset, name } = fixture(quoted);
  const target = navigation.renameTargetAt(file, offset)!;
  assert.deepEqual([name({ file, range: target.range }), target.placeholder], ['service.yaml:8 web', 'web']);
});

test('names that the cluster would refuse or that are taken are refused', () => {
  refused(at('kind: Service\nmetadata:\n  name: we'), 'Web', /no name for a Service/);
  const other = service.replace('service.yaml', 'api.yaml').replace('name: web', 'name: api');
  refused(at('kind: Service\nmetadata:\n  name: we') + other, 'api', /exists already/);
  refused(at('- name: ht'), 'metrics', /already/);
  refused(at('targetPort: web-'), 'a-name-of-more-than-15', /up to 15/);
  refused(at('selector:\n    app: w'), 'no blanks', /no value/);
  refused(at('labels:\n        a'), 'tier', /there already/);
});

test('a name may begin with a digit since 1.36', () => {
  const text = at('kind: Service\nmetadata:\n  name: we');
  const { navigation, file, offset } = fixture(text);
  assert.ok('edits' in navigation.renameAt(file, offset, '3scale')!);
  refused(`${text}#- .routelens.yaml\nkubernetesVersion: "1.35"\n`, '3scale', /no name for a Service/);
});

test('half a rename is none: documents that do not parse and aliases refuse it', () => {
  const broken = `${service.replace('name: web', 'name: w$0eb')}#- x.yaml\n`;
  refused(
    `${broken}apiVersion: apps/v1\nkind: StatefulSet\nmetadata: { name: x, namespace: shop }\nspec:\n  serviceName: web\n  a: b: c\n`,
    'shop',
    /does not parse/,
  );
  const alias = shop
    .replace('kind: Service\nmetadata:\n  name: web', 'kind: Service\nmetadata:\n  name: w$0eb')
    .replace('kind: HTTPRoute\nmetadata:', 'kind: HTTPRoute\nx: &it web\nmetadata:')
    .replace('- name: web\n', '- name: *it\n');
  refused(alias, 'shop', /alias/);
});

test('an anchored map that two fields share is edited once', () => {
  const shared = deployment
    .replace('matchLabels:\n      app: web', 'matchLabels: &labels\n      app: web')
    .replace('labels:\n        app: web\n        tier: front', 'labels: *labels');
  expectRename(service.replace('app: web', 'app: w$0eb') + shared, 'site', [['app: web', 'app: site', 2]]);
});

test('what has no name of ours cannot be renamed', () => {
  for (const field of ['port: 90', 'pathType: Pre', 'addressType: IP', 'port:\n        number: 9', 'selec', 'protocol'])
    assert.equal(renamed(at(field), 'x'), undefined, field);
});
