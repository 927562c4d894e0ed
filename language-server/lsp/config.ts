/**
 * Reads the `routelens.*` settings and `files.exclude`, for every workspace folder. In: what the client answers to
 * workspace/configuration, which may be anything. Out: settings that can be relied on, and a sentence for each wrong
 * value; its default stands in for it.
 */
import type { SettingsLayer } from '../core/cluster/clusterSettings.ts';
import { readPortRange } from '../core/cluster/portRange.ts';
import {
  isKnownRelease,
  looksLikeCidr,
  newestMinor,
  oldestMinor,
  proxyModes,
  severities,
} from '../core/cluster/settingsFile.ts';
import { nearest } from '../core/validation/nearest.ts';
import { registry } from '../core/validation/registry.ts';
import { excludePatterns } from './files/excludePatterns.ts';
import { defaultMaxFileSize } from './files/manifestText.ts';

export interface Config {
  /** In the core's terms; absent where the setting is empty or `auto`. */
  readonly layer: SettingsLayer;
  readonly diagnosticsScope: 'workspace' | 'openFiles';
  readonly codeLensEnabled: boolean;
  readonly defaultHints: boolean;
  /** In bytes. */
  readonly maxFileSize: number;
  /** In .gitignore's form. */
  readonly exclude: readonly string[];
}

export interface ReadConfig {
  readonly config: Config;
  readonly problems: readonly string[];
}

/** What the client answered for one folder. */
export interface Answers {
  readonly routelens: unknown;
  readonly filesExclude: unknown;
}

/** `read` gives undefined for a value that is not acceptable, and the default for one that says nothing. */
interface Setting<T> {
  readonly read: (value: unknown) => { readonly value: T } | undefined;
  readonly default: T;
  readonly accepts: string;
}

/** A text; one that is empty says nothing. */
function textSetting<T>(accepts: string, read: (text: string) => T | undefined): Setting<T | undefined> {
  return {
    default: undefined,
    accepts,
    read: value => {
      if (value === '') return { value: undefined };
      const result = typeof value === 'string' ? read(value) : undefined;
      return result === undefined ? undefined : { value: result };
    },
  };
}

/** One of some texts, or `auto`, which says nothing. */
function autoSetting<T extends string>(accepts: string, read: (text: string) => T | undefined): Setting<T | undefined> {
  const text = textSetting(`auto, ${accepts}`, read);
  return { ...text, read: value => (value === 'auto' ? { value: undefined } : text.read(value)) };
}

function choiceSetting<T>(choices: Readonly<Record<string, T>>, standard: T): Setting<T> {
  return {
    default: standard,
    accepts: Object.keys(choices).join(', '),
    read: value =>
      typeof value === 'string' && Object.hasOwn(choices, value) ? { value: choices[value]! } : undefined,
  };
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(item => typeof item === 'string');
}

const severityNames = new Set<unknown>(severities);

const settings = {
  mode: autoSetting(proxyModes.join(', '), text => proxyModes.find(mode => mode === text)),
  kubernetesVersion: autoSetting(`1.${oldestMinor} to 1.${newestMinor}`, text => [text].find(isKnownRelease)),
  serviceCidr: {
    default: [],
    accepts: 'a list of ranges such as "10.96.0.0/12"',
    read: value => (isTextList(value) && value.every(looksLikeCidr) ? { value } : undefined),
  } satisfies Setting<readonly string[]>,
  nodePortRange: textSetting('a range such as "30000-32767"', readPortRange),
  clusterDomain: textSetting('a DNS domain such as "cluster.local"', text =>
    /^[\da-z]([-.\da-z]*[\da-z])?$/.test(text) ? text : undefined,
  ),
  node: textSetting('the name of a Node', text => text),
  'diagnostics.scope': choiceSetting({ workspace: 'workspace', openFiles: 'openFiles' } as const, 'workspace'),
  rules: {
    default: {},
    accepts: `rule ids, each with one of ${severities.join(', ')}`,
    read: value => (isSeverityMap(value) ? { value } : undefined),
  } satisfies Setting<NonNullable<SettingsLayer['severities']>>,
  ignore: {
    default: [],
    accepts: 'a list of patterns such as "vendor/**"',
    read: value => (isTextList(value) ? { value } : undefined),
  } satisfies Setting<readonly string[]>,
  'codeLens.enabled': {
    default: true,
    accepts: 'true, false',
    read: value => (typeof value === 'boolean' ? { value } : undefined),
  } satisfies Setting<boolean>,
  'inlayHints.defaults': choiceSetting({ off: false, on: true }, false),
  maxFileSize: {
    default: defaultMaxFileSize,
    accepts: 'a number of megabytes above 0',
    read: value => (typeof value === 'number' && value > 0 ? { value: value * 1e6 } : undefined),
  } satisfies Setting<number>,
};

function isSeverityMap(value: unknown): value is NonNullable<SettingsLayer['severities']> {
  return isRecord(value) && Object.values(value).every(severity => severityNames.has(severity));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `a.b` of `{ a: { b: … } }` or of `{ "a.b": … }`; null is as good as absent. */
function lookUp(section: unknown, path: string): unknown {
  if (!isRecord(section)) return undefined;
  const value =
    section[path] ?? path.split('.').reduce<unknown>((o, key) => (isRecord(o) ? o[key] : undefined), section);
  return value ?? undefined;
}

export function readConfig({ routelens, filesExclude }: Answers): ReadConfig {
  const problems: string[] = [];
  const get = <T>(path: keyof typeof settings, setting: Setting<T>): T => {
    const value = lookUp(routelens, path);
    if (value === undefined) return setting.default;
    const reading = setting.read(value);
    if (!reading) problems.push(`routelens.${path} is ${JSON.stringify(value)}; accepted: ${setting.accepts}.`);
    return reading ? reading.value : setting.default;
  };
  const serviceCidrs = get('serviceCidr', settings.serviceCidr);
  const config: Config = {
    layer: {
      mode: get('mode', settings.mode),
      kubernetesVersion: get('kubernetesVersion', settings.kubernetesVersion),
      serviceCidrs: serviceCidrs.length ? serviceCidrs : undefined,
      nodePortRange: get('nodePortRange', settings.nodePortRange),
      clusterDomain: get('clusterDomain', settings.clusterDomain),
      node: get('node', settings.node),
      severities: get('rules', settings.rules),
      ignore: get('ignore', settings.ignore),
    },
    diagnosticsScope: get('diagnostics.scope', settings['diagnostics.scope']),
    codeLensEnabled: get('codeLens.enabled', settings['codeLens.enabled']),
    defaultHints: get('inlayHints.defaults', settings['inlayHints.defaults']),
    maxFileSize: get('maxFileSize', settings.maxFileSize),
    exclude: excludePatterns(filesExclude),
  };
  return { config, problems: [...problems, ...unknownRules(config.layer.severities)] };
}

/** The other rules that the setting names still count. */
function unknownRules(severityOf: SettingsLayer['severities']): string[] {
  const ids = registry.map(rule => rule.id);
  return Object.keys(severityOf ?? {})
    .filter(id => !ids.includes(id))
    .map(id => {
      const meant = nearest(id, ids);
      return `routelens.rules names "${id}", which is no rule${meant ? `; accepted: ${meant}` : ''}.`;
    });
}
