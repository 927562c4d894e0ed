/**
 * Keeps the settings of all workspace folders as the client last told them. Wrong values are said once, in one message,
 * until they change.
 */
import { type Connection, MessageType, ShowMessageNotification } from 'vscode-languageserver';
import type { WorkspaceSettings } from '../core/workspace/snapshot.ts';
import { type Answers, type Config, type ReadConfig, readConfig } from './config.ts';
import { uriOf } from './names.ts';

export interface ConfigSource {
  /** Of the window, and of files outside all folders. */
  readonly window: () => Config;
  readonly of: (folder: string | undefined) => Config;
  /** As the snapshot wants it; a folder whose settings did not change keeps its object. */
  readonly workspaceSettings: () => ReadonlyMap<string, WorkspaceSettings>;
  /** Asks the client again. */
  readonly refresh: (folders: readonly string[]) => Promise<void>;
  /** For clients that cannot be asked: settings as they push them. */
  readonly push: (settings: unknown) => void;
}

const standard = readConfig({ routelens: {}, filesExclude: {} }).config;

export function createConfigSource(connection: Connection, canAsk: () => boolean): ConfigSource {
  let configs: ReadonlyMap<string, Config> = new Map([['', standard]]);
  let settings: ReadonlyMap<string, WorkspaceSettings> = new Map();
  let pushed: unknown;
  let said = '';

  const take = (read: ReadonlyMap<string, ReadConfig>) => {
    configs = new Map([...read].map(([folder, { config }]) => [folder, config]));
    settings = new Map([...configs].map(([folder, config]) => [folder, keep(settings.get(folder), config)]));
    const problems = [...new Set([...read.values()].flatMap(({ problems }) => problems))].join(' ');
    if (problems && problems !== said) {
      const message = `${problems} The default is used instead.`;
      void connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Warning, message });
    }
    said = problems;
  };

  const of = (folder: string | undefined) => configs.get(folder ?? '') ?? configs.get('') ?? standard;
  return {
    window: () => of(''),
    of,
    workspaceSettings: () => settings,
    push: value => {
      pushed = value;
    },
    refresh: async folders => {
      const scopes = ['', ...folders];
      const answers = canAsk() ? await ask(connection, scopes) : scopes.map(() => answersOf(pushed));
      take(new Map(scopes.map((scope, i) => [scope, readConfig(answers[i]!)])));
    },
  };
}

function keep(before: WorkspaceSettings | undefined, { layer }: Config): WorkspaceSettings {
  return before && JSON.stringify(before.setting) === JSON.stringify(layer) ? before : { setting: layer };
}

async function ask(connection: Connection, scopes: readonly string[]): Promise<Answers[]> {
  const items = scopes.flatMap(scope => {
    const scopeUri = scope ? { scopeUri: uriOf(scope) } : {};
    return [
      { ...scopeUri, section: 'routelens' },
      { ...scopeUri, section: 'files.exclude' },
    ];
  });
  const values: unknown = await connection.workspace.getConfiguration(items);
  const list = Array.isArray(values) ? values : [];
  return scopes.map((_, i) => ({ routelens: list[2 * i], filesExclude: list[2 * i + 1] }));
}

function answersOf(pushed: unknown): Answers {
  const settings = (pushed ?? {}) as { readonly routelens?: unknown; readonly files?: { readonly exclude?: unknown } };
  return { routelens: settings.routelens, filesExclude: settings.files?.exclude };
}
