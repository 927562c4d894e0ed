import { groupBy } from '../../base/groupBy.ts';
import type { KubernetesObject, Service } from '../../cluster/objects.ts';
import { parseAddress } from '../addressForms.ts';
import { locationOf } from '../crossObject.ts';
import { type Draft, defineRule } from '../defineRule.ts';
import { service } from '../examples.ts';
import { nodePortRequests } from '../nodePorts.ts';
import { describe, needsClusterIp, writtenClusterIps } from '../serviceFacts.ts';

export const alreadyExists = defineRule({
  id: 'already-exists',
  kinds: ['Service', 'Endpoints', 'EndpointSlice'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'The file holds another object of this kind, namespace and name.',
  rationale: `\`kubectl create\` refuses the second one. \`kubectl apply\` takes both, one after the other, so that the second silently changes the first.`,
  *check(context) {
    const { object, siblings } = context;
    if (!object.name) return;
    const same = namesakesOf(siblings).get(identity(object)) ?? [];
    const earlier = same.slice(0, same.indexOf(object));
    const first = earlier[0];
    if (!first) return;
    const message = `${describe(object)} is in this file twice: kubectl create refuses the second, kubectl apply overwrites the first with it. Rename or remove one.`;
    const related = [locationOf(context, first, ['metadata', 'name'], 'the first one')];
    yield { path: ['metadata', 'name'], message, related, because: earlier, ...allocationCause(object, first) };
  },
  examples: {
    bad: [
      {
        text: `${service(`
  ports: [{ port: 80 }]
`)}---
apiVersion: v1
kind: Service
metadata:
  name: web
  #     ^^^
spec:
  selector: { app: web }
  ports: [{ port: 81 }]
`,
      },
      {
        title: 'What is fixed is refused first',
        text: `${service(`
  type: NodePort
  ports: [{ port: 80, nodePort: 30080 }]
`)}---
apiVersion: v1
kind: Service
metadata:
  name: web
  #     ^^^ Invalid spec.ports[0].nodePort
spec:
  type: NodePort
  selector: { app: web }
  ports: [{ port: 80, nodePort: 30080 }]
`,
      },
    ],
    good: [
      {
        text: `${service(`
  ports: [{ port: 80 }]
`)}---
apiVersion: v1
kind: Service
metadata:
  name: web
  namespace: shop
spec:
  selector: { app: web }
  ports: [{ port: 81 }]
`,
      },
    ],
  },
});

/** Addresses and ports are reserved before the name is looked at, so that a second one of a Service fails there. */
function allocationCause(object: KubernetesObject, first: KubernetesObject): Pick<Draft, 'reason' | 'field'> {
  if (object.kind !== 'Service' || first.kind !== 'Service') return {};
  const taken = fixedAddresses(first);
  const reason = 'FieldValueInvalid';
  if (fixedAddresses(object).some(address => taken.includes(address))) return { reason, field: 'spec.clusterIPs' };
  const ports = nodePortRequests(first).map(request => request.nodePort);
  const request = nodePortRequests(object).find(({ nodePort }) => ports.includes(nodePort));
  return request ? { reason, field: `spec.ports[${request.asked}].nodePort` } : {};
}

function fixedAddresses(service: Service): string[] {
  if (!needsClusterIp(service)) return [];
  return writtenClusterIps(service).flatMap(({ text }) => parseAddress(text)?.text ?? []);
}

type Namesakes = ReadonlyMap<string, readonly KubernetesObject[]>;

const memory = new WeakMap<readonly KubernetesObject[], Namesakes>();

/** The objects of each identity, in order; remembered by file, which may hold thousands. */
function namesakesOf(siblings: readonly KubernetesObject[]): Namesakes {
  const known = memory.get(siblings);
  if (known) return known;
  const namesakes = groupBy(siblings, identity);
  memory.set(siblings, namesakes);
  return namesakes;
}

function identity(object: KubernetesObject): string {
  return `${object.kind} ${object.namespace}/${object.name}`;
}
