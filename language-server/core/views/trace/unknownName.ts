/** What to say of a name that no manifest has: the near one, else those beside which it would stand. */
import { nearestNamed } from '../../validation/nearest.ts';
import type { Misread } from './traceWords.ts';

const listed = 5;

export function unknownName(kind: string, name: string, known: readonly string[]): Misread {
  const text = `there is no ${kind} ${name} in the manifests`;
  const near = nearestNamed(name, known);
  if (near !== undefined) return { error: `${text}; did you mean ${near}?` };
  const slash = name.indexOf('/');
  const namespace = name.slice(0, slash + 1);
  const namesakes = slash < 0 ? [] : known.filter(other => other.endsWith(name.slice(slash)));
  const beside = namesakes.length ? namesakes : known.filter(other => other.startsWith(namespace));
  if (slash > 0 && beside.length === 0) return { error: `${text}${namespacesOf(known)}` };
  return { error: `${text}${beside.length ? `; there ${beside.length > 1 ? 'are' : 'is'} ${shortened(beside)}` : ''}` };
}

function namespacesOf(known: readonly string[]): string {
  const namespaces = [...new Set(known.map(other => other.slice(0, other.indexOf('/'))))];
  const [only, ...others] = namespaces;
  if (only === undefined) return '';
  return others.length ? `; the namespaces are ${shortened(namespaces)}` : `; the only namespace is ${only}`;
}

/** A name without its namespace: those that have it, also where it is written as DNS has it ("web.shop"). */
export function withNamesakes({ error, bareName }: Misread, known: readonly string[]): Misread {
  if (bareName === undefined) return { error };
  const [name, namespace] = bareName.split('.');
  const fitting = known.filter(full => full.endsWith(`/${bareName}`) || full === `${namespace}/${name}`);
  const [only, ...others] = fitting;
  if (only === undefined) return { error };
  return { error: `${error}; ${others.length ? `there are ${shortened(fitting)}` : `did you mean ${only}?`}` };
}

function shortened(names: readonly string[]): string {
  const rest = names.length - listed;
  return rest > 0 ? `${names.slice(0, listed).join(', ')} and ${rest} more` : names.join(', ');
}
