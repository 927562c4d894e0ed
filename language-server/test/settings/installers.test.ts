/** What each installer's configuration says of the cluster. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { known, modelOf, settle } from './support.ts';

test('kubeadm: ranges, domain, and arguments of the API server in both forms', () => {
  const networking =
    'networking: { podSubnet: "10.50.0.0/16,fd00:50::/48", serviceSubnet: 10.60.0.0/16, dnsDomain: k.local }';
  const map = settle({
    'k.yaml': `apiVersion: kubeadm.k8s.io/v1beta3\nkind: ClusterConfiguration\n${networking}\napiServer: { extraArgs: { service-node-port-range: 20000-20999 } }\n`,
  });
  assert.deepEqual(map.settings.serviceCidrs, known(['10.60.0.0/16']));
  assert.deepEqual(map.settings.nodePortRange, known({ from: 20000, to: 20999 }));
  assert.equal(map.settings.clusterDomain, 'k.local');
  assert.equal(map.podRange, '10.50.0.0/16,fd00:50::/48');
  const list = settle({
    'k.yaml': `apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\n${networking}
apiServer:
  extraArgs:
  - { name: service-cluster-ip-range, value: 10.61.0.0/16 }
  - { name: service-node-port-range, value: 21000-21999 }
`,
  });
  assert.deepEqual(list.settings.serviceCidrs, known(['10.61.0.0/16']), 'arguments win over serviceSubnet');
  assert.deepEqual(list.settings.nodePortRange, known({ from: 21000, to: 21999 }));
});

test('kubeadm keeps its configuration in a ConfigMap', () => {
  const { podRange } = settle({
    'c.yaml': `apiVersion: v1
kind: ConfigMap
metadata: { name: kubeadm-config, namespace: kube-system }
data:
  ClusterConfiguration: |
    apiVersion: kubeadm.k8s.io/v1beta4
    kind: ClusterConfiguration
    networking:
      podSubnet: 10.50.0.0/16
`,
  });
  assert.equal(podRange, '10.50.0.0/16');
});

test('k3s and RKE2: flags without dashes, recognized by folder or by keys of their own', () => {
  const text = `cluster-cidr: 10.50.0.0/16
service-cidr: [10.60.0.0/16, fd00:60::/112]
service-node-port-range: 20000-20999
cluster-domain: k3s.local
kube-proxy-arg:
- proxy-mode=ipvs
- "ipvs-scheduler=lc"
- masquerade-all=true
`;
  const { settings, config, podRange } = settle({ 'etc/rancher/k3s/config.yaml': text });
  assert.deepEqual(settings.serviceCidrs, known(['10.60.0.0/16', 'fd00:60::/112']));
  assert.deepEqual(settings.nodePortRange, known({ from: 20000, to: 20999 }));
  assert.equal(settings.clusterDomain, 'k3s.local');
  assert.deepEqual([config.mode, config.ipvs.scheduler, config.iptables.masqueradeAll], ['ipvs', 'lc', true]);
  assert.equal(podRange, '10.50.0.0/16');
  assert.equal(settle({ 'files/my.yaml': 'kube-proxy-arg: proxy-mode=nftables\n' }).config.mode, 'nftables');
});

test('k3s: its default range is assumed where the file is evidently its own, and only there', () => {
  const { serviceCidrs } = settle({ 'etc/rancher/rke2/config.yaml': 'token: x\n' }).settings;
  assert.deepEqual(serviceCidrs, { value: ['10.43.0.0/16'], from: 'assumed' });
  assert.deepEqual(settle({ 'config.yaml': 'token: x\n' }).settings.serviceCidrs.value, ['10.96.0.0/12']);
  assert.deepEqual(modelOf({ 'values.yaml': 'service-cidr: 10.1.0.0/16\nother_thing: 1\n' }).statements, []);
});

test('k0s, by itself and inside k0sctl', () => {
  const spec = `spec:
  api: { extraArgs: { service-node-port-range: 20000-20999 } }
  network:
    podCIDR: 10.50.0.0/16
    serviceCIDR: 10.60.0.0/16
    clusterDomain: k0s.local
    dualStack: { enabled: true, IPv6podCIDR: "fd00:50::/48", IPv6serviceCIDR: "fd00:60::/112" }
    kubeProxy: { mode: ipvs, ipvs: { strictARP: true }, nodePortAddresses: [10.0.0.0/8] }
`;
  const own = `apiVersion: k0s.k0sproject.io/v1beta1\nkind: ClusterConfig\n${spec}`;
  const inside = `apiVersion: k0sctl.k0sproject.io/v1beta1\nkind: Cluster\nspec:\n  k0s:\n    config:\n${own.replace(/^/gm, '      ')}`;
  for (const text of [own, inside]) {
    const { settings, config, podRange } = settle({ 'k0s.yaml': text });
    assert.deepEqual(settings.serviceCidrs, known(['10.60.0.0/16', 'fd00:60::/112']));
    assert.deepEqual(settings.nodePortRange, known({ from: 20000, to: 20999 }));
    assert.equal(settings.clusterDomain, 'k0s.local');
    assert.deepEqual([config.mode, config.ipvs.strictArp], ['ipvs', true]);
    assert.deepEqual(
      Array.isArray(config.nodePortAddresses) && config.nodePortAddresses.map(({ text: range }) => range),
      ['10.0.0.0/8'],
    );
    assert.equal(podRange, '10.50.0.0/16,fd00:50::/48');
  }
});

test('Talos: a whole machine configuration, and a patch', () => {
  const cluster = `cluster:
  network: { dnsDomain: t.local, podSubnets: [10.50.0.0/16], serviceSubnets: [10.60.0.0/16] }
  proxy: { mode: nftables, extraArgs: { nodeport-addresses: 10.0.0.0/8 } }
  apiServer: { extraArgs: { service-node-port-range: 20000-20999 } }
`;
  for (const text of [`version: v1alpha1\nmachine: { type: controlplane }\n${cluster}`, cluster]) {
    const { settings, config, podRange } = settle({ 'controlplane.yaml': text });
    assert.deepEqual(settings.serviceCidrs, known(['10.60.0.0/16']));
    assert.deepEqual(settings.nodePortRange, known({ from: 20000, to: 20999 }));
    assert.equal(settings.clusterDomain, 't.local');
    assert.equal(config.mode, 'nftables');
    assert.equal(podRange, '10.50.0.0/16');
  }
  assert.deepEqual(modelOf({ 'values.yaml': 'cluster: { name: x }\n' }).statements, []);
});

test('kubespray: variables; what Jinja fills in is not known', () => {
  const text = `kube_proxy_mode: nftables
kube_pods_subnet: 10.50.0.0/16
kube_service_addresses: 10.60.0.0/16
kube_apiserver_node_port_range: "20000-20999"
cluster_name: spray.local
dns_domain: "{{ cluster_name }}"
kube_proxy_strict_arp: true
kube_proxy_nodeport_addresses: "{{ x }}"
`;
  const { settings, config, podRange } = settle({ 'inventory/mine/group_vars/k8s_cluster/k8s-cluster.yml': text });
  assert.deepEqual(settings.serviceCidrs, known(['10.60.0.0/16']));
  assert.deepEqual(settings.nodePortRange, known({ from: 20000, to: 20999 }));
  assert.equal(settings.clusterDomain, 'spray.local');
  assert.deepEqual([config.mode, config.ipvs.strictArp, config.nodePortAddresses], ['nftables', true, []]);
  assert.equal(podRange, '10.50.0.0/16');
  const sample = settle({ 'inventory/sample/group_vars/k8s.yml': text }).settings.serviceCidrs;
  assert.deepEqual(sample, { value: ['10.60.0.0/16'], from: 'assumed' });
});

test('kind: its fields, its defaults by family, and patches of kubeadm', () => {
  const cluster = (networking: string, rest = '') =>
    `apiVersion: kind.x-k8s.io/v1alpha4\nkind: Cluster\nnetworking: { ${networking} }\n${rest}`;
  const written = settle({
    'kind.yaml': cluster('podSubnet: 10.50.0.0/16, serviceSubnet: 10.60.0.0/16, kubeProxyMode: nftables'),
  });
  assert.deepEqual(written.settings.serviceCidrs, known(['10.60.0.0/16']));
  assert.deepEqual([written.config.mode, written.podRange], ['nftables', '10.50.0.0/16']);
  const dual = settle({ 'kind.yaml': cluster('ipFamily: dual') });
  assert.deepEqual(dual.settings.serviceCidrs, { value: ['10.96.0.0/16', 'fd00:10:96::/112'], from: 'assumed' });
  assert.equal(dual.podRange, '', 'a default is no word on what kube-proxy has');
  const patched = settle({
    'kind.yaml': cluster(
      'podSubnet: 10.50.0.0/16',
      `kubeadmConfigPatches:
- |
  kind: KubeProxyConfiguration
  mode: ipvs
  iptables:
    masqueradeAll: true
nodes:
- role: control-plane
  kubeadmConfigPatches:
  - |
    kind: ClusterConfiguration
    apiServer:
      extraArgs:
        service-node-port-range: 20000-20999
`,
    ),
  });
  assert.deepEqual([patched.config.mode, patched.config.iptables.masqueradeAll], ['ipvs', true]);
  assert.deepEqual(patched.settings.nodePortRange, known({ from: 20000, to: 20999 }));
});

test('minikube: the profile', () => {
  const profile = {
    KubernetesConfig: {
      ServiceCIDR: '10.60.0.0/16',
      DNSDomain: 'mini.local',
      ExtraOptions: [
        { Component: 'kube-proxy', Key: 'mode', Value: 'ipvs' },
        { Component: 'apiserver', Key: 'service-node-port-range', Value: '20000-20999' },
      ],
    },
  };
  const { settings, config } = settle({ 'config.json': JSON.stringify(profile, null, 2) });
  assert.deepEqual(settings.serviceCidrs, known(['10.60.0.0/16']));
  assert.deepEqual(settings.nodePortRange, known({ from: 20000, to: 20999 }));
  assert.deepEqual([settings.clusterDomain, config.mode], ['mini.local', 'ipvs']);
});

test('installers that disagree are about several clusters: nothing is known', () => {
  const kubeadm = (pods: string, services: string) =>
    `apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nnetworking: { podSubnet: ${pods}, serviceSubnet: ${services} }\n`;
  const { settings, podRange } = settle({
    'a.yaml': kubeadm('10.50.0.0/16', '10.60.0.0/16'),
    'b.yaml': kubeadm('10.51.0.0/16', '10.61.0.0/16'),
  });
  assert.deepEqual(settings.serviceCidrs, { value: ['10.61.0.0/16'], from: 'assumed' });
  assert.equal(podRange, '');
  const same = kubeadm('10.50.0.0/16', '10.60.0.0/16');
  assert.deepEqual(settle({ 'a.yaml': same, 'b.yaml': same }).settings.serviceCidrs, known(['10.60.0.0/16']));
});

test('values that another tool fills in say nothing', () => {
  const text = `apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
networking: { podSubnet: "\${POD_CIDR}", serviceSubnet: "@RANGE@" }
`;
  assert.deepEqual(
    modelOf({ 'k.yaml': text }).statements.flatMap(({ claims }) => claims),
    [],
  );
});
