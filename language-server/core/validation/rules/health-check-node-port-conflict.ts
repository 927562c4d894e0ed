import type { Service } from '../../cluster/objects.ts';
import { comesFirst, isAmbiguous, isInSameFile, locationOf } from '../crossObject.ts';
import { defineRule, type RuleContext } from '../defineRule.ts';
import { askedForElsewhere, rivalsAmong } from '../elsewhere.ts';
import { service } from '../examples.ts';
import { nodePortFixes } from '../nodePorts.ts';
import { describe, reservesNodePorts, usesHealthCheck } from '../serviceFacts.ts';

export const healthCheckNodePortConflict = defineRule({
  id: 'health-check-node-port-conflict',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'healthCheckNodePort is used as a node port too.',
  rationale: `The health check port is one port of the node like any node port, so it must differ from those of its own Service and of all others.`,
  *check(context) {
    const { object: service, cluster } = context;
    const port = service.healthCheckNodePort;
    if (!port || !usesHealthCheck(service) || isAmbiguous(cluster, service)) return;
    const isOwn = service.ports.some(p => p.nodePort === port);
    const candidates = cluster.nodePortClaims(port).filter(other => isRival(other, context));
    const { rivals, areElsewhere } = rivalsAmong(candidates, context);
    if (!isOwn && rivals.length === 0) return;
    const by = isOwn ? 'one of its own node ports' : `used by ${rivals.slice(0, 3).map(describe).join(', ')}`;
    const message = `${describe(service)} requests health check node port ${port}, which is ${by}: the API server fails with an internal error. Remove it to let the cluster choose.`;
    const related = rivals
      .slice(0, 3)
      .map(other => locationOf(context, other, ['spec', 'ports'], `also requests ${port}`));
    const path = ['spec', 'healthCheckNodePort'];
    if (!isOwn && areElsewhere) {
      return yield { path, related, ...askedForElsewhere(`health check port ${port}`, context, rivals[0]!) };
    }
    yield { path, message, related, ...(isOwn ? {} : { because: rivals }) };
  },
  fixes: nodePortFixes,
  examples: {
    bad: [
      {
        text: service(`
  type: LoadBalancer
  externalTrafficPolicy: Local
  healthCheckNodePort: 31000
  #                    ^^^^^
  ports: [{ port: 80, nodePort: 31000 }]
`),
        fixed: service(`
  type: LoadBalancer
  externalTrafficPolicy: Local
  ports: [{ port: 80, nodePort: 31000 }]
`),
      },
    ],
    good: [
      {
        text: service(`
  type: LoadBalancer
  externalTrafficPolicy: Local
  healthCheckNodePort: 31000
  ports: [{ port: 80, nodePort: 31001 }]
`),
      },
    ],
  },
});

function isRival(other: Service, { object: service, cluster }: RuleContext<'Service'>): boolean {
  if (other.namespace === service.namespace && other.name === service.name) return false;
  if (!reservesNodePorts(other)) return false;
  return isInSameFile(other, service) ? comesFirst(other, service) : !isAmbiguous(cluster, other);
}
