/** All rules, by id. */
import type { ValidationRule } from './defineRule.ts';
import { allocateNodePortsForbidden } from './rules/allocate-node-ports-forbidden.ts';
import { alreadyExists } from './rules/already-exists.ts';
import { annotationKeyInvalid } from './rules/annotation-key-invalid.ts';
import { annotationsTooLong } from './rules/annotations-too-long.ts';
import { appProtocolInvalid } from './rules/app-protocol-invalid.ts';
import { appProtocolTransportMismatch } from './rules/app-protocol-transport-mismatch.ts';
import { assumedRangeRefuted } from './rules/assumed-range-refuted.ts';
import { backendPortNotFound } from './rules/backend-port-not-found.ts';
import { backendProtocolMismatch } from './rules/backend-protocol-mismatch.ts';
import { backendServiceNotFound } from './rules/backend-service-not-found.ts';
import { clusterIpFamilyMismatch } from './rules/cluster-ip-family-mismatch.ts';
import { clusterIpFamilyNotConfigured } from './rules/cluster-ip-family-not-configured.ts';
import { clusterIpInvalid } from './rules/cluster-ip-invalid.ts';
import { clusterIpNonstandard } from './rules/cluster-ip-nonstandard.ts';
import { clusterIpOutOfRange } from './rules/cluster-ip-out-of-range.ts';
import { clusterIpReserved } from './rules/cluster-ip-reserved.ts';
import { clusterIpTaken } from './rules/cluster-ip-taken.ts';
import { clusterIpsMismatch } from './rules/cluster-ips-mismatch.ts';
import { clusterIpsNoneNotAlone } from './rules/cluster-ips-none-not-alone.ts';
import { clusterIpsSameFamily } from './rules/cluster-ips-same-family.ts';
import { clusterIpsTooMany } from './rules/cluster-ips-too-many.ts';
import { deploymentLabelsNotPodLabels } from './rules/deployment-labels-not-pod-labels.ts';
import { dnsPortOneProtocol } from './rules/dns-port-one-protocol.ts';
import { endpointsAndSelector } from './rules/endpoints-and-selector.ts';
import { endpointsApiDeprecated } from './rules/endpoints-api-deprecated.ts';
import { endpointsAppProtocolInvalid } from './rules/endpoints-app-protocol-invalid.ts';
import { endpointsClusterIp } from './rules/endpoints-cluster-ip.ts';
import { endpointsHostnameInvalid } from './rules/endpoints-hostname-invalid.ts';
import { endpointsIpInvalid } from './rules/endpoints-ip-invalid.ts';
import { endpointsIpNonstandard } from './rules/endpoints-ip-nonstandard.ts';
import { endpointsIpSpecial } from './rules/endpoints-ip-special.ts';
import { endpointsNameMismatch } from './rules/endpoints-name-mismatch.ts';
import { endpointsNodeNameInvalid } from './rules/endpoints-node-name-invalid.ts';
import { endpointsNotMirrored } from './rules/endpoints-not-mirrored.ts';
import { endpointsPortNameDuplicate } from './rules/endpoints-port-name-duplicate.ts';
import { endpointsPortNameInvalid } from './rules/endpoints-port-name-invalid.ts';
import { endpointsPortNameMismatch } from './rules/endpoints-port-name-mismatch.ts';
import { endpointsPortNameRequired } from './rules/endpoints-port-name-required.ts';
import { endpointsPortOutOfRange } from './rules/endpoints-port-out-of-range.ts';
import { endpointsPortProtocolUnsupported } from './rules/endpoints-port-protocol-unsupported.ts';
import { endpointsSubsetEmpty } from './rules/endpoints-subset-empty.ts';
import { etpForbidden } from './rules/etp-forbidden.ts';
import { etpUnsupported } from './rules/etp-unsupported.ts';
import { externalIpInvalid } from './rules/external-ip-invalid.ts';
import { externalIpOfNode } from './rules/external-ip-of-node.ts';
import { externalIpSpecial } from './rules/external-ip-special.ts';
import { externalIpsDeprecated } from './rules/external-ips-deprecated.ts';
import { externalIpsIgnored } from './rules/external-ips-ignored.ts';
import { externalNameClusterIpForbidden } from './rules/external-name-cluster-ip-forbidden.ts';
import { externalNameHttps } from './rules/external-name-https.ts';
import { externalNameIgnored } from './rules/external-name-ignored.ts';
import { externalNameInvalid } from './rules/external-name-invalid.ts';
import { externalNameIpAddress } from './rules/external-name-ip-address.ts';
import { externalNameIpFamiliesForbidden } from './rules/external-name-ip-families-forbidden.ts';
import { externalNameRequired } from './rules/external-name-required.ts';
import { fieldTypeMismatch } from './rules/field-type-mismatch.ts';
import { finalizerInvalid } from './rules/finalizer-invalid.ts';
import { generateNameInvalid } from './rules/generate-name-invalid.ts';
import { generationNegative } from './rules/generation-negative.ts';
import { headlessIgnoredFields } from './rules/headless-ignored-fields.ts';
import { headlessTargetPort } from './rules/headless-target-port.ts';
import { headlessTypeConflict } from './rules/headless-type-conflict.ts';
import { healthCheckNodePortConflict } from './rules/health-check-node-port-conflict.ts';
import { healthCheckNodePortForbidden } from './rules/health-check-node-port-forbidden.ts';
import { healthCheckNodePortOutOfRange } from './rules/health-check-node-port-out-of-range.ts';
import { hostPortIsNodePort } from './rules/host-port-is-node-port.ts';
import { hostnameOverrideUnknownNode } from './rules/hostname-override-unknown-node.ts';
import { ipFamiliesSingleStackConflict } from './rules/ip-families-single-stack-conflict.ts';
import { ipFamilyDuplicate } from './rules/ip-family-duplicate.ts';
import { ipFamilyNotConfigured } from './rules/ip-family-not-configured.ts';
import { ipFamilyPolicyUnsupported } from './rules/ip-family-policy-unsupported.ts';
import { ipFamilyUnsupported } from './rules/ip-family-unsupported.ts';
import { ipv6NotCanonical } from './rules/ipv6-not-canonical.ts';
import { itpUnsupported } from './rules/itp-unsupported.ts';
import { kindNotServed } from './rules/kind-not-served.ts';
import { labelKeyInvalid } from './rules/label-key-invalid.ts';
import { labelValueInvalid } from './rules/label-value-invalid.ts';
import { lbClassForbidden } from './rules/lb-class-forbidden.ts';
import { lbClassInvalid } from './rules/lb-class-invalid.ts';
import { loadBalancerIpDeprecated } from './rules/load-balancer-ip-deprecated.ts';
import { localPolicyWithoutLocalEndpoint } from './rules/local-policy-without-local-endpoint.ts';
import { monitorPortNotFound } from './rules/monitor-port-not-found.ts';
import { nameInvalid } from './rules/name-invalid.ts';
import { nameInvalidSubdomain } from './rules/name-invalid-subdomain.ts';
import { nameRequired } from './rules/name-required.ts';
import { namespaceInvalid } from './rules/namespace-invalid.ts';
import { nftablesCommentTooLong } from './rules/nftables-comment-too-long.ts';
import { nodePortConflictInService } from './rules/node-port-conflict-in-service.ts';
import { nodePortDuplicate } from './rules/node-port-duplicate.ts';
import { nodePortForbiddenClusterIp } from './rules/node-port-forbidden-cluster-ip.ts';
import { nodePortOnExternalName } from './rules/node-port-on-external-name.ts';
import { nodePortOutOfRange } from './rules/node-port-out-of-range.ts';
import { nodePortTaken } from './rules/node-port-taken.ts';
import { ownerReferenceInvalid } from './rules/owner-reference-invalid.ts';
import { portDuplicate } from './rules/port-duplicate.ts';
import { portNameDuplicate } from './rules/port-name-duplicate.ts';
import { portNameInvalid } from './rules/port-name-invalid.ts';
import { portNameRequired } from './rules/port-name-required.ts';
import { portNameTransportMismatch } from './rules/port-name-transport-mismatch.ts';
import { portOutOfRange } from './rules/port-out-of-range.ts';
import { portProtocolUnsupported } from './rules/port-protocol-unsupported.ts';
import { portsRequired } from './rules/ports-required.ts';
import { proxyConfigurationNotUnderstood } from './rules/proxy-configuration-not-understood.ts';
import { requireDualStackUnavailable } from './rules/require-dual-stack-unavailable.ts';
import { resourceVersionOnCreate } from './rules/resource-version-on-create.ts';
import { selectedWorkloadsIdle } from './rules/selected-workloads-idle.ts';
import { selectorLabelInvalid } from './rules/selector-label-invalid.ts';
import { selectorMissing } from './rules/selector-missing.ts';
import { selectorNoMatch } from './rules/selector-no-match.ts';
import { selectorOrdinalMissing } from './rules/selector-ordinal-missing.ts';
import { selectorTooBroad } from './rules/selector-too-broad.ts';
import { serviceTypeUnsupported } from './rules/service-type-unsupported.ts';
import { serviceWithoutReadyPods } from './rules/service-without-ready-pods.ts';
import { sessionAffinityConfigDropped } from './rules/session-affinity-config-dropped.ts';
import { sessionAffinityPerPort } from './rules/session-affinity-per-port.ts';
import { sessionAffinitySharedAddress } from './rules/session-affinity-shared-address.ts';
import { sessionAffinityTimeoutRange } from './rules/session-affinity-timeout-range.ts';
import { sessionAffinityUnsupported } from './rules/session-affinity-unsupported.ts';
import { settingNotUnderstood } from './rules/setting-not-understood.ts';
import { sidecarPortNameUnresolved } from './rules/sidecar-port-name-unresolved.ts';
import { sliceAddressFamilyMismatch } from './rules/slice-address-family-mismatch.ts';
import { sliceAddressInvalid } from './rules/slice-address-invalid.ts';
import { sliceAddressNonstandard } from './rules/slice-address-nonstandard.ts';
import { sliceAddressSpecial } from './rules/slice-address-special.ts';
import { sliceAddressTypeRequired } from './rules/slice-address-type-required.ts';
import { sliceAddressTypeUnsupported } from './rules/slice-address-type-unsupported.ts';
import { sliceAddressesRequired } from './rules/slice-addresses-required.ts';
import { sliceAddressesTooMany } from './rules/slice-addresses-too-many.ts';
import { sliceAppProtocolInvalid } from './rules/slice-app-protocol-invalid.ts';
import { sliceDeprecatedTopologyDropped } from './rules/slice-deprecated-topology-dropped.ts';
import { sliceEndpointsTooMany } from './rules/slice-endpoints-too-many.ts';
import { sliceFqdnDeprecated } from './rules/slice-fqdn-deprecated.ts';
import { sliceFqdnInvalid } from './rules/slice-fqdn-invalid.ts';
import { sliceHintDuplicate } from './rules/slice-hint-duplicate.ts';
import { sliceHintInvalid } from './rules/slice-hint-invalid.ts';
import { sliceHintsTooMany } from './rules/slice-hints-too-many.ts';
import { sliceHostnameInvalid } from './rules/slice-hostname-invalid.ts';
import { sliceIpv6NotCanonical } from './rules/slice-ipv6-not-canonical.ts';
import { sliceNodeNameInvalid } from './rules/slice-node-name-invalid.ts';
import { slicePortNameDuplicate } from './rules/slice-port-name-duplicate.ts';
import { slicePortNameInvalid } from './rules/slice-port-name-invalid.ts';
import { slicePortProtocolUnsupported } from './rules/slice-port-protocol-unsupported.ts';
import { slicePortUnchecked } from './rules/slice-port-unchecked.ts';
import { slicePortsTooMany } from './rules/slice-ports-too-many.ts';
import { sliceServiceLabelMissing } from './rules/slice-service-label-missing.ts';
import { sliceStale } from './rules/slice-stale.ts';
import { sourceRangeAmbiguous } from './rules/source-range-ambiguous.ts';
import { sourceRangeInvalid } from './rules/source-range-invalid.ts';
import { sourceRangesAnnotationDeprecated } from './rules/source-ranges-annotation-deprecated.ts';
import { sourceRangesExcludeCluster } from './rules/source-ranges-exclude-cluster.ts';
import { sourceRangesForbidden } from './rules/source-ranges-forbidden.ts';
import { statusDropped } from './rules/status-dropped.ts';
import { targetPortInvalid } from './rules/target-port-invalid.ts';
import { targetPortNameUnresolved } from './rules/target-port-name-unresolved.ts';
import { targetPortNotDeclared } from './rules/target-port-not-declared.ts';
import { targetPortProtocolMismatch } from './rules/target-port-protocol-mismatch.ts';
import { tolerateUnreadyAnnotationIgnored } from './rules/tolerate-unready-annotation-ignored.ts';
import { topologyAnnotationsDisagree } from './rules/topology-annotations-disagree.ts';
import { topologyHintsAnnotationDeprecated } from './rules/topology-hints-annotation-deprecated.ts';
import { trafficDistributionDeprecated } from './rules/traffic-distribution-deprecated.ts';
import { trafficDistributionUnsupported } from './rules/traffic-distribution-unsupported.ts';
import { trafficPolicyCombination } from './rules/traffic-policy-combination.ts';
import { unknownField } from './rules/unknown-field.ts';
import { updatePortsMergeKey } from './rules/update-ports-merge-key.ts';
import { yamlDuplicateKey } from './rules/yaml-duplicate-key.ts';
import { yamlScalarForms } from './rules/yaml-scalar-forms.ts';
import { yamlSeparatorMissing } from './rules/yaml-separator-missing.ts';
import { yamlSyntax } from './rules/yaml-syntax.ts';

