import type { PodSource } from '../../cluster/clusterIndex.ts';
import type { Service, ServicePortSpec } from '../../cluster/objects.ts';
import { resolveTargetPort } from '../../cluster/targetPorts.ts';
import { isAmbiguous, locationOf } from '../crossObject.ts';
import { defineRule, type RuleContext } from '../defineRule.ts';
import { portLabel } from '../drafts.ts';
import { service } from '../examples.ts';
import { useSuggestion } from '../fixes.ts';
import { describe, isExternalName, quote } from '../serviceFacts.ts';

/** kubernetes#128850, not backported; 1.32 reads such ports for Endpoints only, which kube-proxy does not use. */
const firstReleaseThatResolves = 33;

export const sidecarPortNameUnresolved = defineRule({
  id: 'sidecar-port-name-unresolved',
  kinds: ['Service'],
  severity: 'warning',
  verdict: 'dropped',
  meets: 'related',
  summary: 'A targetPort that names the port of a sidecar, before 1.33.',
  rationale: `A sidecar is an init container with \`restartPolicy: Always\`. Before 1.33 the EndpointSlice controller looks for a named targetPort among
the ordinary containers only, so that the endpoint has no such port and connections are refused
([kubernetes#128850](https://github.com/kubernetes/kubernetes/pull/128850)). A number works in every release.`,
  *check(context) {
    const { object: service, cluster, settings } = context;
    if (settings.kubernetesMinor >= firstReleaseThatResolves) return;
    if (isExternalName(service) || isAmbiguous(cluster, service)) return;
    for (const [i, port] of service.ports.entries()) {
      if (typeof port.targetPort !== 'string' || port.targetPort === '') continue;
      const [first] = cluster
        .selected(service.namespace, service.selector)
        .filter(source => isLeftToSidecar(source, port));
      if (first) yield unresolved(context, port, i, first);
    }
  },
  fixes: useSuggestion(),
  examples: {
    bad: [
      {
        text: `${service(`
  ports:
    - port: 443
      targetPort: https
      #           ^^^^^
`)}---
apiVersion: v1
kind: Pod
metadata: { name: web-1, labels: { app: web } }
spec:
  initContainers:
    - name: proxy
      restartPolicy: Always
      ports: [{ name: https, containerPort: 8443 }]
  containers: [{ name: main }]
`,
        fixed: `${service(`
  ports:
    - port: 443
      targetPort: 8443
`)}---
apiVersion: v1
kind: Pod
metadata: { name: web-1, labels: { app: web } }
spec:
  initContainers:
    - name: proxy
      restartPolicy: Always
      ports: [{ name: https, containerPort: 8443 }]
  containers: [{ name: main }]
`,
        settings: { kubernetesVersion: '1.31' },
      },
    ],
    good: [
      {
        title: 'From 1.33 on',
        text: `${service(`
  ports: [{ port: 443, targetPort: https }]
`)}---
apiVersion: v1
kind: Pod
metadata: { name: web-1, labels: { app: web } }
spec:
  initContainers:
    - name: proxy
      restartPolicy: Always
      ports: [{ name: https, containerPort: 8443 }]
  containers: [{ name: main }]
`,
        settings: { kubernetesVersion: '1.33' },
      },
    ],
  },
});

/** Only a sidecar has the port. */
function isLeftToSidecar({ pod }: PodSource, port: ServicePortSpec): boolean {
  const ordinary = pod.containers.filter(({ restartableInit }) => !restartableInit);
  const alone = { ...pod, containers: ordinary };
  return resolveTargetPort(port, pod) !== undefined && resolveTargetPort(port, alone) === undefined;
}

function unresolved(context: RuleContext<'Service'>, port: ServicePortSpec, index: number, source: PodSource) {
  const service: Service = context.object;
  const number = resolveTargetPort(port, source.pod)!;
  const sidecar = source.pod.containers.find(
    ({ restartableInit, ports }) => restartableInit && ports.some(({ name }) => name === port.targetPort),
  );
  const message = `${describe(service)}: targetPort ${quote(port.targetPort!)} of ${portLabel(port, index)} is a port of the sidecar ${quote(sidecar?.name ?? '')}, which EndpointSlices leave out before 1.33: connections are refused. Write ${number}.`;
  const related = sidecar ? [locationOf(context, source.object, [...sidecar.path, 'ports'], 'the sidecar')] : [];
  return { path: ['spec', 'ports', index, 'targetPort'], message, related, suggestions: [number] };
}
