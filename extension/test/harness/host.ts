// A VS Code to test in: the installed server on a port of its own and a headless Chromium that opens its workbench.
// In: a workspace, which is copied so that tests may change it, and optionally a packaged extension to install.
// Out: pages of that workbench. Everything is temporary; `close` ends both programs and removes their files.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { findChromium } from '../../../scripts/lib/chromium.mjs';
import { installVsix, startServer, writeUserSettings } from '../../../scripts/lib/vscodeServer.mjs';
import { testSettings } from '../../../scripts/lib/workbenchSettings.mjs';

export interface HostOptions {
  /** Folder whose copy becomes the workspace. */
  readonly workspace: string;
  readonly vsix?: string;
  /** Folders of extensions that stand in for others, installed as they are. */
  readonly standIns?: readonly string[];
  /** Restricted Mode: VS Code asks for trust and starts only the extensions that declare they can do without. */
  readonly restricted?: boolean;
  /** Let a page name the extension under development and the suite to run in it. */
  readonly testDriver?: boolean;
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** What a page is told beside the workspace: pairs of a name and a value that the workbench knows. */
export type Payload = readonly (readonly [string, string])[];

export interface Host {
  /** The copy of the workspace that is open. */
  readonly workspace: string;
  readonly authority: string;
  newPage(): Promise<Page>;
  address(payload?: Payload): string;
  /** Command lines of what the server has started, extension hosts and language servers among them. */
  serverProcesses(): readonly string[];
  close(): Promise<void>;
}

const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
];
const quietStart: Payload = [
  ['skipWelcome', 'true'],
  ['skipReleaseNotes', 'true'],
];

export async function startHost(options: HostOptions): Promise<Host> {
  const folder = mkdtempSync(path.join(tmpdir(), 'routelens-host-'));
  const workspace = path.join(folder, path.basename(options.workspace));
  cpSync(options.workspace, workspace, { recursive: true });
  const stateFolder = path.join(folder, 'state');
  writeUserSettings(stateFolder, { ...testSettings, ...options.settings });
  for (const standIn of options.standIns ?? []) {
    cpSync(standIn, path.join(stateFolder, 'extensions', path.basename(standIn)), { recursive: true });
  }
  if (options.vsix !== undefined) await installVsix(stateFolder, options.vsix);
  const { restricted = false, testDriver = false } = options;
  const server = await startServer({ stateFolder, trusted: !restricted, testDriver });
  const removeFolder = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  process.once('exit', removeFolder);
  const browser = await launchChromium().catch(error => server.stop().then(() => Promise.reject(error)));
  return {
    workspace,
    authority: server.authority,
    newPage: async () => (await newContext(browser)).newPage(),
    address: payload => addressOf(server.authority, workspace, payload ?? []),
    serverProcesses: () => commandsOfGroup(server.pid),
    close: async () => {
      await browser.close().catch(() => {});
      await server.stop();
      removeFolder();
    },
  };
}

/** The address by which the workbench names a file of the machine that the server runs on. */
export const remoteFile = (host: Pick<Host, 'authority'>, file: string): string =>
  `vscode-remote://${host.authority}${file}`;

function addressOf(authority: string, workspace: string, payload: Payload): string {
  const query = new URLSearchParams({ folder: workspace, payload: JSON.stringify([...quietStart, ...payload]) });
  return `http://${authority}/?${query}`;
}

/** All processes that a server starts stay in its process group; the kernel lists them, also where `ps` is missing. */
function commandsOfGroup(group: number): readonly string[] {
  const ids = readdirSync('/proc').filter(name => /^\d+$/.test(name));
  return ids.filter(id => groupOf(id) === group).map(id => readProcess(id, 'cmdline').replaceAll('\0', ' '));
}

/** The fields after the program's name, which stands in parentheses: state, parent, group. */
const groupOf = (id: string): number =>
  Number(
    readProcess(id, 'stat')
      .replace(/^.*\) /s, '')
      .split(' ')[2],
  );

/** Empty for a process that has ended meanwhile. */
function readProcess(id: string, file: 'cmdline' | 'stat'): string {
  try {
    return readFileSync(`/proc/${id}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

const launchChromium = (): Promise<Browser> =>
  chromium.launch({ executablePath: findChromium() ?? 'chromium', headless: true, args: chromiumArguments });

const newContext = (browser: Browser): Promise<BrowserContext> =>
  browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'en-US',
    timezoneId: 'UTC',
    colorScheme: 'dark',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
