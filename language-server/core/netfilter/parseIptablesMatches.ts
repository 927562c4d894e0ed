/**
 * The match modules of iptables. In: a module's name and the options that stand behind it. Out: the matches that they
 * say, or undefined where one of the options is not understood.
 */
import type { IpFamily } from '../ip/address.ts';
import type { Match, PortMatch, PortsMatch, Side } from './ir.ts';
import {
  addressRange,
  connection,
  connectionMark,
  type FieldParser,
  packetType,
  parseAddressTypes,
  parseOwner,
  parsePart,
  parseReversePath,
} from './parseIptablesFields.ts';
import type { Option } from './parseIptablesOptions.ts';
import {
  readMark,
  readOneIn,
  readPort,
  readPortRange,
  readProtocol,
  readRange,
  readSides,
  readStates,
} from './readValues.ts';

interface ModuleContext {
  readonly family: IpFamily;
  /** The module's name and these options, as the line has them. */
  readonly text: (...options: readonly Option[]) => string;
}

type Module = (options: readonly Option[], context: ModuleContext) => readonly Match[] | undefined;

const modules: Readonly<Record<string, Module>> = {
  addrtype: (options, { text }) => oneOption(options, addressType) ?? parseAddressTypes(options, text),
  conntrack: each((option, text, family) => conntrackState(option, '--ctstate') ?? connection(option, text, family)),
  state: each(option => conntrackState(option, '--state')),
  mark: each(mark),
  connmark: each(connectionMark),
  set: each(ipset),
  physdev: physicalDevice,
  nfacct: each(accounting),
  multiport: each(severalPorts),
  iprange: each(addressRange),
  pkttype: each(packetType),
  rpfilter: (options, { text }) => parseReversePath(options, text(...options)),
  owner: (options, { text }) => parseOwner(options, text(...options)),
  statistic: (options, { text }) => chance(options) ?? parsePart(options, text(...options)),
  recent,
  ipvs: virtualServer,
};

/** Undefined where the module, or one of its options, is not known. */
export function parseModule(
  name: string,
  options: readonly Option[],
  context: ModuleContext,
): readonly Match[] | undefined {
  return Object.hasOwn(modules, name) ? modules[name]!(options, context) : undefined;
}

const portSides: Readonly<Record<string, Side>> = { '--sport': 'source', '--dport': 'destination' };

export function parsePort({ name, negated, values }: Option): PortMatch | PortsMatch | undefined {
  const side = Object.hasOwn(portSides, name) ? portSides[name]! : undefined;
  const range = values.length === 1 ? readPortRange(values[0]!, ':') : undefined;
  if (!side || !range) return undefined;
  if (range.first === range.last && !negated) return { kind: 'port', side, port: range.first };
  return { kind: 'ports', side, ranges: [range], ...not(negated) };
}

function not(negated: boolean): { negated?: true } {
  return negated ? { negated } : {};
}

/** Modules whose options are tests of their own. */
function each(parse: FieldParser): Module {
  return (options, { family, text }) => {
    const matches = options.map(option => parse(option, text(option), family));
    return matches.length > 0 && matches.every(match => match !== undefined) ? matches : undefined;
  };
}

function oneOption(options: readonly Option[], parse: (option: Option) => Match | undefined): Match[] | undefined {
  const match = options.length === 1 ? parse(options[0]!) : undefined;
  return match && [match];
}

function only(option: Option, name: string): string | undefined {
  return option.name === name && option.values.length === 1 ? option.values[0] : undefined;
}

function addressType(option: Option): Match | undefined {
  const side = { '--src-type': 'source', '--dst-type': 'destination' }[option.name] as Side | undefined;
  if (!side || only(option, option.name) !== 'LOCAL') return undefined;
  return { kind: 'address-type', side, type: 'local', ...not(option.negated) };
}

function conntrackState(option: Option, name: string): Match | undefined {
  const states = readStates(only(option, name) ?? '');
  return states && { kind: 'conntrack-state', states, ...not(option.negated) };
}

