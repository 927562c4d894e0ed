/** Traces in the editor: choices, views with their places, the table of Local policies, the line in the hover. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ViewLocation } from '../../core/views/model.ts';
import { layOutProblem, layOutTrace } from '../../core/views/trace/traceDocument.ts';
import type { TraceChoices, TraceView } from '../../core/views/trace/traceModel.ts';
import type { TraceQuery } from '../../core/workspace/traces.ts';
import { analysisOf } from '../support/snapshot.ts';
import { deployment, node, nodes, service, slice } from './demoapp.ts';

type Files = Readonly<Record<string, string>>;

const demo: Files = { 'nodes.yaml': nodes, 'service.yaml': service, 'slice.yaml': slice };
const ref = { file: 'service.yaml', namespace: 'default', name: 'demoapp-svc' };

/** The demo's Service with more in its spec, and endpoints on the first two nodes alone. */
function withSpec(spec: string, port = ''): Files {
  const text = service.replace('spec:\n', `spec:\n${spec}`).replace('targetPort: 80', `targetPort: 80${port}`);
  return { ...demo, 'service.yaml': text, 'slice.yaml': slice.replace(/- .*node-c \}\n/, '') };
}

const localNodePort = withSpec('  type: NodePort\n  externalTrafficPolicy: Local\n', '\n    nodePort: 30080');

/** Only a proxy that is told the pods' range knows a pod from a client outside. */
const proxy =
  'apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\nclusterCIDR: 10.244.0.0/16\n';
const knownPods: Files = { ...localNodePort, 'proxy.yaml': proxy };

function traced(files: Files, query: Omit<TraceQuery, 'file'>): TraceView {
  const view = analysisOf(files).traces.trace({ file: 'service.yaml', ...query });
  if ('error' in view) throw new Error(view.error);
  return view;
}

function textAt(files: Files, { file, range }: ViewLocation): string {
  return files[file]!.slice(range.start, range.end);
}

test('choices: pods, every node, clients at every node; the Service that is meant first', () => {
  const choices = analysisOf({ ...demo, 'app.yaml': deployment }).traces.choices({ service: ref });
  assert.equal(choices?.file, 'service.yaml');
  assert.equal(choices?.service, 'default/demoapp-svc');
  const values = choices!.sources.map(({ value, node }) => (node ? `${value} at ${node}` : value));
  for (const expected of [
    'pod-ip:10.244.1.46',
    'pod-ip:10.244.2.64 at node-b',
    'node',
    'client:203.0.113.50 at node-c',
  ])
    assert.ok(values.includes(expected), `${expected} in ${values.join(', ')}`);
  assert.equal(choices!.destinations[0]!.value, 'default/demoapp-svc:80');
});

/** Traces every pair of choices; returns the choices. */
function traceAll(files: Files): TraceChoices {
  const { traces } = analysisOf(files);
  const choices = traces.choices({ service: ref })!;
  for (const { value: from, node } of choices.sources) {
    for (const { value: to, protocol } of choices.destinations) {
      const view = traces.trace({
        file: 'service.yaml',
        from,
        to,
        ...(node && { node }),
        ...(protocol && { protocol }),
      });
      assert.ok(!('error' in view), `${from} → ${to}: ${'error' in view && view.error}`);
    }
  }
  return choices;
}

test('every choice can be traced', () => {
  const other = service.replace('demoapp-svc', 'other').replace('  clusterIP: 10.110.217.207\n', '');
  const { sources, destinations } = traceAll({ ...localNodePort, 'app.yaml': deployment, 'other.yaml': other });
  assert.ok(sources.length > 6 && destinations.length > 4);
});

test('an IPv6 Service is offered what speaks IPv6', () => {
  const six = service.replace('10.110.217.207', 'fd00:10:96::9').replace('spec:\n', 'spec:\n  type: NodePort\n');
  const files = { ...demo, 'service.yaml': six.replace('targetPort: 80', 'nodePort: 30080'), 'slice.yaml': '' };
  const { sources, destinations } = traceAll({ ...files, 'app.yaml': deployment });
  assert.ok(sources.some(({ value }) => value === 'client:2001:db8::50'));
  // No node has an IPv6 address, so that nothing answers on a node port.
  assert.ok(destinations.every(({ value }) => !value.includes('nodeport')));
});

