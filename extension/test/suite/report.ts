// The line by which a suite tells the program that started VS Code what ran. Written inside, read outside.
export interface SuiteResult {
  readonly passed: number;
  readonly failed: number;
}

const mark = '##ROUTELENS-SUITE ';

export const formatResult = (result: SuiteResult): string => mark + JSON.stringify(result);

/** The result that a line of the extension host's console carries, if it carries one. */
export function parseResult(line: unknown): SuiteResult | undefined {
  return typeof line === 'string' && line.startsWith(mark) ? JSON.parse(line.slice(mark.length)) : undefined;
}
