/**
 * Files that installers of a cluster read and nobody applies: beside a kustomization they are no resource, and still say
 * which cluster the folder is for. In: the objects of a file. Out: whether it is one.
 */
import type { KubernetesObject } from './objects.ts';

const groups =
  /^(?:kubeadm\.k8s\.io|kubeproxy\.config\.k8s\.io|kubelet\.config\.k8s\.io|kind\.x-k8s\.io|k0s\.k0sproject\.io|k0sctl\.k0sproject\.io)\//;

export function isInstallerFile(objects: readonly KubernetesObject[]): boolean {
  return objects.length > 0 && objects.every(({ apiVersion }) => apiVersion === '' || groups.test(apiVersion));
}