test('choices without a Service list all Services; without manifests there are none', () => {
  const { traces } = analysisOf(demo);
  assert.deepEqual([...new Set(traces.choices({})!.destinations.map(({ group }) => group))], ['Services']);
  assert.equal(analysisOf({}).traces.choices({}), undefined);
});

test('an outside choice lies in the source ranges, where the Service has some', () => {
  const files = withSpec('  type: LoadBalancer\n  loadBalancerSourceRanges: [198.51.100.0/24]\n');
  const { sources } = analysisOf(files).traces.choices({ service: ref })!;
  assert.ok(sources.some(({ value }) => value === 'client:198.51.100.1'));
});

test('each step that YAML made leads to it, and each outcome to its endpoint', () => {
  const view = traced(demo, { from: 'node', to: 'default/demoapp-svc' });
  assert.deepEqual(
    view.outcomes.map(({ probability, location }) => [probability, location && textAt(demo, location)]),
    [
      ['1/3', '10.244.1.46'],
      ['1/3', '10.244.2.64'],
      ['1/3', '10.244.3.77'],
    ],
  );
  const steps = view.outcomes[0]!.stages.flatMap(stage => stage.steps);
  const clusterIp = steps.find(({ sentence }) => sentence.startsWith('it is for the cluster IP'));
  assert.match(clusterIp!.at!, /^nat KUBE-SERVICES \d+$/);
  assert.match(clusterIp!.rule!, /-d 10\.110\.217\.207 /);
  assert.equal(textAt(demo, clusterIp!.location!), '10.110.217.207');
});

test('the node can be chosen; one that does not exist is said, with a near one', () => {
  const onB = traced(localNodePort, {
    from: 'client:203.0.113.50',
    to: 'nodeport:default/demoapp-svc',
    node: 'node-b',
  });
  assert.equal(onB.node, 'node-b');
  assert.match(onB.outcomes[0]!.sentence, /^delivered to 10\.244\.2\.64:80, which sees 203\.0\.113\.50$/);
  const { traces } = analysisOf(demo);
  const asked = { file: 'service.yaml', from: 'node', to: 'default/demoapp-svc' };
  assert.deepEqual(traces.trace({ ...asked, node: 'nod-b' }), {
    error: 'there is no Node nod-b in the manifests; did you mean node-b?',
  });
  assert.ok('error' in traces.trace({ ...asked, file: 'gone.yaml', to: 'x' }));
});

test('a table tells node by node who is served under policy Local', () => {
  const { table } = traced(knownPods, { from: 'node', to: 'nodeport:default/demoapp-svc' });
  assert.deepEqual(table?.policies, ['externalTrafficPolicy']);
  assert.deepEqual(table.columns, [
    'a pod on the node → cluster IP 10.110.217.207:80',
    'a pod on the node → node port 30080 of the node',
    'a client outside (203.0.113.50) → node port 30080 of the node',
  ]);
  const both = 'served by 2 endpoints';
  assert.deepEqual(
    table.rows.map(({ node, cells }) => [node, ...cells]),
    [
      ['node-a', both, both, 'served by 10.244.1.46:80'],
      ['node-b', both, both, 'served by 10.244.2.64:80'],
      ['node-c', both, both, 'dropped'],
    ],
  );
  assert.deepEqual(
    table.rows.map(({ locations }) => locations.map(place => place && textAt(localNodePort, place))),
    [
      [null, null, '10.244.1.46'],
      [null, null, '10.244.2.64'],
      [null, null, null],
    ],
  );
});

test('in the table a long name pushes only its own row aside, and only who serves is linked', () => {
  const long = `worker-${'x'.repeat(60)}.example.com`;
  const more = node(long, '10.244.4.0/24', '192.168.10.14');
  const view = traced({ ...knownPods, 'more.yaml': more }, { from: 'node', to: 'nodeport:default/demoapp-svc' });
  const { text } = layOutTrace(view, ({ file }) => file);
  const [, rows = ''] = text.split('a client outside (203.0.113.50) → node port 30080 of the node\n');
  assert.deepEqual(rows.split('\n').slice(0, 4), [
    '    node-a  served by 10.244.1.46:80  [slice.yaml]',
    '    node-b  served by 10.244.2.64:80  [slice.yaml]',
    '    node-c  dropped',
    `    ${long}  dropped`,
  ]);
});

