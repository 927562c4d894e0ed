/**
 * Configuration files of installers that are not Kubernetes objects: no apiVersion, no kind. In: a document's root and its
 * file. Out: what it says of the cluster. Which texts are worth parsing for it is decided in `yaml/installerText.ts`.
 */
import { childOf, type ManifestNode, type MapNode } from '../../yaml/manifestNode.ts';
import type { ObjectHeader } from '../decode.ts';
import type { ClusterStatement } from '../objects.ts';
import { isK3s, k3sStatements } from './k3s.ts';
import { isKubespray, kubesprayStatements } from './kubespray.ts';
import { isMinikube, minikubeStatements } from './minikube.ts';
import { isTalos, talosStatements } from './talos.ts';

export function isPlainConfiguration(root: ManifestNode | undefined): root is MapNode {
  return root?.kind === 'map' && !childOf(root, 'apiVersion') && !childOf(root, 'kind');
}

export function plainStatements(root: MapNode, header: ObjectHeader): ClusterStatement[] {
  if (isTalos(root)) return talosStatements(root, header);
  if (isKubespray(root)) return kubesprayStatements(root, header);
  if (isMinikube(root)) return minikubeStatements(root, header);
  if (isK3s(root, header.source.file)) return k3sStatements(root, header);
  return [];
}
