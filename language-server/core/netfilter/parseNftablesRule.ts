/**
 * One rule of nftables. In: its words. Out: matches, statements, comment. From the first word that is not understood to
 * the end, the rule is one unknown statement with its own text.
 */
import type { IpFamily } from '../ip/address.ts';
import type { Match, Rule, Statement } from './ir.ts';
import { atEnd, type Cursor, restText } from './nftablesTokens.ts';
import { parseMatch } from './parseNftablesMatches.ts';
import { parseStatement } from './parseNftablesStatements.ts';

export type RuleBody = Pick<Rule<unknown>, 'matches' | 'statements' | 'comment'>;

/** Undefined when the rule is for packets of the other family only. */
export function parseNftablesRule(words: Cursor, family: IpFamily): RuleBody | undefined {
  const matches: Match[] = [];
  const statements: Statement[] = [];
  const { comment, cursor } = takeComment(words);
  while (!atEnd(cursor)) {
    const start = cursor.at;
    const found = parseMatch(cursor, family);
    if (found === 'never') return undefined;
    if (found && statements.length === 0) {
      matches.push(...found);
      continue;
    }
    cursor.at = start;
    const statement = found ? undefined : parseStatement(cursor, family);
    if (statement === 'never') return undefined;
    if (statement === undefined) {
      cursor.at = start;
      statements.push({ kind: 'unknown', text: restText(cursor) });
      break;
    }
    if (statement !== 'nothing') statements.push(statement);
  }
  return { matches, statements, ...(comment === undefined ? {} : { comment }) };
}

/** The comment is what a rule ends with. */
function takeComment({ text, tokens, at }: Cursor): { comment: string | undefined; cursor: Cursor } {
  const [word, string] = tokens.slice(-2);
  const hasComment = word?.text === 'comment' && word.kind === 'word' && string?.kind === 'string';
  const body = hasComment ? tokens.slice(0, -2) : tokens;
  return { comment: hasComment ? string.text : undefined, cursor: { text, tokens: body, at } };
}
