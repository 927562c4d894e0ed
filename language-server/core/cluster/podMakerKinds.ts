/**
 * Which custom resources make pods that no manifest shows: the one table of it, with reasons. In: kind and apiVersion.
 * Out: what objects of that kind bring to a cluster.
 */

/**
 * `pods`: its controller makes pods, in the resource's own namespace, in ways that the manifest does not show. `template`:
 * it makes them from its spec.template. `installation`: it brings other objects, in any
 * namespace. `nothing`: it makes no pods that a Service selects. `unknown`: the table does not have it.
 */
export type MakerRole = 'pods' | 'template' | 'installation' | 'nothing' | 'unknown';

/** Kinds by group or by the domain that groups end with; "*" for all kinds of it. */
type KindTable = Readonly<Record<string, string>>;

const podMakers: KindTable = {
  // Operators of databases: a cluster resource becomes Pods or StatefulSets, a user or backup does not.
  'postgresql.cnpg.io': 'Cluster Pooler',
  'acid.zalan.do': 'postgresql',
  'postgres-operator.crunchydata.com': 'PostgresCluster PGAdmin',
  'mysql.oracle.com': 'InnoDBCluster',
  'mysql.presslabs.org': 'MysqlCluster',
  'moco.cybozu.com': 'MySQLCluster',
  'k8s.mariadb.com': 'MariaDB MaxScale',
  'mariadb.mmontes.io': 'MariaDB MaxScale',
  'percona.com': 'PerconaXtraDBCluster PerconaServerMongoDB PerconaServerMySQL PerconaPGCluster',
  'planetscale.com': 'VitessCluster VitessCell VitessShard',
  'mongodbcommunity.mongodb.com': 'MongoDBCommunity',
  'mongodb.com': 'MongoDB MongoDBMultiCluster MongoDBOpsManager',
  'opstreelabs.in': 'Redis RedisCluster RedisReplication RedisSentinel',
  'databases.spotahome.com': 'RedisFailover',
  'app.redislabs.com': 'RedisEnterpriseCluster',
  'dragonflydb.io': 'Dragonfly',
  'etcd.database.coreos.com': 'EtcdCluster',
  'clickhouse.altinity.com': 'ClickHouseInstallation',
  'clickhouse-keeper.altinity.com': 'ClickHouseKeeperInstallation',
  'cassandra.datastax.com': 'CassandraDatacenter',
  'k8ssandra.io': 'K8ssandraCluster',
  'scylla.scylladb.com': 'ScyllaCluster ScyllaDBCluster ScyllaDBDatacenter',
  'crdb.cockroachlabs.com': 'CrdbCluster',
  'pingcap.com': 'TidbCluster TidbMonitor TidbDashboard',
  'infinispan.org': 'Infinispan',
  'hazelcast.com': 'Hazelcast ManagementCenter',
  'minio.min.io': 'Tenant',
  'ceph.rook.io': 'CephCluster CephObjectStore CephFilesystem CephNFS',

  // Operators of message brokers, search engines and data processing.
  'kafka.strimzi.io': 'Kafka KafkaNodePool KafkaConnect KafkaMirrorMaker KafkaMirrorMaker2 KafkaBridge',
  'core.strimzi.io': 'StrimziPodSet',
  'rabbitmq.com': 'RabbitmqCluster',
  'nats.io': 'NatsCluster NatsStreamingCluster',
  'emqx.io': 'EMQX EmqxEnterprise EmqxBroker',
  'broker.amq.io': 'ActiveMQArtemis',
  'zookeeper.pravega.io': 'ZookeeperCluster',
  'k8s.elastic.co': 'Elasticsearch Kibana ApmServer Beat Agent EnterpriseSearch ElasticMapsServer Logstash',
  'opensearch.opster.io': 'OpenSearchCluster',
  'solr.apache.org': 'SolrCloud SolrPrometheusExporter',
  'druid.apache.org': 'Druid',
  'flink.apache.org': 'FlinkDeployment',
  'sparkoperator.k8s.io': 'SparkApplication ScheduledSparkApplication SparkConnect',
  'ray.io': 'RayCluster RayService RayJob',

  // Operators of observation and identity.
  'monitoring.coreos.com': 'Prometheus PrometheusAgent Alertmanager ThanosRuler',
  'operator.victoriametrics.com':
    'VMSingle VMCluster VMAgent VMAlert VMAlertmanager VMAuth VMAnomaly VLogs VLSingle VLCluster VTSingle VTCluster',
  'grafana.integreatly.org': 'Grafana',
  'integreatly.org': 'Grafana',
  'loki.grafana.com': 'LokiStack',
  'tempo.grafana.com': 'TempoStack TempoMonolithic',
  'jaegertracing.io': 'Jaeger',
  'opentelemetry.io': 'OpenTelemetryCollector TargetAllocator OpAMPBridge',
  'logging.banzaicloud.io': 'Logging FluentbitAgent',
  'fluent.io': 'FluentBit Collector Fluentd',
  'k8s.keycloak.org': 'Keycloak',
  'keycloak.org': 'Keycloak',
  'vault.banzaicloud.com': 'Vault',

  // Controllers that run what they are given, in a form that is not spec.template.spec.containers or not as it stands.
  'serving.knative.dev': 'Service Configuration Revision',
  'sources.knative.dev': 'ApiServerSource PingSource ContainerSource KafkaSource',
  'serving.kserve.io': 'InferenceService InferenceGraph LLMInferenceService',
  'machinelearning.seldon.io': 'SeldonDeployment',
  'kubeflow.org': 'Notebook TFJob PyTorchJob MPIJob XGBoostJob PaddleJob JAXJob',
  'trainer.kubeflow.org': 'TrainJob',
  'leaderworkerset.x-k8s.io': 'LeaderWorkerSet',
  'jobset.x-k8s.io': 'JobSet',
  'agents.x-k8s.io': 'Sandbox',
  'batch.volcano.sh': 'Job',
  'apps.kruise.io': 'UnitedDeployment AdvancedCronJob',
  'keda.sh': 'ScaledJob',
  'kubevirt.io': 'VirtualMachine VirtualMachineInstance VirtualMachineInstanceReplicaSet VirtualMachinePool',
  'agones.dev': 'Fleet GameServerSet GameServer',
  'camel.apache.org': 'Integration Pipe KameletBinding',
  'core.oam.dev': 'Application',
  // Flagger runs a copy of the target, whose labels end in -primary.
  'flagger.app': 'Canary',
  'argoproj.io': 'ArgoCD EventBus EventSource Sensor Workflow CronWorkflow',
  'awx.ansible.com': 'AWX',
  'apps.3scale.net': 'APIManager APIcast',
  // Istio, Envoy Gateway and others run a proxy for each Gateway, with gateway.networking.k8s.io/gateway-name.
  'gateway.networking.k8s.io': 'Gateway',
};

