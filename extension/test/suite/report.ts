// What a suite says to the program that started VS Code: marked lines on the console, among all that the workbench and the
// extensions print there. Written inside the extension host, read outside.
export interface SuiteResult {
  readonly passed: number;
  readonly failed: number;
}

const resultMark = '##ROUTELENS-RESULT ';
const progressMark = '##ROUTELENS ';

export const formatResult = (result: SuiteResult): string => resultMark + JSON.stringify(result);

/** Text about single tests, one or more lines of it. */
export const formatProgress = (text: string): string => progressMark + text;

/** The result that an entry of the console carries, if it carries one. */
export function parseResult(entry: unknown): SuiteResult | undefined {
  return typeof entry === 'string' && entry.startsWith(resultMark)
    ? JSON.parse(entry.slice(resultMark.length))
    : undefined;
}

/** The text about single tests that an entry of the console carries, if it carries any. */
export function parseProgress(entry: unknown): string | undefined {
  return typeof entry === 'string' && entry.startsWith(progressMark) ? entry.slice(progressMark.length) : undefined;
}
