/**
 * What a text in quotes says that goes on over several lines, whatever the columns of these. In: it as written, with its
 * quotes. Out: its value.
 */
import { isScalar, parseDocument } from 'yaml';

export function readQuoted(written: string): string {
  const indented = written.replaceAll(/\r\n?|\n/g, '\n ');
  const { contents } = parseDocument(indented, { schema: 'failsafe', prettyErrors: false, logLevel: 'silent' });
  return isScalar(contents) ? String(contents.value) : written.slice(1, -1);
}
