// The page docs/modes.md: the same packets traced in all three modes. In: the cluster of modes.yaml. Out: Markdown.
import { readFileSync } from 'node:fs';
import { tracePacket } from '../../language-server/core/trace/tracePacket.ts';
import { memoryKey } from '../../language-server/core/trace/world.ts';
import { endpointOf, traceJson } from '../../language-server/core/views/trace/traceJson.ts';
import { traceRequest } from '../../language-server/core/views/trace/traceRequest.ts';
import { rootsOf } from '../../language-server/core/workspace/roots.ts';
import { emptySnapshot, withFiles } from '../../language-server/core/workspace/snapshot.ts';

const modes = /** @type {const} */ (['iptables', 'nftables', 'ipvs']);
const client = 'client:203.0.113.50';
const stranger = 'client:192.0.2.50';
const pod = 'local-pod-ip:10.244.1.99';
const masqueradeAll = { iptables: { masqueradeAll: true }, nftables: { masqueradeAll: true } };
const noLocalhost = { iptables: { localhostNodePorts: false } };
const firstNetwork = { nodePortAddresses: ['192.168.10.0/24'] };
const bothNetworks = { nodePortAddresses: ['192.168.10.0/24', '172.20.0.0/24'] };

/** What a proxy may be told beside its defaults. @typedef {Readonly<Record<string, unknown>>} ProxyOptions */

/** @type {readonly (readonly [question: string, from: string, to: string, options?: ProxyOptions])[]} */
const questions = [
  ['cluster IP, from a pod', pod, 'shop/web'],
  ['cluster IP, from the node', 'node', 'shop/web'],
  ['cluster IP, from outside', client, 'shop/web'],
  ['cluster IP, from outside, the proxy not told which addresses pods have', client, 'shop/web', { clusterCIDR: '' }],
  ['cluster IP, from a pod, masqueradeAll', pod, 'shop/web', masqueradeAll],
  ['cluster IP, a pod that may be dealt itself', 'local-pod-ip:10.244.1.10', 'shop/web'],
  ['cluster IP, a pod that is dealt itself, its slice without nodeName', 'local-pod-ip:10.244.1.20', 'shop/unplaced'],
  ['cluster IP, a port that the Service does not have', pod, '10.96.0.10:81'],
  ['external IP, a port that the Service does not have', pod, '198.51.100.10:81'],
  ['an address of the Service range that no Service has', pod, '10.96.200.200:80'],
  ['cluster IP of a Service with the service-proxy-name label', pod, '10.96.0.19:80'],
  ['cluster IP without endpoints', pod, 'shop/empty'],
  ['cluster IP, nothing ready, one endpoint terminating', pod, 'shop/leaving'],
  ['cluster IP, an endpoint on the node’s own network, from a pod', pod, 'shop/on-node'],
  ['cluster IP, internal policy Local, an endpoint on each node', pod, 'shop/both'],
  ['cluster IP, internal policy Local, no endpoint on this node', pod, 'shop/inside'],
  ['node port, from outside', client, 'nodeport:shop/web'],
  ['node port, from a pod', pod, 'nodeport:shop/web'],
  ['node port, an endpoint on the node’s own network, from outside', client, 'nodeport:shop/on-node'],
  ['node port on 127.0.0.1, from the node', 'node', '127.0.0.1:30080'],
  ['node port on 127.0.0.1, from the node, localhostNodePorts: false', 'node', '127.0.0.1:30080', noLocalhost],
  ['node port on 127.0.0.1, from the same link', client, '127.0.0.1:30080'],
  ['another port on 127.0.0.1, from the same link', client, '127.0.0.1:9'],
  ['node port on ::1, from the node', 'node', '[::1]:30080'],
  ['node port on a second address of the node', client, '172.20.0.11:30080'],
  ['node port on a second address, nodePortAddresses of the first', client, '172.20.0.11:30080', firstNetwork],
  ['node port on a second address, nodePortAddresses of both', client, '172.20.0.11:30080', bothNetworks],
  ['node port without endpoints, from outside', client, 'nodeport:shop/empty'],
  ['node port without endpoints on 127.0.0.1, from the node', 'node', '127.0.0.1:30082'],
  ['node port without endpoints on ::1, from the node', 'node', '[::1]:30082'],
  ['node port without endpoints on a second address of the node', client, '172.20.0.11:30082'],
  ['node port without endpoints on an address beyond nodePortAddresses', client, '172.20.0.11:30082', firstNetwork],
  ['node port, external policy Local, an endpoint on each node, from outside', client, 'nodeport:shop/both'],
  ['node port, external policy Local, no endpoint on this node, from outside', client, 'nodeport:shop/elsewhere'],
  ['node port, external policy Local, no endpoint on this node, from a pod', pod, 'nodeport:shop/elsewhere'],
  ['node port, external policy Local, no endpoint on this node, from the node', 'node', 'nodeport:shop/elsewhere'],
  ['node port on 127.0.0.1, external policy Local, no endpoint on this node', 'node', '127.0.0.1:30083'],
  ['health check node port, from outside', client, '192.168.10.11:32000'],
  ['external IP, from outside', client, 'external-ip:shop/web'],
  ['external IP, from a pod', pod, 'external-ip:shop/web'],
  ['external IP without endpoints, from outside', client, 'external-ip:shop/empty'],
  ['external IP without endpoints, from a pod', pod, 'external-ip:shop/empty'],
  ['external IP without endpoints, from the node', 'node', 'external-ip:shop/empty'],
  ['external IP and port that two Services claim', client, 'external-ip:shop/claim-1'],
  ['load balancer, external policy Local, an endpoint on each node, from outside', client, 'lb:shop/both'],
  ['load balancer, external policy Local, an endpoint on each node, from a pod', pod, 'lb:shop/both'],
  ['load balancer with ipMode Proxy, from a pod', pod, 'lb:shop/proxied'],
  ['load balancer with source ranges, sender in a range', client, 'lb:shop/guarded'],
  ['load balancer with source ranges, sender in no range', stranger, 'lb:shop/guarded'],
  ['load balancer with source ranges, a pod in no range', pod, 'lb:shop/guarded'],
  ['node port of that Service, sender in no range', stranger, 'nodeport:shop/guarded'],
  ['load balancer with source ranges and no endpoints, sender in no range', stranger, 'lb:shop/guarded-empty'],
  ['load balancer with source ranges and no endpoints, from the node', 'node', 'lb:shop/guarded-empty'],
];

