import type { ServicePortSpec } from '../../cluster/objects.ts';
import { nodeAt } from '../../yaml/manifestNode.ts';
import { declaredContainerPorts, isAmbiguous, isInSameFile, locationOf } from '../crossObject.ts';
import { type Draft, defineRule, type RuleContext } from '../defineRule.ts';
import { portLabel } from '../drafts.ts';
import { deployment, service } from '../examples.ts';
import { type FixPlace, insertion, replacement } from '../fixes.ts';
import { describe, isExternalName, protocolOf, targetPortOf } from '../serviceFacts.ts';
import { transportOfPortName } from '../transports.ts';

type Context = RuleContext<'Service'>;

export const targetPortProtocolMismatch = defineRule({
  id: 'target-port-protocol-mismatch',
  kinds: ['Service'],
  severity: 'information',
  verdict: 'advice',
  meets: 'pods',
  summary: 'A numeric targetPort that the containers declare for another protocol.',
  rationale: `\`protocol\` is TCP where nobody writes it, in a Service as in a container. A Service port that leads to a number which the containers declare for another protocol
often lacks the line: the packets are forwarded in a protocol to which nothing listens. It works where the program listens all the same, as \`containerPort\` only informs; so it is a
hint where the Service serves the declared protocol too.`,
  *check(context) {
    for (const [i, port] of context.object.ports.entries()) {
      const declared = otherDeclaration(context, port);
      // A name that says so is told of by itself.
      const isTold = declared && transportOfPortName(port) === declared.protocol;
      if (declared && !isTold) yield mismatch(context, port, i, declared);
    }
  },
  fixes,
  examples: {
    bad: [
      {
        title: 'The Service lacks the protocol',
        text: `${service(`
  ports:
    - port: 123
      #     ^^^
`)}---
${deployment('{ app: web }', '[{ containerPort: 123, protocol: UDP }]')}`,
        fixed: `${service(`
  ports:
    - port: 123
      protocol: UDP
`)}---
${deployment('{ app: web }', '[{ containerPort: 123, protocol: UDP }]')}`,
      },
      {
        title: 'The container lacks it',
        text: `${service(`
  ports:
    - port: 514
      protocol: UDP
      targetPort: 5514
      #           ^^^^
`)}---
${deployment('{ app: web }', '[{ containerPort: 5514 }]')}`,
        fixed: `${service(`
  ports:
    - port: 514
      protocol: UDP
      targetPort: 5514
`)}---
${deployment('{ app: web }', '[{ containerPort: 5514, protocol: UDP }]')}`,
      },
    ],
    good: [
      {
        text: `${service(`
  ports: [{ port: 123, protocol: UDP }]
`)}---
${deployment('{ app: web }', '[{ containerPort: 123, protocol: UDP }]')}`,
      },
    ],
  },
});

type Declared = ReturnType<typeof declaredContainerPorts>[number] & Pick<Selected, 'object'>;
type Selected = ReturnType<Context['cluster']['selected']>[number];

/** The first declaration of the port's target, where all are for other protocols. */
function otherDeclaration({ object: service, cluster }: Context, port: ServicePortSpec): Declared | undefined {
  const target = targetPortOf(port);
  if (typeof target !== 'number' || isExternalName(service) || isAmbiguous(cluster, service)) return undefined;
  const selected = cluster.selected(service.namespace, service.selector);
  const same = selected.flatMap(source =>
    declaredContainerPorts(source)
      .filter(declared => declared.containerPort === target)
      .map(declared => ({ ...declared, object: source.object })),
  );
  return same.some(({ protocol }) => protocol === protocolOf(port)) ? undefined : same[0];
}

function mismatch(context: Context, port: ServicePortSpec, index: number, declared: Declared): Draft {
  const { object: service } = context;
  const protocol = protocolOf(port);
  const isServed = service.ports.some(
    other => protocolOf(other) === declared.protocol && targetPortOf(other) === declared.containerPort,
  );
  const forgotten = !port.protocol ? `protocol: ${declared.protocol} may be missing here` : `see which one is right`;
  return {
    path: ['spec', 'ports', index, port.targetPort ? 'targetPort' : 'port'],
    message: `${describe(service)} forwards ${protocol} of ${portLabel(port, index)} to ${declared.containerPort}, which ${describe(declared.object)} declares for ${declared.protocol} only. Unless the program takes ${protocol} there too, nothing answers: ${forgotten}.`,
    related: [
      locationOf(context, declared.object, [...declared.path, 'containerPort'], `declared for ${declared.protocol}`),
    ],
    ...(isServed ? { severity: 'hint' as const } : {}),
  };
}

/** Whichever side left its protocol out is the likelier one to be wrong. */
function fixes({ path }: Draft, context: Context) {
  const index = Number(path[2]);
  const port = context.object.ports[index];
  const declared = port && otherDeclaration(context, port);
  if (!port || !declared) return [];
  const own = writeProtocol(context, ['spec', 'ports', index, 'protocol'], declared.protocol, 'the Service port');
  const isTaken = context.object.ports.some(p => p.port === port.port && protocolOf(p) === declared.protocol);
  const theirs = theirPlace(context, declared);
  const other = theirs
    ? writeProtocol(theirs, [...declared.path, 'protocol'], protocolOf(port), 'the container port')
    : [];
  const mine = isTaken ? [] : own;
  return port.protocol ? [...other, ...mine] : [...mine, ...other];
}

function theirPlace(context: Context, { object }: Declared): FixPlace | undefined {
  const node = context.nodeOf(object);
  return node && isInSameFile(object, context.object) ? { node, text: context.text, file: context.file } : undefined;
}

function writeProtocol(place: FixPlace, path: (string | number)[], protocol: string, whose: string) {
  const title = `Write protocol: ${protocol} for ${whose}`;
  return nodeAt(place.node, path)
    ? replacement(place, path, protocol, { title })
    : insertion(place, path, protocol, { title });
}
