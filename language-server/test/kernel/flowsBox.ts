/**
 * A box of the test's network: a namespace without a name that lives as long as the agent in it, and the agent as long as
 * the test. Whatever becomes of the test, nothing is left behind.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Request } from './flowsProtocol.ts';
import { env } from './networkNamespace.ts';

const agentFile = join(import.meta.dirname, 'flowsAgent.ts');

type Waiting = { readonly resolve: (value: unknown) => void; readonly reject: (error: Error) => void };

export interface Box {
  readonly name: string;
  /** Names the namespace to `ip`. */
  readonly pid: number;
  /** The agent's answer; requests wait for each other. */
  readonly ask: (request: Request) => Promise<unknown>;
  /** Runs a program in the namespace with this input; what it printed. */
  readonly run: (command: readonly string[], input: string) => Promise<string>;
  readonly close: () => void;
}

export async function makeBox(name: string): Promise<Box> {
  const agent = spawn(
    'unshare',
    ['--net', process.execPath, '--disable-warning=ExperimentalWarning', agentFile, name],
    {
      env,
    },
  );
  const ask = asker(agent, name);
  const pid = agent.pid!;
  const inside = ['nsenter', `--net=/proc/${pid}/ns/net`];
  // Its first answer says that it has entered its namespace.
  await ask({ do: 'listen', listeners: [] });
  return {
    name,
    pid,
    ask,
    run: (command, input) => runProgram([...inside, ...command], input),
    close: () => agent.stdin.end(),
  };
}

function asker(agent: ChildProcessWithoutNullStreams, name: string): Box['ask'] {
  const waiting: Waiting[] = [];
  let complaints = '';
  agent.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  createInterface({ input: agent.stdout }).on('line', line => {
    const { resolve, reject } = waiting.shift()!;
    const { result, error } = JSON.parse(line) as { result?: unknown; error?: string };
    if (error === undefined) resolve(result);
    else reject(new Error(error));
  });
  agent.stdin.on('error', () => {});
  agent.on('exit', () => {
    for (const { reject } of waiting.splice(0)) reject(new Error(`the agent in ${name} ended: ${complaints}`));
  });
  return async request => {
    if (agent.exitCode !== null) throw new Error(`the agent in ${name} has ended: ${complaints}`);
    return new Promise((resolve, reject) => {
      waiting.push({ resolve, reject });
      agent.stdin.write(`${JSON.stringify(request)}\n`);
    });
  };
}

function runProgram([program, ...args]: readonly string[], input: string): Promise<string> {
  const child = spawn(program!, args, { env });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', status => {
      if (status === 0) resolve(printed);
      else reject(new Error(`${args.join(' ')}: exit status ${status}: ${complaints.trim()}`));
    });
  });
}