/** @typedef {{ question: string, cells: string[], differs: boolean }} Asked */

/** @param {readonly Asked[]} rows */
function table(rows) {
  const lines = rows.map(({ question, cells }) => `| ${[question, ...cells].join(' | ')} |`);
  return ['| packet | iptables | nftables | ipvs |', '|---|---|---|---|', ...lines].join('\n');
}

/** @param {readonly Asked[]} rows */
function sameTable(rows) {
  return [
    '| packet | all modes |',
    '|---|---|',
    ...rows.map(({ question, cells }) => `| ${question} | ${cells[0]} |`),
  ].join('\n');
}

/** @param {string} manifestFile @returns {string} */
export function modesPage(manifestFile) {
  const text = readFileSync(manifestFile, 'utf8');
  const asked = questions.map(([question, from, to, options]) => {
    const cells = modes.map(mode => answer(contextOf(text, mode, options), from, to));
    return { question, cells, differs: cells[0] !== cells[1] };
  });
  const differing = asked.filter(({ differs }) => differs);
  const alike = asked.filter(({ differs }) => !differs);
  return [
    '<!-- Made by scripts/gen-modes.mjs from traces; do not edit. -->',
    '# What the modes of kube-proxy do differently',
    'The same packets in all three modes, traced through the rules that kube-proxy 1.36 writes with its default configuration (and a ' +
      'cluster CIDR; other options where a row names them), on a node with a second address, 172.20.0.11. The cluster is ' +
      '`scripts/modes.yaml`. What is said of iptables and nftables agrees with a Linux kernel on thousands of recorded flows; ipvs ' +
      'has not been held against one.',
    'A cell names every endpoint that may be reached. “As is”: it sees the sender’s own address. “Masqueraded”: it sees one of this ' +
      'node. “Refused”: the sender is told at once. “Dropped” and “lost”: it hears nothing.',
    '## Where iptables and nftables differ',
    table(differing),
    '## Where they do the same, and ipvs does not',
    'Under policy Local, ipvs mode sends to endpoints elsewhere when this node has none, and does not masquerade for node ports: a ' +
      'client outside gets its reply from an address that it never asked, and throws it away.',
    table(alike.filter(({ cells }) => cells[2] !== cells[0])),
    '## Where all three do the same',
    sameTable(alike.filter(({ cells }) => cells[2] === cells[0])),
    '## Session affinity',
    'The first packet of a client to a Service with `sessionAffinity: ClientIP`, and the first one of its next connection. In ipvs mode ' +
      'the kernel’s load balancer remembers, which traces do not follow.',
    affinityTable(text),
    '',
  ]
    .join('\n\n')
    .trimEnd()
    .concat('\n');
}

