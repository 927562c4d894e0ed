/**
 * One rule of nftables. In: its words. Out: matches, statements, comment. From the first word that is not understood to
 * the end, the rule is one unknown statement with its own text.
 */
import type { IpFamily } from '../ip/address.ts';
import type { Match, Rule, Statement } from './ir.ts';
import { atEnd, type Cursor, restText } from './nftablesTokens.ts';
import { otherStatement } from './parseNftablesChanges.ts';
import { fieldMatch, verdictLookup } from './parseNftablesLookups.ts';
import { parseMatch } from './parseNftablesMatches.ts';
import { parseStatement } from './parseNftablesStatements.ts';
import { otherTest } from './parseNftablesTests.ts';

export type RuleBody = Pick<Rule<unknown>, 'matches' | 'statements' | 'comment'>;

/** Undefined when the rule is for packets of the other family only. */
export function parseNftablesRule(words: Cursor, family: IpFamily): RuleBody | undefined {
  const matches: Match[] = [];
  const statements: Statement[] = [];
  const { comment, cursor } = takeComment(words);
  const implied = impliedByReject(cursor, family);
  if (implied === 'never') return undefined;
  matches.push(...implied);
  while (!atEnd(cursor)) {
    // What only reports changes nothing for the tests behind it.
    const mayTest = statements.every(({ kind }) => kind === 'log');
    const found = firstOf(cursor, family, mayTest ? [...tests, ...actions] : actions);
    if (found === 'never') {
      // What stands before has been done by then.
      if (mayTest) return undefined;
      break;
    }
    if (!found || (!mayTest && found.matches.length > 0)) {
      statements.push({ kind: 'unknown', text: restText(cursor) });
      break;
    }
    cursor.at = found.end;
    matches.push(...found.matches);
    statements.push(...found.statements);
  }
  return { matches, statements, ...(comment === undefined ? {} : { comment }) };
}

/** What an answer asks of the packet is tested before all else: nft puts it at the rule's head. */
function impliedByReject({ tokens }: Cursor, family: IpFamily): readonly Match[] | 'never' {
  const at = tokens.findLastIndex(({ kind, text }) => kind === 'word' && text === 'reject');
  if (at < 0 || tokens[at + 1]?.text !== 'with') return [];
  switch (tokens[at + 2]?.text) {
    case 'tcp':
      return [{ kind: 'field', field: 'protocol', among: [{ first: 6n, last: 6n }], text: '' }];
    case 'icmp':
      return family === 'IPv4' ? [] : 'never';
    case 'icmpv6':
      return family === 'IPv6' ? [] : 'never';
    default:
      return [];
  }
}

interface Found {
  readonly matches: readonly Match[];
  readonly statements: readonly Statement[];
}

type Reader = (cursor: Cursor, family: IpFamily) => Found | 'never' | undefined;

const tests: readonly Reader[] = [
  (cursor, family) => asMatches(parseMatch(cursor, family)),
  (cursor, family) => asMatches(fieldMatch(cursor, family)),
  (cursor, family) => {
    const match = otherTest(cursor, family);
    return match && { matches: [match], statements: [] };
  },
];

const actions: readonly Reader[] = [
  (cursor, family) => {
    const statement = parseStatement(cursor, family);
    if (statement === undefined || statement === 'never') return statement;
    return { matches: [], statements: statement === 'nothing' ? [] : [statement] };
  },
  (cursor, family) => {
    const found = verdictLookup(cursor, family);
    if (found === undefined || found === 'never') return found;
    return { matches: found.implied, statements: [found.statement] };
  },
  (cursor, family) => {
    const statement = otherStatement(cursor, family);
    if (statement === undefined || statement === 'never') return statement;
    return { matches: [], statements: [statement] };
  },
];

function asMatches(found: readonly Match[] | 'never' | undefined): Found | 'never' | undefined {
  return found === undefined || found === 'never' ? found : { matches: found, statements: [] };
}

/** What the first reader that understands the words makes of them; the cursor stays. */
function firstOf(
  cursor: Cursor,
  family: IpFamily,
  readers: readonly Reader[],
): (Found & { readonly end: number }) | 'never' | undefined {
  for (const read of readers) {
    const words = { ...cursor };
    const found = read(words, family);
    if (found === 'never') return found;
    if (found) return { ...found, end: words.at };
  }
  return undefined;
}

/** The comment is what a rule ends with. */
function takeComment({ text, tokens, at }: Cursor): { comment: string | undefined; cursor: Cursor } {
  const [word, string] = tokens.slice(-2);
  const hasComment = word?.text === 'comment' && word.kind === 'word' && string?.kind === 'string';
  const body = hasComment ? tokens.slice(0, -2) : tokens;
  return { comment: hasComment ? string.text : undefined, cursor: { text, tokens: body, at } };
}
