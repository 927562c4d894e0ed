/**
 * kube-proxy's flags as fields of its configuration. In: flags. Out: claims, those that the routing model uses.
 * Source: cmd/kube-proxy/app/options.go (1.36), AddFlags and processHostnameOverrideFlag.
 */
import { type FieldPath, keyText, type ManifestNode } from '../../yaml/manifestNode.ts';
import type { ProxyClaim } from '../objects.ts';
import { placeOfFlag, proxyClaim, textOf } from './claims.ts';
import type { Flag } from './flags.ts';

type Read = (value: string) => unknown;

const asText: Read = value => value;
const asBoolean: Read = value =>
  /^(?:1|t|true)$/i.test(value) ? true : /^(?:0|f|false)$/i.test(value) ? false : undefined;
const asInteger: Read = value => (/^\d+$/.test(value) ? Number(value) : undefined);
const asList: Read = value =>
  value
    .split(',')
    .map(item => item.trim())
    .filter(Boolean);

const fields: Readonly<Record<string, { readonly fields: readonly string[]; readonly read: Read }>> = {
  'proxy-mode': { fields: ['mode'], read: asText },
  'cluster-cidr': { fields: ['clusterCIDR'], read: asText },
  'bind-address': { fields: ['bindAddress'], read: asText },
  'detect-local-mode': { fields: ['detectLocalMode'], read: asText },
  'pod-bridge-interface': { fields: ['detectLocal.bridgeInterface'], read: asText },
  'pod-interface-name-prefix': { fields: ['detectLocal.interfaceNamePrefix'], read: asText },
  'masquerade-all': { fields: ['iptables.masqueradeAll', 'nftables.masqueradeAll'], read: asBoolean },
  'iptables-masquerade-bit': { fields: ['iptables.masqueradeBit'], read: asInteger },
  'iptables-localhost-nodeports': { fields: ['iptables.localhostNodePorts'], read: asBoolean },
  'nodeport-addresses': { fields: ['nodePortAddresses'], read: asList },
  'ipvs-scheduler': { fields: ['ipvs.scheduler'], read: asText },
  'ipvs-strict-arp': { fields: ['ipvs.strictARP'], read: asBoolean },
};

export function proxyClaims(flags: readonly Flag[]): ProxyClaim[] {
  return flags.flatMap(flag => claimsOf(flag));
}

function claimsOf(flag: Flag): ProxyClaim[] {
  const place = placeOfFlag(flag);
  // Whatever node it is, a name of its own wins over the one of the shared file.
  if (flag.name === 'hostname-override')
    return [proxyClaim('hostnameOverride', flag.value?.trim().toLowerCase() ?? '', place)];
  if (flag.name === 'feature-gates') return gateClaims(flag);
  const known = Object.hasOwn(fields, flag.name) ? fields[flag.name] : undefined;
  const value = known && flag.value !== undefined ? known.read(flag.value) : undefined;
  return known && value !== undefined ? known.fields.map(field => proxyClaim(field, value, place)) : [];
}

function gateClaims(flag: Flag): ProxyClaim[] {
  const gate = flag.value?.split(',').find(part => part.trim().startsWith('AllowServiceExternalIPs='));
  const value = gate && asBoolean(gate.slice(gate.indexOf('=') + 1).trim());
  return value === undefined || value === ''
    ? []
    : [proxyClaim('featureGates.AllowServiceExternalIPs', value, placeOfFlag(flag))];
}

type Argument = Omit<Flag, 'name' | 'value'> & { readonly text: string };

/** `key=value` words as k3s and RKE2 take them, without the dashes. */
export function proxyArguments(items: readonly Argument[]): ProxyClaim[] {
  return items.flatMap(({ text, ...place }) => {
    const [, name = '', value] = /^(?:--)?([\w-]+)(?:=([\s\S]*))?$/.exec(text) ?? [];
    return name ? claimsOf({ name, value: value ?? 'true', ...place }) : [];
  });
}

/** Names of flags with their values, as k0s and Talos take them. */
export function argumentMap(node: ManifestNode | undefined, path: FieldPath): ProxyClaim[] {
  if (node?.kind !== 'map') return [];
  return node.entries.flatMap(entry => {
    const name = keyText(entry);
    return claimsOf({ name: name.replace(/^--/, ''), value: textOf(entry.value), path: [...path, name] });
  });
}
