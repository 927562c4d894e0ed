// The page docs/modes.md: the same packets traced in all three modes. In: the cluster of modes.yaml. Out: Markdown.
import { readFileSync } from 'node:fs';
import { traceJson } from '../../language-server/core/views/traceJson.ts';
import { traceRequest } from '../../language-server/core/views/traceRequest.ts';
import { rootsOf } from '../../language-server/core/workspace/roots.ts';
import { emptySnapshot, withFiles } from '../../language-server/core/workspace/snapshot.ts';

const modes = /** @type {const} */ (['iptables', 'nftables', 'ipvs']);
const client = 'client:203.0.113.50';
const stranger = 'client:192.0.2.50';
const pod = 'local-pod-ip:10.244.1.99';

/** @type {readonly (readonly [question: string, from: string, to: string])[]} */
const questions = [
  ['cluster IP, from a pod', pod, 'shop/web'],
  ['cluster IP, from the node', 'node', 'shop/web'],
  ['cluster IP, from outside', client, 'shop/web'],
  ['cluster IP, a pod that may be dealt itself', 'local-pod-ip:10.244.1.10', 'shop/web'],
  ['cluster IP, a pod that is dealt itself, its slice without nodeName', 'local-pod-ip:10.244.1.20', 'shop/unplaced'],
  ['cluster IP, a port that the Service does not have', pod, '10.96.0.10:81'],
  ['an address of the Service range that no Service has', pod, '10.96.200.200:80'],
  ['cluster IP of a Service with the service-proxy-name label', pod, '10.96.0.19:80'],
  ['cluster IP without endpoints', pod, 'shop/empty'],
  ['cluster IP, internal policy Local, no endpoint on this node', pod, 'shop/inside'],
  ['node port, from outside', client, 'nodeport:shop/web'],
  ['node port on 127.0.0.1, from the node', 'node', '127.0.0.1:30080'],
  ['node port on 127.0.0.1, from the same link', client, '127.0.0.1:30080'],
  ['another port on 127.0.0.1, from the same link', client, '127.0.0.1:9'],
  ['node port on a second address of the node', client, '172.20.0.11:30080'],
  ['node port without endpoints, from outside', client, 'nodeport:shop/empty'],
  ['node port without endpoints on 127.0.0.1, from the node', 'node', '127.0.0.1:30082'],
  ['node port without endpoints on a second address of the node', client, '172.20.0.11:30082'],
  ['node port, external policy Local, no endpoint on this node, from outside', client, 'nodeport:shop/elsewhere'],
  ['node port, external policy Local, no endpoint on this node, from a pod', pod, 'nodeport:shop/elsewhere'],
  ['node port, external policy Local, no endpoint on this node, from the node', 'node', 'nodeport:shop/elsewhere'],
  ['external IP without endpoints, from outside', client, 'external-ip:shop/empty'],
  ['external IP without endpoints, from the node', 'node', 'external-ip:shop/empty'],
  ['load balancer with source ranges, sender in a range', client, 'lb:shop/guarded'],
  ['load balancer with source ranges, sender in no range', stranger, 'lb:shop/guarded'],
  ['load balancer with source ranges and no endpoints, sender in no range', stranger, 'lb:shop/guarded-empty'],
  ['load balancer with source ranges and no endpoints, from the node', 'node', 'lb:shop/guarded-empty'],
  ['external IP and port that two Services claim', client, 'external-ip:shop/claim-1'],
];

/** @typedef {{ question: string, cells: string[], differs: boolean }} Asked */

/** @param {readonly Asked[]} rows */
function table(rows) {
  const lines = rows.map(({ question, cells }) => `| ${[question, ...cells].join(' | ')} |`);
  return ['| packet | iptables | nftables | ipvs |', '|---|---|---|---|', ...lines].join('\n');
}

/** @param {string} manifestFile @returns {string} */
export function modesPage(manifestFile) {
  const text = readFileSync(manifestFile, 'utf8');
  const asked = questions.map(([question, from, to]) => {
    const cells = modes.map(mode => answer(text, mode, from, to));
    return { question, cells, differs: cells[0] !== cells[1] };
  });
  return [
    '<!-- Made by scripts/gen-modes.mjs from traces; do not edit. -->',
    '# What the modes of kube-proxy do differently',
    'The same packets in all three modes, traced through the rules that kube-proxy 1.36 writes with its default configuration (and a ' +
      'cluster CIDR), on a node with a second address. The cluster is `scripts/modes.yaml`. What is said of iptables and nftables ' +
      'agrees with a Linux kernel on thousands of recorded flows; ipvs has not been held against one.',
    'In ipvs mode, a node port under policy Local still sends to endpoints elsewhere when this node has none, and does not ' +
      'masquerade: a client outside gets its reply from an address that it never asked, and throws it away.',
    '“As is”: the receiver sees the sender’s own address. “Masqueraded”: it sees one of this node.',
    '## Where iptables and nftables differ',
    table(asked.filter(({ differs }) => differs)),
    '## Where they do the same',
    table(asked.filter(({ differs }) => !differs)),
    '',
  ]
    .join('\n\n')
    .trimEnd()
    .concat('\n');
}

/** @type {Map<string, import('../../language-server/core/views/traceRequest.ts').TraceContext>} */
const contexts = new Map();

/** @param {string} text @param {'iptables' | 'nftables' | 'ipvs'} mode */
function contextOf(text, mode) {
  const known = contexts.get(mode);
  if (known) return known;
  const host = {
    interfaces: [
      { name: 'lo', addresses: ['127.0.0.1/8'] },
      { name: 'eth0', addresses: ['192.168.10.11/24'] },
      { name: 'eth1', addresses: ['172.20.0.11/24'] },
    ],
  };
  const settings = { option: { mode, node: 'node-a' }, proxyConfiguration: { clusterCIDR: '10.244.0.0/16' }, host };
  const empty = { ...emptySnapshot, folders: [''], settings: new Map([['', settings]]) };
  const snapshot = withFiles(empty, [{ name: 'modes.yaml', input: { text, language: 'yaml' } }]);
  const [root] = rootsOf(snapshot).all;
  if (!root) throw new Error('modes.yaml holds no manifests');
  const context = { source: root.routing };
  contexts.set(mode, context);
  return context;
}

/** @param {string} text @param {'iptables' | 'nftables' | 'ipvs'} mode @param {string} from @param {string} to */
function answer(text, mode, from, to) {
  const result = traceRequest(contextOf(text, mode), { from, to });
  if ('error' in result) throw new Error(`${from} → ${to}: ${result.error}`);
  const { outcomes } = traceJson(result);
  return [...new Set(outcomes.map(outcomeText))].join('; ');
}

/** @param {import('../../language-server/core/views/traceJson.ts').TraceOutcomeJson} outcome */
function outcomeText({ disposition, endpoint, masqueraded, reason }) {
  if (disposition === 'delivered') return `${endpoint} ${masqueraded ? 'masqueraded' : 'as is'}`;
  if (disposition === 'local') return 'stays with the node’s own sockets';
  if (disposition === 'forwarded') return 'leaves the node unchanged';
  return disposition === 'unknown' ? `unknown: ${reason}` : disposition;
}
