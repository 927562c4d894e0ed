/** The command line: picks the command, turns wrong use into one line and exit status 2. */
import { visibleLine, visibleText } from '../core/base/visibleText.ts';
import { decodeText } from '../lsp/manifestFiles.ts';
import { check } from './commands/check.ts';
import { endpoints } from './commands/endpoints.ts';
import { explain } from './commands/explain.ts';
import { lsp } from './commands/lsp.ts';
import { rules } from './commands/rules.ts';
import { status } from './commands/status.ts';
import { trace } from './commands/trace.ts';
import type { Console } from './console.ts';
import { UsageError } from './options.ts';

const commands: Readonly<Record<string, (args: readonly string[], console: Console) => Promise<number>>> = {
  check,
  endpoints,
  explain,
  lsp,
  rules,
  status,
  trace,
};

const usage = `routelens: what Kubernetes Services really do, from manifests alone

  routelens check [--fail-on LEVEL] [--fix] [--format text|json|sarif|github] PATH…
  routelens rules [--service NS/NAME] [--mode iptables|nftables|ipvs] [--format text|json] PATH…
  routelens endpoints [--service NS/NAME] [--format text|json] PATH…
  routelens trace --from SOURCE --to DEST [--protocol tcp|udp|sctp] | --batch FILE | --expect FILE  [--rules FILE] PATH…
  routelens status [--format text|json] PATH…     which file and line decides mode, ranges, node and domain
  routelens explain CHAIN|ADDRESS|PORT PATH…    routelens explain RULE-ID
  routelens lsp --stdio

PATH is a file, a folder or - for standard input. Where PATHs hold several roots (folders with a .routelens.yaml or a
kustomization), --root FOLDER names the one that rules, endpoints, trace, explain and status speak of. Options of all commands:
  --config FILE  --host FILE  --node NAME  --mode MODE  --ip-family ipv4|ipv6
  --kubernetes-version X.Y  --service-cidr CIDR[,CIDR]  --node-port-range A-B
`;

async function readStandardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return decodeText(Buffer.concat(chunks));
}

function drained(): Promise<void> {
  if (!process.stdout.writableNeedDrain) return Promise.resolve();
  return new Promise(resolve => process.stdout.once('drain', resolve));
}

const terminal: Console = {
  out: text => process.stdout.write(text),
  drained,
  print: text => process.stdout.write(visibleText(text)),
  err: text => process.stderr.write(`${visibleLine(text.replace(/\n$/, ''))}\n`),
  colour: process.stdout.isTTY === true && !process.env.NO_COLOR,
  readStandardInput,
};

async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    terminal.out(usage);
    return name === undefined ? 2 : 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new UsageError(`no command "${name}"; there are ${Object.keys(commands).join(', ')}`);
  if (args.includes('--help')) {
    terminal.out(usage);
    return 0;
  }
  return command(args, terminal);
}

// A reader that closes the pipe early (head) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 2));

main(process.argv.slice(2)).then(
  code => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const message = error instanceof UsageError ? error.message : String((error as Error)?.stack ?? error);
    process.stderr.write(`routelens: ${visibleText(message)}\n`);
    process.exitCode = 2;
  },
);
