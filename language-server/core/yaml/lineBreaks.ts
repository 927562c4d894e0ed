/** YAML 1.1 has line breaks that the parser takes for text. */
const otherLineBreaks = /[\u0085\u2028\u2029]|\r(?!\n)/g;

export function withPlainLineBreaks(text: string): string {
  return text.replace(otherLineBreaks, '\n');
}