test('what cannot be traced is a sentence below what was asked', () => {
  const text = layOutProblem({ from: 'node', to: 'shop/\nweb' }, 'there is no Service shop/web');
  assert.equal(text, 'node → shop/ web\n\n  There is no Service shop/web.\n');
});

test('what is true of several endpoints is said once', () => {
  const view = traced(demo, { from: 'client:203.0.113.50', to: 'default/demoapp-svc' });
  assert.equal(layOutTrace(view, () => 'x').text.match(/Mind the reply/g)?.length, 1);
});

test('the endpoint that serves is linked, on whichever node it runs', () => {
  const single = slice.replace(/- .*node-[bc] \}\n/g, '');
  const { table } = traced({ ...knownPods, 'slice.yaml': single }, { from: 'node', to: 'default/demoapp-svc' });
  const [, onB] = table!.rows;
  assert.equal(onB!.cells[0], 'served by 10.244.1.46:80');
  assert.equal(single.slice(onB!.locations[0]!.range.start, onB!.locations[0]!.range.end), '10.244.1.46');
});

test('the internal policy confines the cluster IP; policy Cluster needs no table', () => {
  const files = withSpec('  internalTrafficPolicy: Local\n');
  const { table } = traced(files, { from: 'node', to: 'default/demoapp-svc' });
  assert.deepEqual(
    table?.rows.map(({ cells }) => cells),
    [['served by 10.244.1.46:80'], ['served by 10.244.2.64:80'], ['dropped']],
  );
  assert.equal(traced(demo, { from: 'node', to: 'default/demoapp-svc' }).table, undefined);
});

test('the table holds in nftables mode as well', () => {
  const files = { ...localNodePort, '.routelens.yaml': 'mode: nftables\n' };
  const { table } = traced(files, { from: 'node', to: 'nodeport:default/demoapp-svc' });
  assert.deepEqual(
    table?.rows.map(({ cells }) => cells[2]),
    ['served by 10.244.1.46:80', 'served by 10.244.2.64:80', 'dropped'],
  );
});

test('the document has a link for every place, over the place’s name', () => {
  const view = traced(localNodePort, { from: 'client:203.0.113.50', to: 'nodeport:default/demoapp-svc' });
  const { text, links } = layOutTrace(view, place => `${place.file}!`);
  const lines = text.split('\n');
  assert.ok(links.length > 5);
  for (const { line, start, end, place } of links) {
    assert.equal(lines[line]!.slice(start - 1, end + 1), `[${place.file}!]`);
  }
  assert.match(
    lines[0]!,
    /^client:203\.0\.113\.50 → nodeport:default\/demoapp-svc \(192\.168\.10\.11:30080\/tcp\), on node-a/,
  );
  assert.match(text, /node by node \(externalTrafficPolicy: Local\)/);
});

test('ways beyond the first tell what differs; of many, the ends alone are told', () => {
  const { text } = layOutTrace(traced(demo, { from: 'node', to: 'default/demoapp-svc' }), () => '');
  assert.equal(text.match(/the same as way 1 at first, then/g)?.length, 2);
  const many = Array.from({ length: 20 }, (_, i) => `- { addresses: [10.244.1.${i + 100}], nodeName: node-a }\n`);
  const files = { ...demo, 'slice.yaml': `${slice.split('endpoints:')[0]}endpoints:\n${many.join('')}` };
  const view = traced(files, { from: 'node', to: 'default/demoapp-svc' });
  assert.equal(view.outcomes.length, 20);
  assert.match(layOutTrace(view, () => '').text, /\n8 more ways like these\.\n/);
});

test('no name can break a line of the document or turn it around', () => {
  const view: TraceView = {
    title: 'a\nb\u202Ec\u2028d',
    node: '',
    mode: 'iptables',
    family: 'IPv4',
    notes: [],
    outcomes: [],
    beyond: [],
    table: {
      servicePort: 'x',
      policies: [],
      columns: ['y'],
      rows: [{ node: 'n\r\nm', cells: ['z'], locations: [] }],
      left: 0,
    },
  };
  assert.deepEqual(
    layOutTrace(view, () => '')
      .text.split('\n')
      .filter(Boolean),
    ['a b c d', 'x node by node (: Local):', '  y', '    n m  z'],
  );
});