function mark(option: Option): Match | undefined {
  const [value, mask] = (only(option, '--mark') ?? '').split('/');
  const [read, readMask] = [readMark(value ?? ''), readMark(mask ?? '0xffffffff')];
  if (read === undefined || readMask === undefined) return undefined;
  return { kind: 'mark', value: read, mask: readMask, ...not(option.negated) };
}

function ipset({ name, negated, values }: Option): Match | undefined {
  const sides = readSides(values[1] ?? '');
  if (name !== '--match-set' || values.length !== 2 || !sides) return undefined;
  return { kind: 'ipset', set: values[0]!, sides, ...not(negated) };
}

const leavesByPort: readonly string[] = ['--physdev-is-out', '--physdev-is-bridged', '--physdev-out'];

/** Ports of a bridge, which packets that are routed do not have. */
function physicalDevice(options: readonly Option[], { text }: ModuleContext): readonly Match[] | undefined {
  const [only] = options;
  if (options.length === 1 && only?.name === '--physdev-is-in' && only.values.length === 0) {
    return [{ kind: 'bridged-in', ...not(only.negated) }];
  }
  const isBridged = ({ name, negated }: Option) => leavesByPort.includes(name) && !negated;
  return options.some(isBridged) ? [{ kind: 'bridged', text: text(...options) }] : undefined;
}

function accounting(option: Option): Match | undefined {
  const counter = only(option, '--nfacct-name');
  return counter === undefined || option.negated ? undefined : { kind: 'accounting', counter };
}

function severalPorts(option: Option, text: string): Match | undefined {
  const side = { '--sports': 'source', '--dports': 'destination' }[option.name] as Side | undefined;
  const ranges = only(option, option.name)
    ?.split(',')
    .map(range => readPortRange(range, ':'));
  if (!ranges?.every(range => range !== undefined)) return undefined;
  if (option.name === '--ports') return { kind: 'either-port', ranges, text, ...not(option.negated) };
  return side && { kind: 'ports', side, ranges, ...not(option.negated) };
}

/** Values by name; undefined when an option is negated, not among `known`, or given twice. */
function byName(options: readonly Option[], known: readonly string[]): ReadonlyMap<string, string> | undefined {
  const values = new Map(options.map(option => [option.name, option.values.join(' ')]));
  const fits = options.every(option => !option.negated && known.includes(option.name));
  return fits && values.size === options.length ? values : undefined;
}

function chance(options: readonly Option[]): readonly Match[] | undefined {
  const values = byName(options, ['--mode', '--probability']);
  const oneIn = readOneIn(values?.get('--probability') ?? '');
  return values?.get('--mode') === 'random' && oneIn !== undefined ? [{ kind: 'chance', oneIn }] : undefined;
}

const wholeAddress: readonly (string | undefined)[] = [
  undefined,
  '255.255.255.255',
  'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
];

function recent(options: readonly Option[]): readonly Match[] | undefined {
  const values = byName(options, ['--name', '--set', '--rcheck', '--seconds', '--reap', '--mask', '--rsource']);
  if (!values || !wholeAddress.includes(values.get('--mask'))) return undefined;
  const list = values.get('--name') ?? 'DEFAULT';
  const seconds = Number(values.get('--seconds'));
  const remembers = values.has('--set');
  if (remembers === values.has('--rcheck') || remembers === seconds > 0) return undefined;
  return remembers
    ? [{ kind: 'remember', list }]
    : [{ kind: 'recently-seen', list, seconds, reap: values.has('--reap') }];
}

function virtualServer(options: readonly Option[], { family }: ModuleContext): readonly Match[] | undefined {
  const values = byName(options, ['--vaddr', '--vproto', '--vport']);
  const address = readRange(values?.get('--vaddr')?.replace(/\/(32|128)$/, '') ?? '', family);
  const protocol = readProtocol(values?.get('--vproto') ?? '');
  const port = readPort(values?.get('--vport') ?? '');
  if (!address || 'prefixLength' in address || !protocol || port === undefined) return undefined;
  return [{ kind: 'virtual-server', address, protocol, port }];
}
