/** `routelens explain`: which Service, port and endpoint a chain, address or port belongs to; or a rule's page. */

import { lineStarts, positionAt } from '../../core/base/positions.ts';
import { visibleLine } from '../../core/base/visibleText.ts';
import { registry } from '../../core/validation/registry.ts';
import { printRulePage } from '../../core/validation/rulePage.ts';
import { explainToken } from '../../core/views/explain.ts';
import type { ViewLocation } from '../../core/views/model.ts';
import { analyse } from '../../core/workspace/analyse.ts';
import { rootsOf } from '../../core/workspace/roots.ts';
import type { Snapshot } from '../../core/workspace/snapshot.ts';
import type { Console } from '../console.ts';
import { loadInputs } from '../loadInputs.ts';
import { readOptions, UsageError } from '../options.ts';
import { chooseRoots, rootOption } from '../rootChoice.ts';
import { routedReleases } from './rules.ts';

export async function explain(args: readonly string[], console: Console): Promise<number> {
  const { common, own } = readOptions(args, { own: rootOption, formats: ['text', 'json'], releases: routedReleases });
  const [token, ...paths] = common.paths;
  if (token === undefined) throw new UsageError('explain takes a chain, an address, a port or a rule id, then paths');
  const rule = registry.find(candidate => candidate.id === token);
  if (rule) {
    console.out(printRulePage(rule));
    return 0;
  }
  const { snapshot } = await loadInputs({ ...common, paths }, console);
  const { locate } = analyse(snapshot);
  const everywhere = chooseRoots(rootsOf(snapshot), own.root).roots.flatMap(root =>
    explainToken(token, root.routing, locate),
  );
  const found = [...new Map(everywhere.map(item => [item.text, item])).values()];
  if (found.length === 0) {
    console.err(`routelens: no chain, address, port or rule ${token} in the inputs\n`);
    return 1;
  }
  const placed = found.map(({ text, location, refused }) => ({
    text,
    at: location && printLocation(location, snapshot),
    ...(refused !== undefined && { refused }),
  }));
  if (common.format === 'json') console.out(`${JSON.stringify({ found: placed }, null, 2)}\n`);
  else
    for (const { text, at } of placed)
      console.print([text, ...(at ? [`  ${at}`] : [])].map(line => `${visibleLine(line)}\n`).join(''));
  return 0;
}

function printLocation({ file, range }: ViewLocation, snapshot: Snapshot): string {
  const text = snapshot.files.get(file)?.manifest.text ?? '';
  const { line, character } = positionAt(lineStarts(text), range.start);
  return `${file}:${line + 1}:${character + 1}`;
}
