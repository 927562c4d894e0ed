/** All rules, by id. */
import type { ValidationRule } from './defineRule.ts';
import { clusterIpInvalid } from './rules/cluster-ip-invalid.ts';
import { clusterIpNonstandard } from './rules/cluster-ip-nonstandard.ts';
import { clusterIpOutOfRange } from './rules/cluster-ip-out-of-range.ts';
import { clusterIpReserved } from './rules/cluster-ip-reserved.ts';
import { clusterIpTaken } from './rules/cluster-ip-taken.ts';
import { etpForbidden } from './rules/etp-forbidden.ts';
import { etpUnsupported } from './rules/etp-unsupported.ts';
import { itpUnsupported } from './rules/itp-unsupported.ts';
import { nodePortConflictInService } from './rules/node-port-conflict-in-service.ts';
import { nodePortDuplicate } from './rules/node-port-duplicate.ts';
import { nodePortForbiddenClusterIp } from './rules/node-port-forbidden-cluster-ip.ts';
import { nodePortOutOfRange } from './rules/node-port-out-of-range.ts';
import { nodePortTaken } from './rules/node-port-taken.ts';
import { trafficPolicyCombination } from './rules/traffic-policy-combination.ts';
import { yamlDuplicateKey } from './rules/yaml-duplicate-key.ts';
import { yamlSyntax } from './rules/yaml-syntax.ts';

export const registry: readonly ValidationRule[] = [
  clusterIpInvalid,
  clusterIpNonstandard,
  clusterIpOutOfRange,
  clusterIpReserved,
  clusterIpTaken,
  etpForbidden,
  etpUnsupported,
  itpUnsupported,
  nodePortConflictInService,
  nodePortDuplicate,
  nodePortForbiddenClusterIp,
  nodePortOutOfRange,
  nodePortTaken,
  trafficPolicyCombination,
  yamlDuplicateKey,
  yamlSyntax,
];