export const registry: readonly ValidationRule[] = [
  allocateNodePortsForbidden,
  alreadyExists,
  annotationKeyInvalid,
  annotationsTooLong,
  appProtocolInvalid,
  appProtocolTransportMismatch,
  assumedRangeRefuted,
  backendPortNotFound,
  backendProtocolMismatch,
  backendServiceNotFound,
  clusterIpFamilyMismatch,
  clusterIpFamilyNotConfigured,
  clusterIpInvalid,
  clusterIpNonstandard,
  clusterIpOutOfRange,
  clusterIpReserved,
  clusterIpTaken,
  clusterIpsMismatch,
  clusterIpsNoneNotAlone,
  clusterIpsSameFamily,
  clusterIpsTooMany,
  deploymentLabelsNotPodLabels,
  dnsPortOneProtocol,
  endpointsAndSelector,
  endpointsApiDeprecated,
  endpointsAppProtocolInvalid,
  endpointsClusterIp,
  endpointsHostnameInvalid,
  endpointsIpInvalid,
  endpointsIpNonstandard,
  endpointsIpSpecial,
  endpointsNameMismatch,
  endpointsNodeNameInvalid,
  endpointsNotMirrored,
  endpointsPortNameDuplicate,
  endpointsPortNameInvalid,
  endpointsPortNameMismatch,
  endpointsPortNameRequired,
  endpointsPortOutOfRange,
  endpointsPortProtocolUnsupported,
  endpointsSubsetEmpty,
  etpForbidden,
  etpUnsupported,
  externalIpInvalid,
  externalIpOfNode,
  externalIpSpecial,
  externalIpsDeprecated,
  externalIpsIgnored,
  externalNameClusterIpForbidden,
  externalNameHttps,
  externalNameIgnored,
  externalNameInvalid,
  externalNameIpAddress,
  externalNameIpFamiliesForbidden,
  externalNameRequired,
  fieldTypeMismatch,
  finalizerInvalid,
  generateNameInvalid,
  generationNegative,
  headlessIgnoredFields,
  headlessTargetPort,
  headlessTypeConflict,
  healthCheckNodePortConflict,
  healthCheckNodePortForbidden,
  healthCheckNodePortOutOfRange,
  hostPortIsNodePort,
  hostnameOverrideUnknownNode,
  ipFamiliesSingleStackConflict,
  ipFamilyDuplicate,
  ipFamilyNotConfigured,
  ipFamilyPolicyUnsupported,
  ipFamilyUnsupported,
  ipv6NotCanonical,
  itpUnsupported,
  kindNotServed,
  labelKeyInvalid,
  labelValueInvalid,
  lbClassForbidden,
  lbClassInvalid,
  loadBalancerIpDeprecated,
  localPolicyWithoutLocalEndpoint,
  monitorPortNotFound,
  nameInvalid,
  nameInvalidSubdomain,
  nameRequired,
  namespaceInvalid,
  nftablesCommentTooLong,
  nodePortConflictInService,
  nodePortDuplicate,
  nodePortForbiddenClusterIp,
  nodePortOnExternalName,
  nodePortOutOfRange,
  nodePortTaken,
  ownerReferenceInvalid,
  portDuplicate,
  portNameDuplicate,
  portNameInvalid,
  portNameRequired,
  portNameTransportMismatch,
  portOutOfRange,
  portProtocolUnsupported,
  portsRequired,
  proxyConfigurationNotUnderstood,
  requireDualStackUnavailable,
  resourceVersionOnCreate,
  selectedWorkloadsIdle,
  selectorLabelInvalid,
  selectorMissing,
  selectorNoMatch,
  selectorOrdinalMissing,
  selectorTooBroad,
  serviceTypeUnsupported,
  serviceWithoutReadyPods,
  sessionAffinityConfigDropped,
  sessionAffinityPerPort,
  sessionAffinitySharedAddress,
  sessionAffinityTimeoutRange,
  sessionAffinityUnsupported,
  settingNotUnderstood,
  sidecarPortNameUnresolved,
  sliceAddressFamilyMismatch,
  sliceAddressInvalid,
  sliceAddressNonstandard,
  sliceAddressSpecial,
  sliceAddressTypeRequired,
  sliceAddressTypeUnsupported,
  sliceAddressesRequired,
  sliceAddressesTooMany,
  sliceAppProtocolInvalid,
  sliceDeprecatedTopologyDropped,
  sliceEndpointsTooMany,
  sliceFqdnDeprecated,
  sliceFqdnInvalid,
  sliceHintDuplicate,
  sliceHintInvalid,
  sliceHintsTooMany,
  sliceHostnameInvalid,
  sliceIpv6NotCanonical,
  sliceNodeNameInvalid,
  slicePortNameDuplicate,
  slicePortNameInvalid,
  slicePortProtocolUnsupported,
  slicePortUnchecked,
  slicePortsTooMany,
  sliceServiceLabelMissing,
  sliceStale,
  sourceRangeAmbiguous,
  sourceRangeInvalid,
  sourceRangesAnnotationDeprecated,
  sourceRangesExcludeCluster,
  sourceRangesForbidden,
  statusDropped,
  targetPortInvalid,
  targetPortNameUnresolved,
  targetPortNotDeclared,
  targetPortProtocolMismatch,
  tolerateUnreadyAnnotationIgnored,
  topologyAnnotationsDisagree,
  topologyHintsAnnotationDeprecated,
  trafficDistributionDeprecated,
  trafficDistributionUnsupported,
  trafficPolicyCombination,
  unknownField,
  updatePortsMergeKey,
  yamlDuplicateKey,
  yamlScalarForms,
  yamlSeparatorMissing,
  yamlSyntax,
];
