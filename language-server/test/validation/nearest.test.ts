/** Which known name a slip of the pen most likely meant. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearest, nearestNamed } from '../../core/validation/nearest.ts';

test('a word is near within a third of its length, whatever its letter case', () => {
  assert.equal(nearest('targetport', ['port', 'targetPort', 'nodePort']), 'targetPort');
  assert.equal(nearest('htpp', ['http', 'https']), 'http');
  assert.equal(nearest('web', ['db', 'api']), undefined);
});

test('a name is sought in its own namespace, by the name alone', () => {
  assert.equal(
    nearestNamed('default/demoap', ['default/report', 'default/demo-app', 'shop/demoapp']),
    'default/demo-app',
  );
  assert.equal(nearestNamed('kube-system/dns', ['kube-system/kube-dns', 'kube-system/api', 'x/y']), undefined);
  assert.equal(nearestNamed('shop/web-7d9f', ['shop/web', 'shop/api']), 'shop/web');
  assert.equal(nearestNamed('shop/check', ['shop/checkout', 'shop/cart']), 'shop/checkout');
  assert.equal(nearestNamed('shop/check', ['shop/checkout', 'shop/checks-done']), undefined);
});

test('a name that the namespace lacks is sought elsewhere', () => {
  assert.equal(nearestNamed('default/checkout', ['shop/checkout', 'default/web']), 'shop/checkout');
  assert.equal(nearestNamed('shpo/chekout', ['shop/checkout', 'default/web']), 'shop/checkout');
  assert.equal(nearestNamed('default/web', ['a/web', 'b/web']), undefined);
});
