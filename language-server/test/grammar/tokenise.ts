/**
 * Tokenises text with the grammars of `syntaxes/`, by the engine that VS Code uses. In: a scope and a text.
 * Out: for each line its tokens, without the blanks. A small Markdown grammar stands in for the editor's own.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import oniguruma from 'vscode-oniguruma';
import textmate from 'vscode-textmate';

export interface Token {
  readonly text: string;
  /** Without the root scope, joined by blanks. */
  readonly scopes: string;
}

interface GrammarContribution {
  readonly scopeName: string;
  readonly path: string;
  readonly injectTo?: readonly string[];
}

const packageFolder = new URL('../../../', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('package.json', packageFolder), 'utf8'));
export const contributions: readonly GrammarContribution[] = manifest.contributes.grammars;

const markdown = JSON.stringify({
  scopeName: 'text.html.markdown',
  patterns: [{ match: '^#.*$', name: 'markup.heading.markdown' }],
});

function loadGrammar(scope: string): textmate.IRawGrammar | null {
  if (scope === 'text.html.markdown') return textmate.parseRawGrammar(markdown, 'markdown.json');
  const found = contributions.find(grammar => grammar.scopeName === scope);
  if (!found) return null;
  return textmate.parseRawGrammar(readFileSync(new URL(found.path, packageFolder), 'utf8'), found.path);
}

async function loadEngine(): Promise<textmate.IOnigLib> {
  await oniguruma.loadWASM(readFileSync(createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm')));
  return {
    createOnigScanner: patterns => new oniguruma.OnigScanner([...patterns]),
    createOnigString: text => new oniguruma.OnigString(text),
  };
}

const registry = new textmate.Registry({
  onigLib: loadEngine(),
  loadGrammar: async scope => loadGrammar(scope),
  getInjections: scope => contributions.filter(g => g.injectTo?.includes(scope)).map(g => g.scopeName),
});

export async function tokenise(scope: string, text: string): Promise<Token[][]> {
  const grammar = await registry.loadGrammar(scope);
  if (!grammar) throw new Error(`no grammar for ${scope}`);
  let state = textmate.INITIAL;
  return text.split(/\r?\n/).map(line => {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    state = ruleStack;
    return tokens
      .map(token => ({
        text: line.slice(token.startIndex, token.endIndex),
        scopes: token.scopes.slice(1).join(' '),
      }))
      .filter(token => token.text.trim() !== '');
  });
}

/** What no pattern recognised, as "line: text"; blanks do not count. */
export async function unscoped(scope: string, text: string): Promise<string[]> {
  const lines = await tokenise(scope, text);
  return lines.flatMap((tokens, i) => tokens.filter(t => t.scopes === '').map(t => `${i + 1}: ${t.text.trim()}`));
}
