/** EndpointSlices as a listing and as objects. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { printSlices, slicesAsJson } from '../../core/views/printSlices.ts';
import { http, node, pod, service, slicesOf, workload } from '../cluster/support.ts';

const handMade = `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: loose, annotations: { note: mine } }
addressType: IPv4
endpoints: [{ addresses: [192.168.1.1], hints: { forZones: [{ name: z }] } }]
`;

const slices = slicesOf([
  service('publishNotReadyAddresses: true', 'namespace: shop'),
  node('a', 'podCIDR: 10.244.1.0/24'),
  pod('p', '10.244.1.9', { metadata: 'namespace: shop, deletionTimestamp: x', status: '' }),
  workload('Deployment', 'web', { metadata: 'namespace: shop', pod: `hostname: h, subdomain: web, ${http}` }),
  handMade,
]);

test('the listing marks placeholders and says what is not plain ready', () => {
  const placeholder = slices.flatMap(slice => slice.endpoints).find(endpoint => endpoint.placeholder)?.addresses[0];
  assert.equal(
    printSlices(slices),
    `default/loose (of no Service)  IPv4  no ports  by hand
  192.168.1.1  ready

shop/web  IPv4  8080/TCP  by endpointslice-controller.k8s.io
  ${placeholder}  ready  Pod <web>  on a  hostname h  (placeholder address)
  10.244.1.9  published though terminating  Pod p  on a
`,
  );
});

test('objects have names only where somebody gave them one', () => {
  const { slices: objects } = JSON.parse(JSON.stringify(slicesAsJson(slices)));
  assert.deepEqual(objects[0].metadata, {
    name: 'loose',
    namespace: 'default',
    labels: {},
    annotations: { note: 'mine' },
  });
  assert.deepEqual(objects[0].endpoints[0].hints, { forZones: [{ name: 'z' }] });
  assert.equal('name' in objects[1].metadata, false);
  assert.deepEqual(objects[1].ports, [{ name: '', protocol: 'TCP', port: 8080 }]);
  assert.deepEqual(objects[1].endpoints[1], {
    addresses: ['10.244.1.9'],
    conditions: { ready: true, serving: false, terminating: true },
    nodeName: 'a',
    targetRef: { kind: 'Pod', name: 'p' },
  });
});
