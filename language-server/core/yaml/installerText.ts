/**
 * Configuration of cluster installers that are plain YAML or JSON, with no apiVersion and kind to know them by: k3s, RKE2,
 * Talos, kubespray, minikube. In: a text. Out: whether it is worth parsing; what it is, its structure decides
 * (`cluster/statements/plainConfiguration.ts`).
 */

/** Keys at the beginning of a line; two of Talos' stand one level below. */
const ownKeys =
  /^["']?(?:cluster-cidr|service-cidr|service-node-port-range|kube-proxy-arg\+?|kube-apiserver-arg\+?|disable-kube-proxy|kube_proxy_mode|kube_pods_subnet|kube_service_addresses|kube_apiserver_node_port_range|kube_proxy_remove)["']?[ \t]*:/m;
const talosKeys = /^[ \t]+(?:podSubnets|serviceSubnets|proxy)[ \t]*:/m;
const minikubeKeys = /"KubernetesConfig"\s*:/;

/** Longer texts are data. */
const maxLength = 200_000;

export function looksLikeInstallerConfig(text: string): boolean {
  if (text.length > maxLength) return false;
  if (/^cluster[ \t]*:/m.test(text)) return talosKeys.test(text);
  return ownKeys.test(text) || (minikubeKeys.test(text) && text.includes('"ServiceCIDR"'));
}

/** Where such a file lies by custom, it is one whatever it says. */
export function isInstallerPath(file: string): boolean {
  return /(?:^|[\\/])rancher[\\/](?:k3s|rke2)[\\/]config\.ya?ml(?:\.d[\\/]|$)/.test(file);
}
