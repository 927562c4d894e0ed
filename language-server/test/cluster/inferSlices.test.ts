/** Each rule by which the endpoint controllers make slices of Services and pods. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { headlessLabel } from '../../core/cluster/sliceLabels.ts';
import { dualStack, http, node, pod, service, slicesOf, summaryOf, workload } from './support.ts';

function made(...texts: string[]): string[] {
  return summaryOf(slicesOf(texts));
}

const unready = 'conditions: [{ type: Ready, status: "False" }]';
const leaving = 'deletionTimestamp: "2026-05-01T10:00:00Z"';

describe('which Services get slices', () => {
  test('one without any pod gets an empty slice', () => {
    assert.deepEqual(made(service()), ['IPv4 []']);
  });
  test('one without a selector, with an empty one, or of type ExternalName gets none', () => {
    for (const spec of ['selector: {}', 'selector: null', 'type: ExternalName, externalName: example.com'])
      assert.deepEqual(made(service(spec), pod('p', '10.244.0.9')), [], spec);
  });
  test('every pair of the selector must be met, in the same namespace', () => {
    const twoPairs = service('selector: { app: web, tier: front }');
    assert.deepEqual(made(twoPairs, pod('p', '10.244.0.9')), ['IPv4 []']);
    assert.deepEqual(made(service('', 'namespace: shop'), pod('p', '10.244.0.9')), ['IPv4 []']);
  });
  test('a slice has the labels of its Service and marks a headless one', () => {
    const [slice] = slicesOf([service('clusterIP: None', `labels: { team: blue, ${headlessLabel}: "no" }`)]);
    assert.deepEqual(
      { ...slice?.labels },
      {
        team: 'blue',
        [headlessLabel]: '',
        'kubernetes.io/service-name': 'web',
        'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
      },
    );
    const [other] = slicesOf([service('', `labels: { ${headlessLabel}: "" }`)]);
    assert.equal(headlessLabel in (other?.labels ?? {}), false);
  });
});

describe('which pods become endpoints, and in what state', () => {
  const rows: readonly [string, string, string][] = [
    ['ready', pod('p', '10.244.0.9'), '10.244.0.9=rs'],
    ['not ready', pod('p', '10.244.0.9', { status: unready }), '10.244.0.9='],
    ['without a Ready condition', pod('p', '10.244.0.9', { status: '' }), '10.244.0.9='],
    ['terminating and ready', pod('p', '10.244.0.9', { metadata: leaving }), '10.244.0.9=st'],
    ['terminating, not ready', pod('p', '10.244.0.9', { metadata: leaving, status: unready }), '10.244.0.9=t'],
    ['only podIP', pod('p', '', { status: `podIP: 10.244.0.9, ${unready}` }), '10.244.0.9='],
    ['on the host network', pod('p', '192.168.1.1', { spec: `hostNetwork: true, ${http}` }), '192.168.1.1=rs'],
  ];
  for (const [title, text, endpoint] of rows)
    test(title, () => assert.deepEqual(made(service(), text), [`IPv4 [-:8080] ${endpoint}`]));

  test('without an address, succeeded or failed: none, whatever is published', () => {
    for (const spec of ['', 'publishNotReadyAddresses: true']) {
      for (const phase of ['Succeeded', 'Failed'])
        assert.deepEqual(made(service(spec), pod('p', '10.244.0.9', { status: `phase: ${phase}` })), ['IPv4 []']);
      assert.deepEqual(made(service(spec), pod('p', '', { status: 'phase: Pending' })), ['IPv4 []']);
    }
  });
  test('publishNotReadyAddresses makes all ready, and serving stays true to the pod', () => {
    const pods = [
      pod('p', '10.244.0.9', { status: unready }),
      pod('q', '10.244.0.10', { metadata: leaving, status: unready }),
    ];
    assert.deepEqual(made(service('publishNotReadyAddresses: true'), ...pods), [
      'IPv4 [-:8080] 10.244.0.9=r 10.244.0.10=rt',
    ]);
  });
  test('on a node that the cluster does not have: none, unless unready pods are published', () => {
    const lost = pod('p', '10.244.0.9', { spec: `nodeName: gone, ${http}` });
    assert.deepEqual(made(service(), node('a'), lost), ['IPv4 []']);
    assert.deepEqual(made(service('publishNotReadyAddresses: true'), node('a'), lost), ['IPv4 [-:8080] 10.244.0.9=rs']);
    assert.deepEqual(made(service(), lost), ['IPv4 [-:8080] 10.244.0.9=rs'], 'nothing is known of nodes');
  });
  test('a hostname counts where the subdomain is the Service', () => {
    const named = (subdomain: string) =>
      pod('p', '10.244.0.9', { spec: `hostname: h, subdomain: ${subdomain}, ${http}` });
    assert.deepEqual(made(service(), named('web')), ['IPv4 [-:8080] 10.244.0.9=rs@h']);
    assert.deepEqual(made(service(), named('other')), ['IPv4 [-:8080] 10.244.0.9=rs']);
  });
  test('a slice holds at most a hundred', () => {
    const sizes = slicesOf([service(), workload('Deployment', 'web', { spec: 'replicas: 250,' })]).map(
      slice => slice.endpoints.length,
    );
    assert.deepEqual(sizes, [100, 100, 50]);
  });
});

describe('ports', () => {
  const ports = (list: string) => pod('p', '10.244.0.9', { spec: list });
  const rows: readonly [string, string, string, string][] = [
    ['a number need not be declared', 'targetPort: 3000', http, '[-:3000]'],
    ['an absent target is the port itself', '', http, '[-:80]'],
    ['so are zero and the empty name', 'targetPort: ""', http, '[-:80]'],
    ['an unknown name leaves the port out', 'targetPort: nothing', http, '[]'],
    [
      'the protocol counts',
      'targetPort: dns, protocol: UDP',
      'containers: [{ ports: [{ name: dns, containerPort: 1 }, { name: dns, containerPort: 2, protocol: UDP }] }]',
      '[-:2u]',
    ],
    [
      'the first container that has it wins',
      'targetPort: http',
      'containers: [{ name: a }, { ports: [{ name: http, containerPort: 1 }] }, { ports: [{ name: http, containerPort: 2 }] }]',
      '[-:1]',
    ],
    [
      'containers come before sidecars',
      'targetPort: http',
      `initContainers: [{ restartPolicy: Always, ports: [{ name: http, containerPort: 1 }] }], ${http}`,
      '[-:8080]',
    ],
    [
      'a sidecar counts',
      'targetPort: mesh',
      `initContainers: [{ restartPolicy: Always, ports: [{ name: mesh, containerPort: 1 }] }], ${http}`,
      '[-:1]',
    ],
    [
      'an init container that ends does not',
      'targetPort: mesh',
      `initContainers: [{ ports: [{ name: mesh, containerPort: 1 }] }], ${http}`,
      '[]',
    ],
  ];
  for (const [title, port, spec, wanted] of rows) {
    test(title, () => {
      const text = service(`ports: [{ port: 80, ${port} }]`);
      assert.deepEqual(made(text, ports(spec)), [`IPv4 ${wanted} 10.244.0.9=rs`]);
    });
  }
  test('pods that differ in port numbers stand in slices of their own', () => {
    const other = pod('q', '10.244.0.10', { spec: http.replace('8080', '9090') });
    const third = pod('r', '10.244.0.11');
    assert.deepEqual(made(service(), pod('p', '10.244.0.9'), other, third), [
      'IPv4 [-:8080] 10.244.0.9=rs 10.244.0.11=rs',
      'IPv4 [-:9090] 10.244.0.10=rs',
    ]);
  });
  test('a headless Service without ports has endpoints all the same', () => {
    assert.deepEqual(made(service('clusterIP: None, ports: []'), pod('p', '10.244.0.9')), ['IPv4 [] 10.244.0.9=rs']);
  });
});

describe('families', () => {
  const both = pod('p', '10.244.0.9 fd00::9');
  const rows: readonly [string, string, string[] | undefined, string[]][] = [
    ['one by default', '', dualStack, ['IPv4']],
    [
      'the preferred second one where the cluster has it',
      'ipFamilyPolicy: PreferDualStack',
      dualStack,
      ['IPv4', 'IPv6'],
    ],
    ['and not where it has not', 'ipFamilyPolicy: PreferDualStack', undefined, ['IPv4']],
    ['the required second one', 'ipFamilyPolicy: RequireDualStack, ipFamilies: [IPv6]', dualStack, ['IPv4', 'IPv6']],
    ['that of the cluster IP', 'clusterIP: "fd00:10:96::1"', dualStack, ['IPv6']],
    ['the declared one', 'clusterIP: None, ipFamilies: [IPv6]', dualStack, ['IPv6']],
    ['the first of the cluster', 'clusterIP: None', ['fd00:10:96::/112'], ['IPv6']],
  ];
  for (const [title, spec, cidrs, families] of rows) {
    test(title, () => {
      const found = slicesOf([service(spec), both], cidrs);
      assert.deepEqual(found.map(slice => slice.addressType).sort(), families);
      assert.ok(
        found.every(slice => slice.endpoints[0]?.addresses[0]?.includes(':') === (slice.addressType === 'IPv6')),
      );
    });
  }
  test('a pod without an address of a family is missing there', () => {
    const spec = 'ipFamilyPolicy: RequireDualStack';
    assert.deepEqual(summaryOf(slicesOf([service(spec), pod('p', '10.244.0.9')], dualStack)), [
      'IPv4 [-:8080] 10.244.0.9=rs',
      'IPv6 []',
    ]);
  });
});

describe('traffic distribution becomes hints', () => {
  const zone = node('a').replace('name: a', 'name: a, labels: { topology.kubernetes.io/zone: z }');
  const hints = (spec: string, metadata = '') => {
    const [slice] = slicesOf([service(spec, metadata), zone, pod('p', '10.244.0.9')]);
    const { hintZones, hintNodes } = slice!.endpoints[0]!;
    return [hintZones, hintNodes];
  };
  test('by zone, and by node where asked for', () => {
    assert.deepEqual(hints(''), [undefined, undefined]);
    assert.deepEqual(hints('trafficDistribution: PreferClose'), [['z'], undefined]);
    assert.deepEqual(hints('trafficDistribution: PreferSameZone'), [['z'], undefined]);
    assert.deepEqual(hints('trafficDistribution: PreferSameNode'), [['z'], ['a']]);
  });
  test('not beside the older annotation', () => {
    const annotation = 'annotations: { service.kubernetes.io/topology-mode: Auto }';
    assert.deepEqual(hints('trafficDistribution: PreferClose', annotation), [undefined, undefined]);
  });
});

describe('slices that are written', () => {
  const slice = (labels: string) => `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: web-1, labels: { kubernetes.io/service-name: web, ${labels} } }
addressType: IPv4
ports: [{ name: "", port: 8080 }]
endpoints: [{ addresses: [10.244.0.77] }]
`;
  test("somebody's own stand beside the controller's", () => {
    assert.deepEqual(made(service(), workload('Deployment', 'web'), slice('')), [
      'IPv4 [-:8080] 10.244.0.77=',
      'IPv4 [-:8080] <web>=rs',
    ]);
  });
  test("an export of the controller's is taken as it is", () => {
    const exported = slice('endpointslice.kubernetes.io/managed-by: endpointslice-controller.k8s.io');
    assert.deepEqual(made(service(), workload('Deployment', 'web'), exported), ['IPv4 [-:8080] 10.244.0.77=']);
  });
});
