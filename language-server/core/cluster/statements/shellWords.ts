/**
 * Words of a shell script as far as they are certain: quotes, backslashes and line continuations are understood, and
 * where one simple command ends. In: the script of `sh -c`. Out: its simple commands, each a list of words with the
 * line that they stand on; a script that branches gives none, because which part runs is not known.
 */
export interface ShellWord {
  readonly text: string;
  /** From 0. */
  readonly line: number;
  /** Outside single quotes it holds an expansion: the text is not its value. */
  readonly hasExpansion: boolean;
}

const branching = /(?:^|[\s;&|])(?:if|case|for|while|until|select|function)(?=[\s;]|$)|\(\)\s*\{/;

/** Undefined where the script is not a plain sequence of commands. */
export function simpleCommands(script: string): ShellWord[][] | undefined {
  if (branching.test(script)) return undefined;
  const commands: ShellWord[][] = [];
  let words: ShellWord[] = [];
  let line = 0;
  const pattern =
    /\\\r?\n|\r?\n|#[^\n]*|[ \t]+|(?:&&|\|\|?|;|&(?![\d>]))|((?:\d?(?:>>?|<)&?\d?)|(?:&>))[ \t]*|(?:\\[\s\S]|'[^']*'|"(?:\\[\s\S]|[^"\\])*"|[^\s\\'"|&;<>])+|[\s\S]/g;
  let skipsNext = false;
  for (const [token, redirection] of script.matchAll(pattern)) {
    if (redirection !== undefined) skipsNext = !/&\d?$/.test(redirection) || redirection === '&>';
    else if (/^(?:&&|\|\|?|;|&|\r?\n)$/.test(token)) {
      commands.push(words);
      words = [];
    } else if (!/^(?:\\\r?\n|#|[ \t])/.test(token)) {
      if (skipsNext) skipsNext = false;
      else words.push(wordOf(token, line));
    }
    line += token.split('\n').length - 1;
  }
  commands.push(words);
  return commands.filter(command => command.length > 0);
}

function wordOf(token: string, line: number): ShellWord {
  let hasExpansion = false;
  const text = token.replace(
    /\\\r?\n|\\([\s\S])|'([^']*)'|"((?:\\[\s\S]|[^"\\])*)"|[$`]/g,
    (all, escaped?: string, single?: string, double?: string) => {
      if (escaped !== undefined) return escaped;
      if (single !== undefined) return single;
      if (all.startsWith('\\')) return '';
      if (/[$`]/.test(double?.replace(/\\[\s\S]/g, '') ?? all)) hasExpansion = true;
      return double === undefined ? all : double.replace(/\\([$`"\\\n])/g, '$1');
    },
  );
  return { text, line, hasExpansion };
}