/** @param {string} text */
function affinityTable(text) {
  const lines = /** @type {const} */ (['iptables', 'nftables']).map(mode => {
    const { first, again } = affinity(contextOf(text, mode), pod, 'shop/sticky');
    return `| ${mode} | ${first} | ${again} |`;
  });
  return ['| mode | first | again |', '|---|---|---|', ...lines].join('\n');
}

/** @type {Map<string, import('../../language-server/core/views/trace/traceRequest.ts').TraceContext>} */
const contexts = new Map();

/** @param {string} text @param {'iptables' | 'nftables' | 'ipvs'} mode @param {ProxyOptions} [options] */
function contextOf(text, mode, options = {}) {
  const key = `${mode} ${JSON.stringify(options)}`;
  const known = contexts.get(key);
  if (known) return known;
  const host = {
    interfaces: [
      { name: 'lo', addresses: ['127.0.0.1/8', '::1/128'] },
      { name: 'eth0', addresses: ['192.168.10.11/24', 'fd00:10::11/64'] },
      { name: 'eth1', addresses: ['172.20.0.11/24'] },
    ],
  };
  const proxyConfiguration = { clusterCIDR: '10.244.0.0/16,fd00:10:244::/48', ...options };
  const settings = { option: { mode, node: 'node-a' }, proxyConfiguration, host };
  const empty = { ...emptySnapshot, folders: [''], settings: new Map([['', settings]]) };
  const snapshot = withFiles(empty, [{ name: 'modes.yaml', input: { text, language: 'yaml' } }]);
  const [root] = rootsOf(snapshot).all;
  if (!root) throw new Error('modes.yaml holds no manifests');
  const context = { source: root.routing };
  contexts.set(key, context);
  return context;
}

/** @typedef {import('../../language-server/core/views/trace/traceRequest.ts').TraceContext} TraceContext */

/** @param {TraceContext} context @param {string} from @param {string} to */
function trace(context, from, to) {
  const result = traceRequest(context, { from, to });
  if ('error' in result) throw new Error(`${from} → ${to}: ${result.error}`);
  return result;
}

/** @param {TraceContext} context @param {string} from @param {string} to */
function answer(context, from, to) {
  const { outcomes } = traceJson(trace(context, from, to));
  return [...new Set(outcomes.map(outcomeText))].join('; ');
}

/** What each way leaves behind decides where the next connection goes. @param {TraceContext} context @param {string} from @param {string} to */
function affinity(context, from, to) {
  const { outcomes, node, senderAddress, target } = trace(context, from, to);
  if (!senderAddress) throw new Error(`${from} has no address`);
  const packet = {
    protocol: /** @type {const} */ ('tcp'),
    destination: target.address,
    destinationPort: target.port,
    from: { kind: /** @type {const} */ ('interface'), name: node.network.podInterface, address: senderAddress },
  };
  const pairs = outcomes.map(outcome => {
    const { remembered } = outcome.after;
    const next = tracePacket(packet, { ...node.world, remembered: new Set(remembered.map(memoryKey)) });
    return { first: endpointOf(outcome), next: next.map(endpointOf) };
  });
  const isKept = pairs.every(({ first, next }) => next.length === 1 && next[0] === first);
  const first = pairs.map(pair => pair.first).join('; ');
  return { first, again: isKept ? 'the same endpoint' : [...new Set(pairs.flatMap(pair => pair.next))].join('; ') };
}

/** @param {import('../../language-server/core/views/trace/traceJson.ts').TraceOutcomeJson} outcome */
function outcomeText({ disposition, endpoint, masqueraded, reason }) {
  if (disposition === 'delivered') return `${endpoint} ${masqueraded ? 'masqueraded' : 'as is'}`;
  if (disposition === 'local') return 'stays with the node’s own sockets';
  if (disposition === 'forwarded') return 'leaves the node unchanged';
  if (disposition === 'rejected') return 'refused';
  return disposition === 'unknown' ? `unknown: ${reason}` : disposition;
}