function reachable(files: Files): string | undefined {
  const summary = analysisOf(files).hoverAt('service.yaml', files['service.yaml']!.indexOf('demoapp-svc'))?.summary;
  return summary?.split('\n').find(line => /^(Reachable|Not reachable)/.test(line));
}

test('the hover tells in one line who can reach the Service', () => {
  assert.equal(reachable(demo), 'Reachable: pods via `10.110.217.207:80`; not from outside.');
  assert.equal(
    reachable(localNodePort),
    'Reachable: pods via `10.110.217.207:80`; outside via node port `30080` on nodes with an endpoint (node-a, node-b).',
  );
  assert.equal(
    reachable(withSpec('  internalTrafficPolicy: Local\n  externalIPs: [192.0.2.7]\n')),
    'Reachable: pods via `10.110.217.207:80` on nodes with an endpoint (node-a, node-b); outside via external IP `192.0.2.7:80`.',
  );
  const idle = { ...demo, 'slice.yaml': '', 'app.yaml': deployment.replace('replicas: 3', 'replicas: 0') };
  assert.equal(reachable(idle), 'Not reachable: no endpoints.');
  assert.equal(
    reachable({ ...demo, 'slice.yaml': '' }),
    'Reachable: not known, no endpoints here, but its pods may be made elsewhere.',
  );
  assert.equal(
    reachable({ ...demo, 'service.yaml': service.replace('10.110.217.207', 'None') }),
    'Reachable: pods via the addresses of its pods, which DNS gives; not from outside.',
  );
});

test('nodes that both policies confine traffic to are named once', () => {
  const policies = '  type: NodePort\n  internalTrafficPolicy: Local\n  externalTrafficPolicy: Local\n';
  assert.equal(
    reachable(withSpec(policies, '\n    nodePort: 30080')),
    'Reachable: pods via `10.110.217.207:80` on nodes with an endpoint (node-a, node-b); outside via node port `30080` on the same nodes.',
  );
});

test('the line names every kind of way in', () => {
  const balanced = (ingress: string) => ({
    ...demo,
    'service.yaml': `${service.replace('spec:\n', 'spec:\n  type: LoadBalancer\n')}${ingress}`,
  });
  assert.match(reachable(balanced(''))!, /outside via a load balancer once it has an address\.$/);
  assert.match(
    reachable(balanced('status: { loadBalancer: { ingress: [{ ip: 192.0.2.9, ipMode: Proxy }] } }\n'))!,
    /outside via load balancer `192\.0\.2\.9` \(ipMode: Proxy, past the nodes’ rules\)\.$/,
  );
  const unready = slice.replaceAll(' nodeName:', ' conditions: { ready: false }, nodeName:');
  assert.equal(reachable({ ...demo, 'slice.yaml': unready }), 'Not reachable: no endpoint is ready.');
  const udp = { ...demo, 'service.yaml': service.replace('targetPort: 80', 'targetPort: 80\n    protocol: UDP') };
  const udpSlice = slice.replace('port: 80', 'port: 80, protocol: UDP');
  assert.match(reachable({ ...udp, 'slice.yaml': udpSlice })!, /pods via `10\.110\.217\.207:80\/udp`/);
  const alias = `apiVersion: v1
kind: Service
metadata: { name: demoapp-svc }
spec: { type: ExternalName, externalName: db.example.org }
`;
  assert.match(reachable({ 'service.yaml': alias })!, /^Reachable: as `db\.example\.org`, whose name DNS gives/);
});

test('the line invents neither an address nor the nodes of placeholders', () => {
  const unassigned = service.replace('  clusterIP: 10.110.217.207\n', '  internalTrafficPolicy: Local\n');
  assert.equal(
    reachable({ 'nodes.yaml': nodes, 'service.yaml': unassigned, 'app.yaml': deployment }),
    'Reachable: pods via the cluster IP, port `80` on nodes with an endpoint; not from outside.',
  );
});

test('source ranges are said of the load balancer that they guard', () => {
  const files = {
    ...demo,
    'service.yaml': `${service.replace('spec:\n', 'spec:\n  type: LoadBalancer\n  loadBalancerSourceRanges: [198.51.100.0/24]\n')}status: { loadBalancer: { ingress: [{ ip: 192.0.2.9 }] } }\n`,
  };
  assert.match(
    reachable(files)!,
    /outside via load balancer `192\.0\.2\.9:80`, the load balancer from `198\.51\.100\.0\/24` only\.$/,
  );
});
