/** `routelens lsp --stdio`: the language server on standard input and output. */
import { startStdio } from '../../lsp/stdio.ts';
import { UsageError } from '../options.ts';

export function lsp(args: readonly string[]): Promise<number> {
  if (args.length !== 1 || args[0] !== '--stdio') throw new UsageError('lsp takes --stdio and nothing else');
  startStdio();
  // The server ends the process when its client goes.
  return new Promise(() => {});
}
