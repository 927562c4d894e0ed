// Runs one suite in the extension host of a started VS Code and decides what that run is worth.
// In: a host with the test driver, the extension and the folder of the bundled suite. Out: a verdict.
// Only a result line with passing and without failing tests, followed by a clean end, is a success: an extension host
// that is killed also ends with status 0, and one that hangs never ends.
import type { Page } from 'playwright-core';
import { parseProgress, parseResult, type SuiteResult } from '../suite/report.ts';
import { type Host, remoteFile } from './host.ts';

export interface SuiteRunOptions {
  /** Folder of the extension under development. */
  readonly extension: string;
  /** The bundled entry point of the suite. */
  readonly entry: string;
  readonly limitMs: number;
  /** Takes what the suite says about single tests. */
  readonly print?: (text: string) => void;
  /** Where to keep a picture of the workbench when the run fails. */
  readonly screenshot?: string;
}

export interface SuiteVerdict extends SuiteResult {
  /** Why the run is no success although no test failed, or in addition to tests that did. */
  readonly problem: string | undefined;
}

type Ending = number | 'too late';

export async function runSuite(host: Host, options: SuiteRunOptions): Promise<SuiteVerdict> {
  const page = await host.newPage();
  let result: SuiteResult | undefined;
  await page.exposeFunction('codeAutomationLog', (_type: string, [entry]: readonly unknown[]) => {
    result = parseResult(entry) ?? result;
    const progress = parseProgress(entry);
    if (progress !== undefined) options.print?.(progress);
  });
  const ending = await open(page, host, options);
  const verdict = judge(ending, result, options.limitMs);
  if (verdict.problem !== undefined && options.screenshot !== undefined) {
    await page.screenshot({ path: options.screenshot }).catch(() => {});
  }
  await page.context().close();
  return verdict;
}

/** Opens the workbench, which runs the suite, and waits for its end. */
async function open(page: Page, host: Host, { extension, entry, limitMs }: SuiteRunOptions): Promise<Ending> {
  const ended = new Promise<Ending>(resolve => page.exposeFunction('codeAutomationExit', resolve));
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Ending>(resolve => {
    timer = setTimeout(resolve, limitMs, 'too late');
  });
  const payload = [
    ['extensionDevelopmentPath', remoteFile(host, extension)],
    ['extensionTestsPath', remoteFile(host, entry)],
  ] as const;
  await page.goto(host.address(payload));
  return Promise.race([ended, late]).finally(() => clearTimeout(timer));
}

export function judge(ending: Ending, result: SuiteResult | undefined, limitMs: number): SuiteVerdict {
  const { passed, failed } = result ?? { passed: 0, failed: 0 };
  return { passed, failed, problem: problemOf(ending, result, limitMs) };
}

function problemOf(ending: Ending, result: SuiteResult | undefined, limitMs: number): string | undefined {
  if (ending === 'too late') return `no end within ${limitMs / 1000} s`;
  if (result === undefined) return `the extension host ended (status ${ending}) and reported no tests`;
  if (result.failed > 0) return undefined;
  if (result.passed === 0) return 'no test ran';
  return ending === 0 ? undefined : `the extension host ended with status ${ending}`;
}