/** Their pods are made from spec.template, as those of a Deployment, and labelled as it says. */
const templateKinds: KindTable = {
  'argoproj.io': 'Rollout',
  'apps.openshift.io': 'DeploymentConfig',
  'apps.kruise.io': 'CloneSet StatefulSet DaemonSet BroadcastJob',
};

/** What they install is in a chart, another repository or a text of their own. */
const installers: KindTable = {
  'helm.toolkit.fluxcd.io': 'HelmRelease',
  'helm.fluxcd.io': 'HelmRelease',
  'kustomize.toolkit.fluxcd.io': 'Kustomization',
  'argoproj.io': 'Application ApplicationSet',
  'helm.cattle.io': 'HelmChart',
  'fleet.cattle.io': 'Bundle GitRepo',
  'operators.coreos.com': 'Subscription ClusterServiceVersion',
  'install.istio.io': 'IstioOperator',
  'sailoperator.io': 'Istio ZTunnel',
  'operator.tigera.io': '*',
  'operator.tekton.dev': '*',
  'operator.knative.dev': '*',
  'template.openshift.io': 'Template',
};

/** Groups that configure, route, secure, store, deliver or observe; asked after the tables above. */
const noPods: readonly string[] = [
  // Kubernetes itself, its projects and the configuration files of its tools.
  ...['k8s.io', 'x-k8s.io', 'kubernetes.io', 'policy', 'autoscaling', 'apps', 'batch', 'extensions'],
  ...['openshift.io', 'operators.coreos.com', 'monitoring.coreos.com'],
  // Routes, meshes, networks, load balancers.
  ...['istio.io', 'linkerd.io', 'smi-spec.io', 'consul.hashicorp.com', 'kuma.io', 'traefik.io', 'traefik.containo.us'],
  ...['nginx.org', 'konghq.com', 'getambassador.io', 'projectcontour.io', 'solo.io', 'envoyproxy.io', 'haproxy.org'],
  ...['apisix.apache.org', 'ngrok.com', 'zalando.org', 'cloud.google.com', 'gke.io', 'k8s.aws', 'k8s.amazonaws.com'],
  ...['cilium.io', 'projectcalico.org', 'antrea.io', 'kubeovn.io', 'ovn.org', 'cncf.io', 'metallb.io', 'submariner.io'],
  // Certificates, secrets, policies.
  ...['cert-manager.io', 'external-secrets.io', 'bitnami.com', 'secrets.hashicorp.com', 'kyverno.io', 'gatekeeper.sh'],
  ...['spiffe.io', 'aquasecurity.github.io', 'kubewarden.io', 'onepassword.com', 'security.banzaicloud.io'],
  // Delivery, scaling, storage, infrastructure.
  ...['fluxcd.io', 'argoproj.io', 'tekton.dev', 'keda.sh', 'crossplane.io', 'upbound.io', 'azure.com', 'karpenter.sh'],
  ...[
    'velero.io',
    'longhorn.io',
    'openebs.io',
    'kasten.io',
    'fairwinds.com',
    'chaos-mesh.org',
    'slok.dev',
    'kuttl.dev',
  ],
];

