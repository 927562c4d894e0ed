/**
 * Reads around the code of a template: a value that holds some is unknown, and the rest of its document is as it says.
 * In: the text of one document. Out: a text of the same length in which a parser finds a word where the code was; or
 * that lines of the document are made by code, so that nobody can tell what it says.
 */
import { isSilent, isStructural } from './actions.ts';
import { type ActionPlace, scanYaml, type YamlToken } from './scanYaml.ts';

export interface TemplateText {
  /** Undefined where lines are made by code. */
  readonly masked: string | undefined;
  /** Some code stands outside of quotes, where it makes YAML of another form. */
  readonly isCode: boolean;
}

/** Whether there is anything to look for. */
const marks = /\{\{|\{%|\{#|<%|\$\{|%\{|#\{|[@%][A-Za-z_]|@@|%%|\[\[/;

export function hasTemplateMarks(source: string): boolean {
  return marks.test(source);
}

/** Whether a value may be one that another tool fills in. */
export function hasPlaceholders(source: string): boolean {
  return hasTemplateMarks(source) || /\$[A-Za-z_(]|__[A-Za-z]|#@|<[A-Za-z]|\{[A-Za-z_]|\(\(/.test(source);
}

/** `inQuotes`: code in quotes is masked as well. */
export function maskTemplate(source: string, { inQuotes }: { readonly inQuotes: boolean }): TemplateText {
  const { tokens } = scanYaml(source, { codeInQuotes: inQuotes });
  const actions = tokens.filter(token => token.kind === 'action');
  const isCode = actions.some(({ place }) => place !== 'quoted');
  if (actions.some(token => makesLines(source, token))) return { masked: undefined, isCode: true };
  const parts: string[] = [];
  let at = 0;
  for (const { start, end, place } of actions) {
    if (place === 'quoted' && !inQuotes) continue;
    parts.push(source.slice(at, start), place === 'line' ? blanks(source, start, end) : 'x'.repeat(end - start));
    at = end;
  }
  return { masked: parts.join('') + source.slice(at), isCode };
}

function blanks(source: string, start: number, end: number): string {
  return source.slice(start, end).replaceAll(/[^\r\n]/g, ' ');
}

/** Values that other lines may follow from, and yet nothing that anybody asks about. */
const plainKeys = new Set([
  ...[
    'affinity',
    'annotations',
    'args',
    'command',
    'env',
    'envFrom',
    'imagePullSecrets',
    'livenessProbe',
    'nodeSelector',
  ],
  ...['podSecurityContext', 'readinessProbe', 'resources', 'securityContext', 'startupProbe', 'tolerations'],
  ...['volumeMounts', 'volumes'],
]);

function makesLines(source: string, token: YamlToken & ActionPlace): boolean {
  if (token.kind !== 'action' || token.place === 'quoted') return false;
  const { action, place, key } = token;
  if (place === 'line') return !isSilent(source, action);
  return isStructural(source, action) && !plainKeys.has(key ?? '');
}

/** ytt's code stands in comments: loops and conditions, functions, and what makes a document a patch of others. */
const yttLines = /^[ \t]*#@[ \t]*(?:if|elif|else|for|while|def|end)\b|^[ \t]*#@(?:overlay|data|schema|yaml|library)\//m;

export function hasYttLines(source: string): boolean {
  return source.includes('#@') && yttLines.test(source);
}
