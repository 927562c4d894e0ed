/**
 * Options that every command shares, read strictly: a wrong use ends in one line on standard error and exit status 2.
 */
import { type ParseArgsConfig, parseArgs } from 'node:util';
import type { IpFamily, ProxyMode, SettingsLayer } from '../core/cluster/clusterSettings.ts';
import { readPortRange } from '../core/cluster/portRange.ts';
import { isKnownRelease, looksLikeCidr, newestMinor, oldestMinor, proxyModes } from '../core/cluster/settingsFile.ts';
import { nearest } from '../core/validation/nearest.ts';

/** Wrong use or unreadable input: its message is all that the person needs. */
export class UsageError extends Error {}

export interface CommonOptions {
  readonly paths: readonly string[];
  readonly layer: SettingsLayer;
  readonly configFile: string | undefined;
  readonly hostFile: string | undefined;
  readonly families: readonly IpFamily[] | undefined;
  readonly format: string;
}

const commonOptions = {
  config: { type: 'string' },
  host: { type: 'string' },
  node: { type: 'string' },
  mode: { type: 'string' },
  'ip-family': { type: 'string' },
  'kubernetes-version': { type: 'string' },
  'service-cidr': { type: 'string' },
  'node-port-range': { type: 'string' },
  'cluster-domain': { type: 'string' },
  format: { type: 'string', default: 'text' },
} as const satisfies ParseArgsConfig['options'];

type OptionTable = NonNullable<ParseArgsConfig['options']>;
export type OwnValues = Readonly<Record<string, string | boolean | undefined>>;

/** Which of the common options a command reads beyond --config … --format. */
export interface CommandShape {
  readonly own: OptionTable;
  readonly formats: readonly string[];
  /** Releases that the command knows, as minors of 1.x. */
  readonly releases: readonly number[];
}

export function readOptions(args: readonly string[], shape: CommandShape): { common: CommonOptions; own: OwnValues } {
  let parsed: { values: Record<string, unknown>; positionals: string[] };
  try {
    const options = { ...commonOptions, ...shape.own };
    parsed = parseArgs({ args: [...args], options, allowPositionals: true }) as typeof parsed;
  } catch (error) {
    throw new UsageError(wrongOption((error as Error).message.split('. ')[0] ?? '', shape));
  }
  const values = parsed.values as Record<string, string | undefined>;
  const format = oneOf('--format', values.format ?? 'text', shape.formats);
  const common: CommonOptions = {
    paths: parsed.positionals,
    layer: readLayer(values, shape.releases),
    configFile: values.config,
    hostFile: values.host,
    families: values['ip-family'] ? [readFamily(values['ip-family'])] : undefined,
    format,
  };
  return { common, own: values };
}

/** Node names the option that it does not know; the near one helps. */
function wrongOption(message: string, { own }: CommandShape): string {
  const unknown = /^Unknown option '--?([^']+)'/.exec(message)?.[1];
  const near = unknown && nearest(unknown, [...Object.keys(own), ...Object.keys(commonOptions)]);
  return near ? `${message}; did you mean --${near}?` : message;
}

export function oneOf<T extends string>(option: string, value: string, accepted: readonly T[]): T {
  const found = accepted.find(candidate => candidate === value);
  if (found === undefined) throw new UsageError(`${option} is "${value}"; it takes ${accepted.join(', ')}`);
  return found;
}

function readFamily(value: string): IpFamily {
  return oneOf('--ip-family', value, ['ipv4', 'ipv6']) === 'ipv4' ? 'IPv4' : 'IPv6';
}

function readLayer(values: Record<string, string | undefined>, releases: readonly number[]): SettingsLayer {
  return {
    mode: values.mode === undefined ? undefined : oneOf<ProxyMode>('--mode', values.mode, proxyModes),
    kubernetesVersion: readRelease(values['kubernetes-version'], releases),
    serviceCidrs: readCidrs(values['service-cidr']),
    nodePortRange: readRange(values['node-port-range']),
    clusterDomain: values['cluster-domain'],
    node: values.node,
  };
}

function readRelease(value: string | undefined, releases: readonly number[]): string | undefined {
  if (value === undefined) return undefined;
  const known = isKnownRelease(value) && releases.includes(Number(value.split('.')[1]));
  if (known) return value;
  throw new UsageError(
    `--kubernetes-version ${value} is not supported; supported: ${releases.map(m => `1.${m}`).join(', ')}`,
  );
}

/** Releases that validation knows. */
export const validatedReleases = Array.from({ length: newestMinor - oldestMinor + 1 }, (_, i) => oldestMinor + i);

function readCidrs(value: string | undefined): readonly string[] | undefined {
  const cidrs = value?.split(',').map(cidr => cidr.trim());
  const wrong = cidrs?.find(cidr => !looksLikeCidr(cidr));
  if (wrong !== undefined) throw new UsageError(`--service-cidr: "${wrong}" is no range such as 10.96.0.0/12`);
  return cidrs;
}

function readRange(value: string | undefined): { from: number; to: number } | undefined {
  if (value === undefined) return undefined;
  const range = readPortRange(value);
  if (!range) throw new UsageError(`--node-port-range: "${value}" is no range such as 30000-32767`);
  return range;
}
