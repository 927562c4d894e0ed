/** A bare address and port gives what the Service's name gives, in every mode and family, before and after creation. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explainToken } from '../../core/views/explain.ts';
import { traceJson } from '../../core/views/trace/traceJson.ts';
import { type TraceContext, type TraceResult, traceRequest } from '../../core/views/trace/traceRequest.ts';
import { traceStory } from '../../core/views/trace/traceStory.ts';
import { contextOf } from './caseContext.ts';

const modes = ['iptables', 'nftables', 'ipvs'] as const;

const nodes = ['a', 'b']
  .map(
    (name, i) => `apiVersion: v1
kind: Node
metadata: { name: node-${name} }
spec: { podCIDRs: [10.244.${i + 1}.0/24, "fd00:10:244:${i + 1}::/64"] }
status: { addresses: [{ type: InternalIP, address: 192.168.50.1${i + 1} }, { type: InternalIP, address: "fd00:50::1${i + 1}" }] }
---
`,
  )
  .join('');

const app = `apiVersion: apps/v1
kind: Deployment
metadata: { name: kiosk }
spec:
  replicas: 2
  selector: { matchLabels: { app: kiosk } }
  template:
    metadata: { labels: { app: kiosk } }
    spec: { containers: [{ name: main, image: main, ports: [{ containerPort: 8080 }] }] }
---
`;

function kiosk(spec: string, externals: string): string {
  return `apiVersion: v1
kind: Service
metadata: { name: kiosk }
spec: { type: LoadBalancer, selector: { app: kiosk }, ports: [{ port: 80, targetPort: 8080, nodePort: 30310 }], ${spec} }
status: { loadBalancer: { ingress: [${externals}] } }
`;
}

const byFamily = {
  IPv4: {
    manifests: `${nodes}${app}${kiosk('externalIPs: [198.51.100.9]', '{ ip: 198.51.100.30 }')}`,
    client: 'client:203.0.113.4',
    other: 'client:2001:db8::5',
    at: { 'external-ip': '198.51.100.9:80', lb: '198.51.100.30:80', nodeport: '192.168.50.11:30310' },
    ofOther: '[fd00:50::11]:30310',
  },
  IPv6: {
    manifests: `${nodes}${app}${kiosk('ipFamilies: [IPv6], externalIPs: ["2001:db8:9::9"]', '{ ip: "2001:db8:9::30" }')}`,
    client: 'client:2001:db8::5',
    other: 'client:203.0.113.4',
    at: { 'external-ip': '[2001:db8:9::9]:80', lb: '[2001:db8:9::30]:80', nodeport: '[fd00:50::11]:30310' },
    ofOther: '192.168.50.11:30310',
  },
} as const;

function traced(context: TraceContext, from: string, to: string): TraceResult {
  const result = traceRequest(context, { from, to });
  if ('error' in result) throw new Error(`${to}: ${result.error}`);
  return result;
}

for (const mode of modes) {
  for (const [family, { manifests, client, other, at, ofOther }] of Object.entries(byFamily)) {
    const context = contextOf({ manifests, mode });

    test(`${mode} ${family}: every address of a Service that has no cluster IP yet`, () => {
      const byName = traced(context, client, 'default/kiosk');
      const { address, port } = byName.target;
      const clusterIp = address.family === 'IPv6' ? `[${address.text}]:${port}` : `${address.text}:${port}`;
      const ways = [['', clusterIp] as const, ...Object.entries(at).map(([kind, text]) => [`${kind}:`, text] as const)];
      for (const [prefix, text] of ways) {
        const named = traceJson(traced(context, client, `${prefix}default/kiosk`));
        assert.ok(
          named.outcomes.some(({ disposition }) => disposition === 'delivered'),
          text,
        );
        assert.deepEqual(traceJson(traced(context, client, text)), named, text);
      }
    });

    test(`${mode} ${family}: an address of the other family gives that as the reason`, () => {
      const story = traceStory(traced(context, other, ofOther)).join('\n');
      assert.match(story, new RegExp(`30310 is the node port of default/kiosk, which has ${family} addresses only`));
      assert.doesNotMatch(story, /No Service has node port/);
    });

    test(`${mode} ${family}: explain takes a node's address with a node port for the node port`, () => {
      const explained = (token: string) => explainToken(token, context.source, () => undefined).map(({ text }) => text);
      const [byNumber] = explained('30310');
      assert.match(byNumber!, /30310 is the node port of Service default\/kiosk/);
      assert.deepEqual(explained(at.nodeport), [`${at.nodeport} is on node node-a: ${byNumber}`]);
      assert.match(explained(ofOther)[0]!, new RegExp(`${family} only: nothing is programmed`));
    });
  }
}
