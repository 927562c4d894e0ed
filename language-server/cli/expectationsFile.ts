/**
 * A file of expectations. In: its text, one list or several documents of lists. Out: expectations; wrong use is told with
 * file and line.
 */
import { lineStarts, positionAt } from '../core/base/positions.ts';
import { type Expectation, readExpectations } from '../core/views/trace/readExpectations.ts';
import type { DuplicateKey } from '../core/yaml/manifest.ts';
import { rangeAt, toPlain } from '../core/yaml/manifestNode.ts';
import { parseManifest } from '../core/yaml/parseManifest.ts';
import { UsageError } from './options.ts';

interface Problem {
  readonly text: string;
  readonly offset: number;
}

/** A slip here would hide what was to be held. */
function duplicateProblem({ key, range }: DuplicateKey): Problem {
  return { text: `"${key}" stands twice in one expectation`, offset: range.start };
}

export function readExpectationsFile(text: string, file: string): Expectation[] {
  const expectations: Expectation[] = [];
  const problems: Problem[] = [];
  for (const { root, problems: broken, duplicateKeys } of parseManifest(text).documents) {
    problems.push(...broken.map(({ message, start }) => ({ text: message, offset: start })));
    problems.push(...duplicateKeys.map(duplicateProblem));
    if (!root || broken.length > 0) continue;
    const read = readExpectations(toPlain(root));
    expectations.push(...read.expectations);
    problems.push(...read.problems.map(problem => ({ text: problem.text, offset: rangeAt(root, problem.path).start })));
  }
  const [first, ...rest] = problems;
  if (first) {
    const { line } = positionAt(lineStarts(text), first.offset);
    const more = rest.length ? ` (and ${rest.length} more)` : '';
    throw new UsageError(`${file}:${line + 1}: ${first.text}${more}`);
  }
  if (expectations.length === 0) throw new UsageError(`${file}: there are no expectations in it`);
  return expectations;
}
