import type { Service } from '../../cluster/objects.ts';
import type { FieldPath } from '../../yaml/manifestNode.ts';
import { comesFirst, isAmbiguous, isInSameFile, locationOf } from '../crossObject.ts';
import { defineRule, type RuleContext } from '../defineRule.ts';
import { askedForElsewhere, rivalsAmong } from '../elsewhere.ts';
import { service } from '../examples.ts';
import { nodePortFixes, nodePortRequests, refusedNodePort } from '../nodePorts.ts';
import { describe, reservesNodePorts } from '../serviceFacts.ts';

export const nodePortTaken = defineRule({
  id: 'node-port-taken',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'A node port is requested by another Service too.',
  rationale: `A node port belongs to one Service in the whole cluster, whatever the namespace and the protocol; health check node ports count
as well. The Service that is created second is refused. In one file that is the lower one; between files nobody knows, so both are marked. Between folders of which
nothing says that they go to one cluster (examples, variants), it is only mentioned.`,
  *check(context) {
    const { object: service, cluster } = context;
    if (!reservesNodePorts(service) || isAmbiguous(cluster, service)) return;
    for (const request of nodePortRequests(service)) {
      const { nodePort } = request;
      const candidates = cluster.nodePortClaims(nodePort).filter(other => isRival(other, context));
      const { rivals, areElsewhere } = rivalsAmong(candidates, context);
      if (rivals.length === 0) continue;
      const names = rivals.slice(0, 3).map(describe).join(', ');
      const when = rivals.some(other => isInSameFile(other, service)) ? '' : ' whichever of them is created second';
      const message = `${describe(service)} requests node port ${nodePort}, which ${names} requests too: the API server refuses${when || ' it'}. Remove nodePort to let the cluster choose, or take another.`;
      const at = rivals
        .slice(0, 3)
        .map(other => locationOf(context, other, claimPath(other, nodePort), `also requests node port ${nodePort}`));
      if (areElsewhere) {
        const path = ['spec', 'ports', request.written, 'nodePort'];
        return yield { path, related: at, ...askedForElsewhere(`node port ${nodePort}`, context, rivals[0]!) };
      }
      yield refusedNodePort(request, message, { related: at, because: rivals });
    }
  },
  fixes: nodePortFixes,
  examples: {
    bad: [
      {
        text: `${service(`
  type: NodePort
  ports:
    - { port: 80, nodePort: 30080 }
`)}---
apiVersion: v1
kind: Service
metadata:
  name: other
  namespace: shop
spec:
  type: NodePort
  selector: { app: other }
  ports:
    - port: 80
      nodePort: 30080
      #         ^^^^^ Invalid spec.ports[0].nodePort
`,
      },
      {
        title: 'In one file the lower one is refused',
        text: `${service(`
  type: NodePort
  ports: [{ port: 80, nodePort: 30000 }]
`)}---
apiVersion: v1
kind: Service
metadata: { name: other }
spec:
  type: NodePort
  selector: { app: other }
  ports: [{ port: 80, nodePort: 30000 }]
  #                             ^^^^^
`,
        fixed: `${service(`
  type: NodePort
  ports: [{ port: 80, nodePort: 30000 }]
`)}---
apiVersion: v1
kind: Service
metadata: { name: other }
spec:
  type: NodePort
  selector: { app: other }
  ports: [{ port: 80 }]
`,
      },
      {
        title: 'Between files both are marked',
        text: `#- a.yaml
${service(`
  type: NodePort
  ports: [{ port: 80, nodePort: 30080 }]
  #                             ^^^^^
`)}#- b.yaml
apiVersion: v1
kind: Service
metadata: { name: other }
spec:
  type: NodePort
  selector: { app: other }
  ports: [{ port: 80, nodePort: 30080 }]
  #                             ^^^^^
`,
      },
    ],
    good: [
      {
        title: 'Files that hold the same Service are alternatives',
        text: `#- a.yaml
${service(`
  type: NodePort
  ports: [{ port: 80, nodePort: 30080 }]
`)}#- b.yaml
${service(`
  type: NodePort
  ports: [{ port: 80, nodePort: 30080 }]
`)}`,
      },
    ],
  },
});

function isRival(other: Service, { object: service, cluster }: RuleContext<'Service'>): boolean {
  if (other.namespace === service.namespace && other.name === service.name) return false;
  if (!reservesNodePorts(other)) return false;
  return isInSameFile(other, service) ? comesFirst(other, service) : !isAmbiguous(cluster, other);
}

function claimPath(service: Service, nodePort: number): FieldPath {
  const index = service.ports.findIndex(port => port.nodePort === nodePort);
  return index < 0 ? ['spec', 'healthCheckNodePort'] : ['spec', 'ports', index, 'nodePort'];
}
