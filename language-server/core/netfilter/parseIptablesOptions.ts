/**
 * Splits a line of iptables into words and options. In: one line. Out: options with their arguments and their place in
 * the line. Quoting is that of iptables-save: double quotes, with a backslash before a quote or a backslash.
 */
export interface Word {
  readonly text: string;
  readonly quoted: boolean;
  readonly start: number;
  readonly end: number;
}

export interface Option {
  /** In its short form where it has one: "-s", "--dport". */
  readonly name: string;
  readonly negated: boolean;
  readonly values: readonly string[];
  /** Offsets in the line, a "!" before it included. */
  readonly start: number;
  readonly end: number;
}

const aliases: Readonly<Record<string, string>> = {
  '--source': '-s',
  '--src': '-s',
  '--destination': '-d',
  '--dst': '-d',
  '--protocol': '-p',
  '--proto': '-p',
  '--in-interface': '-i',
  '--out-interface': '-o',
  '--match': '-m',
  '--jump': '-j',
  '--goto': '-g',
  '--set-counters': '-c',
  '--source-port': '--sport',
  '--destination-port': '--dport',
  '--source-ports': '--sports',
  '--destination-ports': '--dports',
};

export function splitWords(line: string): Word[] {
  const words: Word[] = [];
  for (const { 0: whole, 1: quoted, index } of line.matchAll(/"((?:[^"\\]|\\.)*)"|\S+/g)) {
    const text = quoted === undefined ? whole : quoted.replace(/\\(.)/g, '$1');
    words.push({ text, quoted: quoted !== undefined, start: index, end: index + whole.length });
  }
  return words;
}

/** Words before the first option are left out. */
export function readOptions(words: readonly Word[]): Option[] {
  const options: Option[] = [];
  for (let at = 0; at < words.length; ) {
    const negated = isNegation(words[at]);
    const first = words[negated ? at + 1 : at];
    if (!first || !isOptionName(first)) {
      at++;
      continue;
    }
    let next = at + (negated ? 2 : 1);
    const values: string[] = [];
    for (; next < words.length && !isOptionName(words[next]!) && !isNegation(words[next]); next++) {
      values.push(words[next]!.text);
    }
    const name = Object.hasOwn(aliases, first.text) ? aliases[first.text]! : first.text;
    options.push({ name, negated, values, start: words[at]!.start, end: words[next - 1]!.end });
    at = next;
  }
  return options;
}

function isNegation(word: Word | undefined): boolean {
  return word?.text === '!' && !word.quoted;
}

/** A number below zero is an argument. */
function isOptionName({ text, quoted }: Word): boolean {
  return !quoted && /^--?[A-Za-z]/.test(text);
}
