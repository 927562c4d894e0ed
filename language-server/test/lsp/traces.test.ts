/** Traces over the protocol: choices, a trace with positions, what changes while one types. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TraceAnswer, TraceArgument, TraceChoicesAnswer } from '../../lsp/protocol.ts';
import { type Client, startClient } from './support.ts';

const web = `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  type: NodePort
  externalTrafficPolicy: Local
  clusterIP: 10.96.0.10
  ports: [{ port: 80, nodePort: 30080 }]
`;
const slice = `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: web-1, labels: { kubernetes.io/service-name: web } }
addressType: IPv4
ports: [{ name: "", port: 8080 }]
endpoints:
- { addresses: [10.244.1.5], nodeName: node-a }
`;
const node = `apiVersion: v1
kind: Node
metadata: { name: node-a }
spec: { podCIDR: 10.244.1.0/24 }
status: { addresses: [{ type: InternalIP, address: 192.168.10.11 }] }
`;

async function openShop(t: { after: (end: () => void) => void }): Promise<{ client: Client; uri: string }> {
  const client = await startClient({ folders: [{ 'web.yaml': web, 'slice.yaml': slice, 'node.yaml': node }] });
  t.after(client.dispose);
  const uri = client.uri('web.yaml');
  client.open(uri, web);
  await client.eventually(() => client.heard('routelens/chainsChanged').length > 0, 'the workspace is read');
  await client.quiet();
  return { client, uri };
}

const ask = ({ connection }: Client, params: object | null) =>
  connection.sendRequest<TraceAnswer | null>('routelens/trace', params);

test('choices are those of the Service at the position, by name, or of the whole root', async t => {
  const { client, uri } = await openShop(t);
  const choices = (params: object) =>
    client.connection.sendRequest<TraceChoicesAnswer | null>('routelens/traceChoices', params);
  const here = await choices({ textDocument: { uri }, position: { line: 3, character: 9 } });
  assert.equal(here?.service, 'default/web');
  assert.equal(here.uri, uri);
  assert.deepEqual(here.destinations[0], {
    group: 'default/web',
    label: 'default/web by cluster IP',
    detail: '10.96.0.10:80/tcp',
    value: 'default/web:80',
    protocol: 'tcp',
  });
  assert.deepEqual(await choices({ service: { uri, namespace: 'default', name: 'web' } }), here);
  for (const params of [{ textDocument: { uri } }, {}]) {
    const all = await choices(params);
    assert.equal(all?.service, undefined);
    assert.ok(all!.destinations.some(({ value }) => value === 'nodeport:default/web:80'));
  }
});

test('a trace has the position of the YAML behind each step, and the table of its Service', async t => {
  const { client, uri } = await openShop(t);
  const argument: TraceArgument = { uri, from: 'client:203.0.113.50', to: 'nodeport:default/web', protocol: 'tcp' };
  const answer = await ask(client, argument);
  assert.ok(answer && !('error' in answer));
  assert.equal(answer.outcomes[0]!.probability, '1');
  const range = { start: { line: 6, character: 16 }, end: { line: 6, character: 26 } };
  assert.deepEqual(answer.outcomes[0]!.location, { uri: client.uri('slice.yaml'), range });
  const steps = answer.outcomes[0]!.stages.flatMap(stage => stage.steps);
  const nodePort = steps.find(({ sentence }) => sentence.includes('node port of default/web'));
  assert.equal(nodePort?.location?.range.start.line, 8);
  assert.deepEqual(answer.table?.rows[0]?.locations.at(-1)?.range, range);
});

test('what is typed is traced, saved or not', async t => {
  const { client, uri } = await openShop(t);
  const told = client.heard('routelens/chainsChanged').length;
  client.edit(uri, web.replace('10.96.0.10', '10.96.0.77'));
  const answer = await ask(client, { uri, from: 'node', to: 'default/web' });
  assert.match(JSON.stringify(answer), /10\.96\.0\.77:80/);
  await client.eventually(() => client.heard('routelens/chainsChanged').length > told, 'open documents ask again');
});

test('what does not exist, and what is no trace, is said', async t => {
  const { client, uri } = await openShop(t);
  const problem = async (params: object | null) => {
    const answer = await ask(client, params);
    return answer && 'error' in answer ? answer.error : undefined;
  };
  assert.match((await problem({ uri, from: 'node', to: 'default/wep' }))!, /did you mean default\/web\?/);
  assert.match((await problem({ uri: 'file:///elsewhere.yaml', from: 'node', to: 'a/b' }))!, /gone/);
  assert.match((await problem({ uri, from: 'node', to: 'default/web', protocol: 'icmp' }))!, /tcp, udp or sctp/);
  for (const params of [{}, { uri, from: 1, to: {} }, []]) assert.match((await problem(params))!, /as text/);
});
