import { endpointGaps } from '../../cluster/endpointGaps.ts';
import type { Service } from '../../cluster/objects.ts';
import { otherProxyLabel } from '../../cluster/sliceLabels.ts';
import { defineRule, type RuleContext } from '../defineRule.ts';
import { proxyModeOf } from '../proxyMode.ts';
import { describe, needsClusterIp } from '../serviceFacts.ts';

/** NFTNL_UDATA_COMMENT_MAXLEN of libnftnl: nft refuses the whole transaction for one comment above it. */
const longestComment = 128;
const firstReleaseThatCuts = 37;

export const nftablesCommentTooLong = defineRule({
  id: 'nftables-comment-too-long',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'dropped',
  summary: 'A name that stops kube-proxy in nftables mode.',
  rationale: `In nftables mode, kube-proxy writes "namespace/name:port" as a comment on the map elements that reject or drop the traffic of a Service
port without usable endpoints. nft takes comments of 128 bytes at most, and refuses the whole transaction because of a longer one
([kubernetes#139515](https://github.com/kubernetes/kubernetes/issues/139515)): no node programs any change of any Service until it is gone.
From 1.37 on kube-proxy cuts the comment. The finding is an error where no manifest gives the Service an endpoint, and a warning where it
has some: the comment is written whenever none of them is ready, or, under a traffic policy Local, on each node without one.`,
  *check(context) {
    const { object: service, settings } = context;
    if (settings.kubernetesMinor >= firstReleaseThatCuts || !isProxied(service)) return;
    const long = service.ports.flatMap(({ name }, index) => {
      const bytes = commentLength(service, name);
      return bytes > longestComment ? [{ bytes, index }] : [];
    });
    const [worst] = long.sort((a, b) => b.bytes - a.bytes);
    if (!worst || proxyModeOf(context) !== 'nftables') return;
    const isCertain = hasNoEndpoints(context);
    const when = isCertain ? 'it has no endpoints, so' : 'whenever it has no ready endpoint,';
    const effect = `${when} nft refuses kube-proxy's whole transaction on every node, for all Services`;
    const message = `${describe(service)} gives an nftables comment of ${worst.bytes} bytes, and ${longestComment} is the limit: ${effect}. Shorten its name, its port's name or the namespace.`;
    yield { path: ['metadata', 'name'], message, ...(isCertain ? {} : { severity: 'warning' }) };
  },
  examples: {
    bad: [
      {
        text: `apiVersion: v1
kind: Service
metadata:
  namespace: team-payments-europe-west-production-shared-workloads-blue-0001
  name: settlement-reconciliation-reports-generator-for-acquirers-eu-1
  #     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
spec:
  selector: { app: reports }
  ports: [{ name: http, port: 80 }]
`,
        settings: { mode: 'nftables' },
      },
    ],
    good: [
      {
        title: 'The other modes have longer comments, or none',
        text: `apiVersion: v1
kind: Service
metadata:
  namespace: team-payments-europe-west-production-shared-workloads-blue-0001
  name: settlement-reconciliation-reports-generator-for-acquirers-eu-1
spec:
  selector: { app: reports }
  ports: [{ name: http, port: 80 }]
`,
        settings: { mode: 'iptables' },
      },
    ],
  },
});

/** kube-proxy makes elements for it. */
function isProxied(service: Service): boolean {
  return needsClusterIp(service) && service.labels[otherProxyLabel] === undefined;
}

/** Names hold ASCII letters alone, so that characters are bytes. */
function commentLength({ namespace, name }: Service, portName: string | undefined): number {
  return `${namespace}/${name}`.length + (portName ? `:${portName}`.length : 0);
}

function hasNoEndpoints({ object: service, cluster }: RuleContext<'Service'>): boolean {
  const isEmpty =
    cluster.selected(service.namespace, service.selector).length === 0 &&
    cluster.slicesOf(service).every(({ endpoints }) => endpoints.length === 0) &&
    cluster.endpointsNamed(service).every(({ subsets }) => subsets.length === 0);
  return isEmpty && endpointGaps(service, cluster).length === 0;
}