/** Of a group that the table does not have, kinds that are named like configuration, not like something that runs. */
const configurationKind =
  /(?:Policy|Rule|Rules|Monitor|Config|Configuration|Template|Class|Route|Binding|Secret|Claim|Certificate|Issuer|Dashboard|Datasource|Backup|Restore|Schedule|User|Topic|Role|Middleware|Plugin|Filter|Credentials|Settings|Profile|Quota)$/i;

/** OpenShift's from the time before it had groups. */
const coreKinds: Readonly<Record<string, MakerRole>> = Object.assign(Object.create(null), {
  DeploymentConfig: 'template',
  Template: 'installation',
});

export function makerRole(kind: string, apiVersion: string): MakerRole {
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  if (group === '') return coreKinds[kind] ?? 'nothing';
  const domains = domainsOf(group);
  if (domains.some(domain => hasKind(templateKinds, domain, kind))) return 'template';
  if (domains.some(domain => hasKind(podMakers, domain, kind))) return 'pods';
  if (domains.some(domain => hasKind(installers, domain, kind))) return 'installation';
  const isKnown = domains.some(domain => noPods.includes(domain) || Object.hasOwn(podMakers, domain));
  return isKnown || configurationKind.test(kind) ? 'nothing' : 'unknown';
}

function hasKind(table: KindTable, domain: string, kind: string): boolean {
  const kinds = Object.hasOwn(table, domain) ? table[domain]! : '';
  return kinds === '*' || kinds.split(' ').includes(kind);
}

/** "a.b.io", "b.io", "io". */
export function domainsOf(group: string): readonly string[] {
  const labels = group.split('.');
  return labels.map((_, i) => labels.slice(i).join('.'));
}
