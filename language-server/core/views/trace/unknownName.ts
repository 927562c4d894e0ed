/** What to say of a name that nothing in the inputs has: the near one, else those beside which it would stand. */
import { nearestNamed } from '../../validation/nearest.ts';
import type { Misread } from './traceWords.ts';

const listed = 5;

export function unknownName(kind: string, name: string, known: readonly string[]): Misread {
  const text = `there is no ${kind} ${name} in the inputs`;
  const near = nearestNamed(name, known);
  if (near !== undefined) return { error: `${text}; did you mean ${near}?` };
  const slash = name.indexOf('/');
  const namespace = slash < 0 ? '' : name.slice(0, slash + 1);
  const namesakes = slash < 0 ? [] : known.filter(other => other.endsWith(name.slice(slash)));
  const beside = namesakes.length ? namesakes : known.filter(other => other.startsWith(namespace));
  return { error: `${text}${beside.length ? `; there ${beside.length > 1 ? 'are' : 'is'} ${shortened(beside)}` : ''}` };
}

function shortened(names: readonly string[]): string {
  const rest = names.length - listed;
  return rest > 0 ? `${names.slice(0, listed).join(', ')} and ${rest} more` : names.join(', ');
}
