import { type ManifestNode, nodeAt } from '../../yaml/manifestNode.ts';
import { defineRule } from '../defineRule.ts';
import { invalid, required } from '../drafts.ts';
import { serviceWith } from '../examples.ts';
import { describe, needsClusterIp } from '../serviceFacts.ts';

export const nameRequired = defineRule({
  id: 'name-required',
  kinds: ['Service', 'Endpoints', 'EndpointSlice'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'The object has no name.',
  rationale: `Every object needs \`metadata.name\` (or \`generateName\`, with which \`kubectl create\` works and \`kubectl apply\` does not). For a Service that needs a
cluster IP the API server words it strangely: it complains of \`spec.clusterIPs\`, because it fails to reserve an address for a nameless Service.`,
  *check({ object, node }) {
    if (object.name || stringAt(nodeAt(node, ['metadata', 'generateName']))) return;
    const message = `${describe(object)} has no name: the API server refuses it. Add metadata.name.`;
    const path = ['metadata', 'name'];
    if (object.kind === 'Service' && needsClusterIp(object)) {
      yield invalid(path, message, { field: 'spec.clusterIPs', absence: true });
    } else yield required(path, message);
  },
  examples: {
    bad: [
      {
        text: serviceWith(`
  #<<<<<<< Invalid spec.clusterIPs
  labels: { app: web }
`).replace('metadata:\n  #<<<<<<<', 'metadata:\n#<<<<<<<'),
      },
      {
        text: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
#<<<<<<< Required metadata.name
  labels: { kubernetes.io/service-name: web }
addressType: IPv4
endpoints: []
`,
      },
    ],
    good: [
      {
        text: serviceWith(`
  generateName: web-
`),
      },
    ],
  },
});

function stringAt(node: ManifestNode | undefined): string {
  return node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : '';
}
