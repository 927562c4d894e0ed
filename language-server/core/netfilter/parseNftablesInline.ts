/**
 * Chains without a name, written where a rule leads to them: "jump { tcp dport 80 accept; drop }". In: a rule's words.
 * Out: the rule with a name in the block's place, and the block's rules; undefined where it has none.
 */
import type { Cursor, Token } from './nftablesTokens.ts';

export interface InlineChain {
  readonly name: string;
  readonly first: Token;
  readonly rules: readonly Cursor[];
  /** As it would be written with a chain that has a name. */
  readonly caller: Cursor;
}

export function takeInlineChain(words: Cursor, isTaken: (name: string) => boolean): InlineChain | undefined {
  const { text, tokens } = words;
  const start = tokens.findIndex((token, i) => token.text === '{' && /^(jump|goto)$/.test(tokens[i - 1]?.text ?? ''));
  const end = start < 0 ? -1 : endOfBlock(tokens, start);
  // Verdicts of maps lead to chains that have names.
  if (end < 0 || tokens.slice(0, start).some((token, i) => token.text === '{' && endOfBlock(tokens, i) > start)) {
    return undefined;
  }
  const first = tokens[start]!;
  const name = freeName(`line-${first.line}`, isTaken);
  const token: Token = { ...first, kind: 'word', text: name, end: tokens[end]!.end };
  return {
    name,
    first,
    rules: statements(tokens.slice(start + 1, end)).map(own => ({ text, tokens: own, at: 0 })),
    caller: { text, tokens: tokens.toSpliced(start, end - start + 1, token), at: 0 },
  };
}

function freeName(name: string, isTaken: (name: string) => boolean): string {
  return isTaken(name) ? freeName(`${name}-`, isTaken) : name;
}

function endOfBlock(tokens: readonly Token[], start: number): number {
  let depth = 0;
  return tokens.findIndex(({ text, kind }, i) => {
    if (i < start || kind !== 'mark') return false;
    if (text === '{') depth++;
    if (text === '}') depth--;
    return depth === 0;
  });
}

/** At semicolons and where a line begins, outside of braces. */
function statements(tokens: readonly Token[]): Token[][] {
  const found: Token[][] = [[]];
  let depth = 0;
  for (const [i, token] of tokens.entries()) {
    if (depth === 0 && (token.text === ';' || token.line !== tokens[i - 1]?.line)) found.push([]);
    if (token.kind === 'mark' && token.text === '{') depth++;
    if (token.kind === 'mark' && token.text === '}') depth--;
    if (depth > 0 || token.text !== ';') found.at(-1)!.push(token);
  }
  return found.filter(own => own.length > 0);
}
