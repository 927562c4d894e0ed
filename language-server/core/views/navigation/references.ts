/** Everything in the cluster that speaks of what is under the cursor, in the order of files. */
import { declarationsAt, linksTo, type Place, placeKey } from '../../cluster/references.ts';
import type { ViewLocation } from '../model.ts';
import { type Cursor, linkAt } from './definition.ts';
import { locationOf } from './place.ts';

export function references(cursor: Cursor, options: { readonly withDeclaration: boolean }): readonly ViewLocation[] {
  const { object, path, cluster, presentOf } = cursor;
  const declared = declarationsAt(object, path);
  const meant = declared.length ? declared : (linkAt(cursor)?.targets ?? []);
  const mentions = meant.flatMap(place => linksTo(place, cluster).map(({ from }) => from));
  const declarations = declared.length ? declared.slice(0, 1) : meant;
  const places = options.withDeclaration ? [...declarations, ...mentions] : mentions;
  return once(places).map(place => locationOf(place, presentOf));
}

function once(places: readonly Place[]): Place[] {
  return [...new Map(places.map(place => [placeKey(place), place])).values()];
}
