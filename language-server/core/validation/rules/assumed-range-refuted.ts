import type { Known, PortRange } from '../../cluster/clusterSettings.ts';
import type { Service } from '../../cluster/objects.ts';
import { parseAddress } from '../../ip/address.ts';
import { containsAddress, parseCidr } from '../../ip/cidr.ts';
import type { FieldPath } from '../../yaml/manifestNode.ts';
import { defineRule } from '../defineRule.ts';
import { service } from '../examples.ts';
import { writtenClusterIps } from '../serviceFacts.ts';

export const assumedRangeRefuted = defineRule({
  id: 'assumed-range-refuted',
  kinds: ['Service'],
  severity: 'hint',
  verdict: 'advice',
  summary: 'All fixed cluster IPs or node ports lie outside the default range, so another one is assumed.',
  rationale: `Cluster IPs come from \`--service-cluster-ip-range\` and node ports from \`--service-node-port-range\` of the API server. Where nothing says what they are,
the defaults are assumed (10.96.0.0/12 and 30000-32767). If every value that the Services fix lies outside, the assumption is wrong, not the Services: the smallest
customary range that holds them all is assumed instead (10.43.0.0/16 for k3s, 172.20.0.0/16 for EKS, and so on). What rests on it is still an assumption: set
\`serviceCidr\` or \`nodePortRange\` in \`.routelens.yaml\` to be sure.`,
  *check({ object, settings }) {
    const { serviceCidrs, nodePortRange } = settings;
    if (isWitness(object, serviceCidrs)) {
      yield note(clusterIpPath(object, serviceCidrs.value), {
        what: 'cluster IP',
        outside: serviceCidrs.inPlaceOf!.value.join(', '),
        instead: serviceCidrs.value.join(', '),
        setting: 'serviceCidr',
      });
    }
    if (isWitness(object, nodePortRange)) {
      const print = ({ from, to }: PortRange) => `${from}-${to}`;
      yield note(nodePortPath(object, nodePortRange.value), {
        what: 'node port',
        outside: print(nodePortRange.inPlaceOf!.value),
        instead: print(nodePortRange.value),
        setting: 'nodePortRange',
      });
    }
  },
  examples: {
    bad: [
      {
        text: service(`
  clusterIP: 10.43.0.10
  #          ^^^^^^^^^^
  ports: [{ port: 53 }]
`),
        settings: { serviceCidrs: undefined, nodePortRange: undefined },
      },
      {
        title: 'Node ports, where several say the same',
        text: service(`
  type: NodePort
  ports:
    - { name: a, port: 80, nodePort: 20080 }
    #                                ^^^^^
    - { name: b, port: 443, nodePort: 20443 }
`),
        settings: { serviceCidrs: undefined, nodePortRange: undefined },
      },
    ],
    good: [
      {
        text: service(`
  clusterIP: 10.96.0.10
  ports: [{ port: 53 }]
`),
        settings: { serviceCidrs: undefined, nodePortRange: undefined },
      },
      {
        title: 'The range is known',
        text: service(`
  clusterIP: 10.43.0.10
  ports: [{ port: 53 }]
`),
        settings: { serviceCidrs: ['10.43.0.0/16'] },
      },
    ],
  },
});

function isWitness({ source }: Service, { inPlaceOf }: Known<unknown>): boolean {
  const { file, document, item } = inPlaceOf?.witness ?? {};
  return file === source.file && document === source.document && item === source.item;
}

interface Words {
  readonly what: string;
  readonly outside: string;
  readonly instead: string;
  readonly setting: string;
}

function note(path: FieldPath, { what, outside, instead, setting }: Words) {
  const message = `Every fixed ${what} lies outside ${outside}, the default range: assuming ${instead} instead. Set ${setting} in .routelens.yaml to be sure.`;
  return { path, message };
}

function clusterIpPath(object: Service, ranges: readonly string[]): FieldPath {
  const networks = ranges.flatMap(range => parseCidr(range) ?? []);
  const written = writtenClusterIps(object).filter(({ text }) => {
    const address = parseAddress(text);
    return address && networks.some(range => containsAddress(range, address));
  });
  return written[0]?.path ?? ['spec', 'clusterIP'];
}

function nodePortPath({ ports }: Service, { from, to }: PortRange): FieldPath {
  const index = ports.findIndex(({ nodePort = 0 }) => nodePort >= from && nodePort <= to);
  return ['spec', 'ports', Math.max(0, index), 'nodePort'];
}
