/** Which known name a slip of the pen most likely meant. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearest, nearestName, nearestNamed } from '../../core/validation/nearest.ts';

test('a word is near within a third of its length, whatever its letter case', () => {
  assert.equal(nearest('targetport', ['port', 'targetPort', 'nodePort']), 'targetPort');
  assert.equal(nearest('htpp', ['http', 'https']), 'http');
  assert.equal(nearest('web', ['db', 'api']), undefined);
});

const typos: readonly (readonly [string, string])[] = [
  ['wbe', 'web'],
  ['chekout', 'checkout'],
  ['user', 'users'],
  ['payments-service', 'payment-service'],
  ['web', 'web-svc'],
  ['orders-svc', 'orders-service'],
  ['demoap', 'demo-app'],
  ['frontned-api', 'frontend-api'],
  ['invetnory-servcie', 'inventory-service'],
];

for (const [typo, meant] of typos) {
  test(`${typo} is a typo of ${meant}`, () => {
    assert.equal(nearestName(typo, ['zz', meant, 'another']), meant);
  });
}

const others: readonly (readonly [string, string])[] = [
  ['my-service', 'api-service'],
  ['user-svc', 'order-svc'],
  ['user-api', 'user-app'],
  ['cart', 'card'],
  ['web-1', 'web-2'],
  ['redis', 'redis2'],
  ['prod-db', 'prom-db'],
  ['internal', 'external'],
  ['webservice', 'newservice'],
  ['web-api', 'job-api'],
  ['frontend', 'backend'],
  ['service', 'svc-a'],
];

for (const [name, other] of others) {
  test(`${name} is another name than ${other}`, () => {
    assert.equal(nearestName(name, [other]), undefined);
    assert.equal(nearestName(other, [name]), undefined);
  });
}

test('a name is sought in its own namespace, by the name alone', () => {
  assert.equal(
    nearestNamed('default/demoap', ['default/report', 'default/demo-app', 'shop/demoapp']),
    'default/demo-app',
  );
  assert.equal(nearestNamed('kube-system/dns', ['kube-system/kube-dns', 'kube-system/api', 'x/y']), undefined);
  const demo = ['default/demoapp-lb', 'default/demoapp-svc'];
  assert.equal(nearestNamed('default/demoapp-svk', demo), 'default/demoapp-svc');
  assert.equal(nearestNamed('shop/web-7d9f', ['shop/web', 'shop/api']), 'shop/web');
  assert.equal(nearestNamed('shop/check', ['shop/checkout', 'shop/cart']), 'shop/checkout');
  assert.equal(nearestNamed('shop/check', ['shop/checkout', 'shop/checks-done']), undefined);
});

test('a name that the namespace lacks is sought elsewhere', () => {
  assert.equal(nearestNamed('default/checkout', ['shop/checkout', 'default/web']), 'shop/checkout');
  assert.equal(nearestNamed('shpo/chekout', ['shop/checkout', 'default/web']), 'shop/checkout');
  assert.equal(nearestNamed('default/web', ['a/web', 'b/web']), undefined);
});
