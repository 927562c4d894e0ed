/**
 * Checks that a Service, Endpoints and an EndpointSlice share, each for fields of its own. In: the object and its ports
 * or endpoints with their places. Out: drafts with the server's reason.
 */
import type { KubernetesObject } from '../cluster/objects.ts';
import type { FieldPath } from '../yaml/manifestNode.ts';
import type { Draft } from './defineRule.ts';
import { invalidName, notSupported, type PlacedPort, portLabel } from './drafts.ts';
import { isDnsLabel, isDnsSubdomain, isQualifiedName, toDnsLabel, toDnsSubdomain, toQualifiedName } from './names.ts';
import { describe, protocols } from './serviceFacts.ts';

/** An empty name counts as none. */
export function* invalidPortNames(object: KubernetesObject, ports: readonly PlacedPort[]): Iterable<Draft> {
  const alphabet = 'up to 63 lower-case letters, digits and inner hyphens';
  for (const { port, path } of ports) {
    const { name } = port;
    if (!name || isDnsLabel(name)) continue;
    yield invalidName(`A port name of ${describe(object)}`, [...path, 'name'], name, alphabet, toDnsLabel(name));
  }
}

export function* invalidAppProtocols(object: KubernetesObject, ports: readonly PlacedPort[]): Iterable<Draft> {
  const alphabet = '[prefix/]name of letters, digits and "-", "_", "." between them';
  const subject = `appProtocol of ${describe(object)}`;
  for (const { port, path } of ports) {
    const { appProtocol } = port;
    if (appProtocol === undefined || isQualifiedName(appProtocol)) continue;
    yield invalidName(subject, [...path, 'appProtocol'], appProtocol, alphabet, toQualifiedName(appProtocol));
  }
}

/** `empty` tells whether empty text counts as absent. */
export function* unsupportedProtocols(
  object: KubernetesObject,
  ports: readonly PlacedPort[],
  { empty }: { readonly empty: 'absent' | 'refused' },
): Iterable<Draft> {
  for (const { port, index, path } of ports) {
    const { protocol } = port;
    if (protocol === undefined || (protocol === '' && empty === 'absent')) continue;
    if (protocols.some(known => known === protocol)) continue;
    const subject = `The protocol of ${portLabel(port, index)} of ${describe(object)}`;
    yield notSupported(subject, [...path, 'protocol'], protocol, protocols);
  }
}

interface PlacedText {
  readonly text: string | undefined;
  readonly path: FieldPath;
}

export function* invalidHostnames(object: KubernetesObject, hostnames: readonly PlacedText[]): Iterable<Draft> {
  const alphabet = 'up to 63 lower-case letters, digits and hyphens, no dots';
  for (const { text, path } of hostnames) {
    if (text === undefined || isDnsLabel(text)) continue;
    yield invalidName(`A hostname of ${describe(object)}`, path, text, alphabet, toDnsLabel(text));
  }
}

export function* invalidNodeNames(object: KubernetesObject, nodeNames: readonly PlacedText[]): Iterable<Draft> {
  for (const { text, path } of nodeNames) {
    if (text === undefined || isDnsSubdomain(text)) continue;
    const subject = `A nodeName of ${describe(object)}`;
    yield invalidName(subject, path, text, 'a lower-case DNS name', toDnsSubdomain(text));
  }
}
