/**
 * Runs `kustomize`, `kubectl` or `helm` on a folder and returns what they print. In: what the folder is. Out: the text, or why
 * there is none, whatever the tool does. No shell takes part, and of the arguments only the folder's own path is not fixed here:
 * nothing that a file says becomes one. Plugins and the looser options of the tools stay off, and no cluster is asked.
 */
import { type ExecFileException, execFile } from 'node:child_process';
import { devNull } from 'node:os';
import path from 'node:path';
import { findProgram } from './findProgram.ts';
import { problemIn } from './toolErrors.ts';

export type RenderKind = 'kustomize' | 'helm';

export interface RenderRequest {
  readonly kind: RenderKind;
  /** Absolute path of the folder with the kustomization or the Chart.yaml. */
  readonly folder: string;
  /** Ends the tool. */
  readonly signal: AbortSignal;
}

export interface RenderLimits {
  readonly milliseconds: number;
  /** Of what the tool prints, and of its messages. */
  readonly bytes: number;
}

export type RenderResult =
  /** `messages` is what the tool had to say beside the text. */
  | { readonly kind: 'rendered'; readonly text: string; readonly command: string; readonly messages: string }
  | { readonly kind: 'failed'; readonly problem: string; readonly command: string; readonly messages: string }
  | { readonly kind: 'missing'; readonly programs: readonly string[] }
  | { readonly kind: 'cancelled' };

export type RenderTool = (request: RenderRequest) => Promise<RenderResult>;

const renderLimits: RenderLimits = { milliseconds: 60_000, bytes: 20_000_000 };

interface Tool {
  readonly program: string;
  readonly arguments: readonly string[];
}

/** In order of preference. The folder's path comes last; being absolute it cannot be read as an option. */
export const tools: Readonly<Record<RenderKind, readonly Tool[]>> = {
  kustomize: [
    { program: 'kustomize', arguments: ['build'] },
    { program: 'kubectl', arguments: ['kustomize'] },
  ],
  helm: [{ program: 'helm', arguments: ['template'] }],
};

/** Without a kubeconfig no cluster is asked, without plugins and a terminal to ask on nothing else is started or waits. */
const safeguards = { KUBECONFIG: devNull, HELM_NO_PLUGINS: '1', GIT_TERMINAL_PROMPT: '0' };

export interface RenderSurroundings {
  readonly env: NodeJS.ProcessEnv;
  readonly limits: RenderLimits;
}

export async function render(
  { kind, folder, signal }: RenderRequest,
  { env, limits }: RenderSurroundings,
): Promise<RenderResult> {
  if (!path.isAbsolute(folder)) throw new Error(`not an absolute path: ${folder}`);
  for (const { program, arguments: fixed } of tools[kind]) {
    const file = await findProgram(program, env.PATH);
    if (file === undefined) continue;
    const command = [program, ...fixed, folder].join(' ');
    return run({ file, args: [...fixed, folder], env: { ...env, ...safeguards }, limits, signal, command });
  }
  return { kind: 'missing', programs: tools[kind].map(({ program }) => program) };
}

interface Run {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly limits: RenderLimits;
  readonly signal: AbortSignal;
  readonly command: string;
}

function run({ file, args, env, limits, signal, command }: Run): Promise<RenderResult> {
  // Windows looks for programs in the current folder first: it must not be one of the workspace.
  const options = { cwd: path.dirname(file), env, signal, shell: false, windowsHide: true } as const;
  const bounds = { timeout: limits.milliseconds, maxBuffer: limits.bytes, killSignal: 'SIGKILL' } as const;
  return new Promise(resolve => {
    const child = execFile(file, args, { ...options, ...bounds, encoding: 'utf8' }, (error, text, messages) => {
      if (!error) resolve({ kind: 'rendered', text, command, messages });
      else if (signal.aborted) resolve({ kind: 'cancelled' });
      else resolve({ kind: 'failed', problem: problemOf(error, messages, limits), command, messages });
    });
    // A tool that ends before it has read, or does not start, is judged by its status.
    child.stdin?.on('error', () => {});
    child.stdin?.end();
  });
}

function problemOf(error: ExecFileException, messages: string, { milliseconds, bytes }: RenderLimits): string {
  if (String(error.code) === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return `it prints more than ${bytes / 1e6} MB`;
  if (error.killed) return `it was ended, not being done after ${milliseconds / 1000} s`;
  const ending = error.signal ? `it was ended by ${error.signal}` : `it ended with status ${error.code}`;
  return problemIn(messages) ?? (typeof error.code === 'string' ? `it does not start (${error.code})` : ending);
}

/** With the PATH and the limits of this process. */
export const renderHere: RenderTool = request => render(request, { env: process.env, limits: renderLimits });
