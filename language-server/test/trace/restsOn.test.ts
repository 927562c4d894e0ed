/** What outcomes rest on: an assumption is named where it matters, and an outcome that it decides is unknown. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readExpectations } from '../../core/views/trace/readExpectations.ts';
import { brokenBy } from '../../core/views/trace/traceExpect.ts';
import { type TraceOutcomeJson, traceJson } from '../../core/views/trace/traceJson.ts';
import { type TraceResult, traceRequest } from '../../core/views/trace/traceRequest.ts';
import { traceStory } from '../../core/views/trace/traceStory.ts';
import { contextOf } from './caseContext.ts';

type Input = Parameters<typeof contextOf>[0];

const node = (name: string, number: number) => `apiVersion: v1
kind: Node
metadata: { name: ${name} }
spec: { podCIDR: 10.244.${number}.0/24, podCIDRs: [10.244.${number}.0/24] }
status: { addresses: [{ type: InternalIP, address: 192.168.7.${number} }] }
---
`;
const nodes = `${node('node-a', 1)}${node('node-b', 2)}`;

const pod = (name: string, { on, app = name, spec = '' }: { on: 'a' | 'b'; app?: string; spec?: string }) => {
  const ip = `10.244.${on === 'a' ? 1 : 2}.${name.length + 10}`;
  return `apiVersion: v1
kind: Pod
metadata: { name: ${name}, labels: { app: ${app} } }
spec: { nodeName: node-${on}, ${spec} containers: [{ name: c, image: i, ports: [{ containerPort: 8080 }] }] }
status: { phase: Running, podIP: ${ip}, podIPs: [{ ip: ${ip} }], conditions: [{ type: Ready, status: "True" }] }
---
`;
};

const service = (fields = '', selector = '{ app: web }') => `apiVersion: v1
kind: Service
metadata: { name: web }
spec:
  clusterIP: 10.96.7.7
  selector: ${selector}
  ports: [{ port: 80, targetPort: 8080 }]
${fields}---
`;
const local = '  type: LoadBalancer\n  externalTrafficPolicy: Local\n  externalIPs: [198.51.100.7]\n';

const config = (fields = 'clusterCIDR: 10.244.0.0/16') =>
  `apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\n${fields}\n`;

const policy = (spec: string) => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: guard }
spec: { ${spec} }
---
`;

function traced(input: Input | string, from: string, to: string): TraceResult {
  const result = traceRequest(contextOf(typeof input === 'string' ? { manifests: input } : input), { from, to });
  if ('error' in result) throw new Error(result.error);
  return result;
}

function only(...request: Parameters<typeof traced>): TraceOutcomeJson {
  const { outcomes } = traceJson(traced(...request));
  assert.equal(outcomes.length, 1);
  return outcomes[0]!;
}

const codes = ({ restsOn }: TraceOutcomeJson) => restsOn.map(({ code }) => code);
const proved =
  (...[input, from, to]: Parameters<typeof traced>) =>
  (expected: object) => {
    const [expectation] = readExpectations([{ from, to, ...expected }]).expectations;
    return brokenBy(traced(input, from, to), expectation!);
  };

const away = `${nodes}${service(local)}${pod('web', { on: 'a' })}${pod('asker', { on: 'b' })}`;

const story = (...request: Parameters<typeof traced>) => traceStory(traced(...request)).join('\n');

test('without a configuration, what the pod range decides is unknown, with both ends told', () => {
  const open = only(away, 'pod:default/asker', '198.51.100.7:80');
  assert.equal(open.disposition, 'unknown');
  assert.match(
    open.reason ?? '',
    /^delivered to 10\.244\.1\.13:8080 if kube-proxy knows the pod range \(clusterCIDR\), dropped otherwise$/,
  );
  assert.deepEqual(open.restsOn[0]?.code, 'pod-range-unknown');
  assert.deepEqual(open.restsOn[0]?.otherwise, ['delivered']);
  const story = traceStory(traced(away, 'pod:default/asker', '198.51.100.7:80')).join('\n');
  assert.match(story, /Rests on:\n {2}- No kube-proxy configuration is known.*Settled by clusterCIDR/);
});

test('a configuration settles the pod range, also one that does not hold it', () => {
  const withRange = only({ manifests: away, config: config() }, 'pod:default/asker', '198.51.100.7:80');
  assert.deepEqual([withRange.disposition, codes(withRange)], ['delivered', ['node-firewall']]);
  const without = only({ manifests: away, config: config('mode: iptables') }, 'pod:default/asker', '198.51.100.7:80');
  assert.deepEqual([without.disposition, codes(without)], ['dropped', []]);
});

test('the pod range is named only where it changes anything', () => {
  const masked = only(away, 'client:203.0.113.9', '10.96.7.7:80');
  assert.equal(masked.disposition, 'delivered');
  assert.deepEqual(codes(masked), ['pod-range-unknown', 'node-firewall']);
  assert.equal(masked.restsOn[0]?.otherwise, undefined);
  assert.deepEqual(codes(only(away, 'pod:default/asker', 'default/web')), ['node-firewall']);
  assert.deepEqual(codes(only(away, 'client:203.0.113.9', '10.96.7.7:81')), ['node-firewall']);
});

test('policies that select sender or endpoint may deny; those of the other direction do not', () => {
  const egress = 'podSelector: { matchLabels: { app: asker } }, policyTypes: [Egress]';
  const ingress = 'podSelector: { matchExpressions: [{ key: app, operator: In, values: [web] }] }, ingress: [{}]';
  const ask = (rules: string, from = 'pod:default/asker') => only(`${away}${policy(rules)}`, from, 'default/web');
  const out = ask(egress);
  assert.equal(out.disposition, 'unknown');
  assert.match(
    out.reason ?? '',
    /^dropped if NetworkPolicy default\/guard denies it, delivered to 10\.244\.1\.13:8080/,
  );
  const { args, otherwise, settledBy } = out.restsOn[0]!;
  assert.deepEqual(
    [args.policy, args.direction, args.pod, args.port],
    ['default/guard', 'egress', 'default/asker', 8080],
  );
  assert.deepEqual(otherwise, ['dropped']);
  assert.match(settledBy, /8080\/TCP/);
  assert.equal(ask(ingress).disposition, 'unknown');
  assert.equal(ask(ingress, 'client:203.0.113.9').disposition, 'unknown');
  assert.equal(ask(egress, 'client:203.0.113.9').disposition, 'delivered');
  for (const other of [
    'podSelector: { matchLabels: { app: web } }, policyTypes: [Egress]',
    'podSelector: { matchLabels: { app: asker } }, policyTypes: [Ingress]',
    'podSelector: { matchLabels: { app: asker } }, ingress: []',
    'podSelector: { matchLabels: { app: nobody } }',
  ]) {
    assert.equal(ask(other).disposition, 'delivered', other);
  }
});

test('no policy stands between a node and its own pods, nor holds for pods on the network of their node', () => {
  const all = policy('podSelector: {}, policyTypes: [Ingress, Egress]');
  assert.equal(only(`${away}${all}`, 'node', 'default/web').disposition, 'delivered');
  const onHost = pod('web', { on: 'a', spec: 'hostNetwork: true,' }).replaceAll('10.244.1.13', '192.168.7.1');
  const hosted = `${nodes}${service()}${onHost}${all}`;
  assert.equal(only(hosted, 'client:203.0.113.9', 'default/web').disposition, 'delivered');
  assert.equal(
    only(hosted.replace('hostNetwork: true,', ''), 'client:203.0.113.9', 'default/web').disposition,
    'unknown',
  );
});

test('no endpoints is a fact only where the manifests prove it', () => {
  const typo = `${nodes}${service('', '{ app: wep }')}${pod('web', { on: 'a' })}`;
  assert.equal(only(typo, 'node', 'default/web').disposition, 'rejected');
  const alone = only(`${nodes}${service()}`, 'node', 'default/web');
  assert.equal(alone.disposition, 'unknown');
  assert.match(alone.reason ?? '', /^delivered if default\/web has a ready endpoint, rejected otherwise$/);
  assert.equal(codes(alone)[0], 'pods-made-elsewhere');
  // Who names the configuration describes a node as it runs.
  const described = only({ manifests: `${nodes}${service()}`, config: config() }, 'node', 'default/web');
  assert.equal(described.disposition, 'rejected');
});

const template =
  '{{- range .Values.apps }}\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {{ .name }}\n{{- end }}\n---\n';

test('what is not read may hold endpoints', () => {
  const input = `${nodes}${service(local)}${pod('web', { on: 'b' })}${template}`;
  const far = only(input, 'client:203.0.113.9', '198.51.100.7:80');
  assert.equal(far.disposition, 'unknown');
  assert.match(far.reason ?? '', /delivered if default\/web has an endpoint on node-a/);
  assert.equal(codes(far)[0], 'endpoints-not-read');
  const near = only(input, 'pod:default/web', 'default/web');
  assert.notEqual(near.disposition, 'unknown');
});

const deployment = (kind: string) => `apiVersion: apps/v1
kind: ${kind}
metadata: { name: web }
spec:
  ${kind === 'DaemonSet' ? '' : 'replicas: 1'}
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: c, image: i, ports: [{ containerPort: 8080 }] }] }
---
`;

test('placeholders are named; on which node they run decides nothing unless a policy asks', () => {
  const plain = only(`${nodes}${service()}${deployment('Deployment')}`, 'client:203.0.113.9', 'default/web');
  assert.equal(plain.disposition, 'delivered');
  assert.ok(codes(plain).includes('placeholder-endpoint'));
  const input = `${nodes}${service(local)}${deployment('Deployment')}`;
  const confined = only(input, 'client:203.0.113.9', '198.51.100.7:80');
  assert.equal(confined.disposition, 'unknown');
  assert.match(confined.reason ?? '', /pod of default\/web runs on node-a/);
  const daemon = `${nodes}${service(local)}${deployment('DaemonSet')}`;
  assert.equal(only(daemon, 'client:203.0.113.9', '198.51.100.7:80').disposition, 'delivered');
});

test('so is a sender that stands for a replica', () => {
  const sender = deployment('Deployment').replaceAll('web', 'front');
  const cluster = `${nodes}${service()}${pod('web', { on: 'a' })}${sender}`;
  const outcome = only(cluster, 'pod:default/front', 'default/web');
  assert.deepEqual(codes(outcome), ['placeholder-sender', 'node-firewall']);
  assert.match(story(cluster, 'pod:default/front', 'default/web'), /which sees \S+ \(a placeholder\)/);
  const picky = `${nodes}${service('  internalTrafficPolicy: Local\n')}${pod('web', { on: 'a' })}${sender}`;
  const decided = only(picky, 'pod:default/front', 'default/web');
  assert.equal(decided.disposition, 'unknown');
  assert.match(decided.reason ?? '', /if the sender runs on node-[ab]/);
});

test('an address that may be the node’s, where its addresses are unknown', () => {
  const input = `${service('  type: NodePort\n').replace('port: 80,', 'port: 80, nodePort: 30077,')}${pod('web', { on: 'a' })}`;
  const outcome = only(input, 'client:203.0.113.9', '192.168.7.1:30077');
  assert.equal(outcome.disposition, 'unknown');
  assert.equal(codes(outcome)[0], 'node-address-unknown');
  const known = only(`${nodes}${input}`, 'client:203.0.113.9', '192.168.7.1:30077');
  assert.equal(known.disposition, 'delivered');
});

test('nftables mode: whether an unused address is for Services', () => {
  const input = `${nodes}${service()}${pod('web', { on: 'a' })}`;
  const asked = (manifests: string) => only({ manifests, mode: 'nftables' }, 'pod:default/web', '10.96.9.9:80');
  const open = asked(input);
  assert.equal(open.disposition, 'unknown');
  assert.deepEqual(open.restsOn[0]?.code, 'service-range-assumed');
  const cidr =
    'apiVersion: networking.k8s.io/v1\nkind: ServiceCIDR\nmetadata: { name: kubernetes }\nspec: { cidrs: [10.96.0.0/16] }\n---\n';
  assert.notEqual(asked(`${input}${cidr}`).disposition, 'unknown');
});

test('an expectation holds only under all assumptions', () => {
  const lb = proved(away, 'pod:default/asker', '198.51.100.7:80');
  assert.match(lb({ arrives: 'always' })[0] ?? '', /^not proved: .*dropped, unless kube-proxy knows the pod range/);
  assert.match(lb({ arrives: 'never' })[0] ?? '', /^not proved: .*delivered if kube-proxy knows the pod range/);
  const cluster = proved(away, 'client:203.0.113.9', 'default/web');
  assert.deepEqual(cluster({ arrives: 'always' }), []);
  assert.match(cluster({ sourcePreserved: true })[0] ?? '', /^not proved: /);
  const guarded = proved(
    `${away}${policy('podSelector: { matchLabels: { app: web } }')}`,
    'pod:default/asker',
    'default/web',
  );
  assert.match(guarded({ arrives: 'always' })[0] ?? '', /^not proved: .*if NetworkPolicy default\/guard denies it/);
  assert.match(guarded({ arrives: 'never' })[0] ?? '', /^not proved: .*unless NetworkPolicy default\/guard denies it/);
});

test('what is broken under all assumptions is broken', () => {
  const typo = `${nodes}${service('', '{ app: wep }')}${pod('web', { on: 'a' })}`;
  assert.match(
    proved(typo, 'node', 'default/web')({ arrives: 'always' })[0] ?? '',
    /^it should always arrive, but: rejected/,
  );
});

test('readiness is told where it decides', () => {
  const sick = pod('web', { on: 'a' }).replace('status: "True"', 'status: "False"');
  const published = `${nodes}${service('  publishNotReadyAddresses: true\n')}${sick}`;
  assert.match(
    story(published, 'node', 'default/web'),
    /10\.244\.1\.13:8080 is not ready; it is used because of publishNotReady/,
  );
  assert.doesNotMatch(story(published.replace('"False"', '"True"'), 'node', 'default/web'), /not ready/);
});

const zoned = (text: string, zone: string) =>
  text.replace(
    /metadata: { name: (node-.) }/,
    `metadata: { name: $1, labels: { topology.kubernetes.io/zone: ${zone} } }`,
  );

test('hints that do not hold are told, with the reason', () => {
  const near = service('  trafficDistribution: PreferClose\n');
  const pods = `${pod('web', { on: 'a' })}${pod('web2', { on: 'b', app: 'web' })}`;
  const half = `${zoned(node('node-a', 1), 'z1')}${node('node-b', 2)}${near}${pods}`;
  assert.match(
    story(half, 'pod:default/web', 'default/web'),
    /Hints are ignored, and all ready endpoints used: 10\.244\.2\.14:8080 has none/,
  );
  const whole = `${zoned(node('node-a', 1), 'z1')}${zoned(node('node-b', 2), 'z2')}${near}${pods}`;
  assert.doesNotMatch(story(whole, 'pod:default/web', 'default/web'), /Hints are ignored/);
  assert.match(story(whole, 'pod:default/web', 'default/web'), /Hints in the EndpointSlices keep the traffic near/);
  const away = `${node('node-a', 1)}${zoned(node('node-b', 2), 'z2')}${near}${pod('web2', { on: 'b', app: 'web' })}`;
  assert.match(story(away, 'node', 'default/web'), /none of them names node-a, whose zone is unknown/);
});
