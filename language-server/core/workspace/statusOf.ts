/** The status of a root, with places as files and lines. In: a root, its snapshot. Out: plain data. */
import { settingsFileName } from '../cluster/settingsFile.ts';
import type { Locate } from '../views/chains/chainGraph.ts';
import type { StatusView } from '../views/model.ts';
import type { DecisionsInput } from '../views/settingDecisions.ts';
import { statusView } from '../views/status.ts';
import { layersOf, type Root } from './roots.ts';
import type { Snapshot } from './snapshot.ts';

export function statusOf(root: Root | undefined, snapshot: Snapshot, locate: Locate): StatusView {
  if (!root) return statusView(undefined);
  const settingsFile = root.path + settingsFileName;
  return statusView({ ...root, layers: layersOf(root), settingsFile, lineOf: lineIn(snapshot, locate) });
}

function lineIn(snapshot: Snapshot, locate: Locate): DecisionsInput['lineOf'] {
  return ({ source, path, line: inside }) => {
    const { file, range } = locate(source, path) ?? { file: source.file, range: source.nameRange };
    const text = snapshot.files.get(file)?.manifest.text;
    if (text === undefined) return undefined;
    const line = 1 + countLines(text, range.start);
    return { file, line: inside === undefined ? line : line + linesInto(text, range.start, inside) };
  };
}

/** Line breaks before an offset. */
function countLines(text: string, offset: number): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

/** The lines of a block begin below the line that its `|` stands on; of any other text they are not kept. */
function linesInto(text: string, start: number, line: number): number {
  return text[start] === '|' ? line + 1 : 0;
}
