/** Positions of the client as offsets. What makes no sense (not a position, beyond the text) is undefined. */
import type { Position, Range } from 'vscode-languageserver';
import type { TextRange } from '../core/base/textRange.ts';
import type { Manifest } from '../core/yaml/manifest.ts';
import { startsOf } from './toProto.ts';

function isIndex(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

/** A character beyond the end of its line is the end of the line, as LSP has it. */
export function offsetAt(manifest: Manifest, position: Position | undefined): number | undefined {
  if (!isIndex(position?.line) || !isIndex(position.character)) return undefined;
  const starts = startsOf(manifest);
  const start = starts[position.line];
  if (start === undefined) return undefined;
  let end = starts[position.line + 1] ?? manifest.text.length;
  while (end > start && /[\r\n]/.test(manifest.text[end - 1]!)) end--;
  return Math.min(start + position.character, end);
}

export function textRangeOf(manifest: Manifest, range: Range | undefined): TextRange | undefined {
  const start = offsetAt(manifest, range?.start);
  const end = offsetAt(manifest, range?.end);
  return start === undefined || end === undefined ? undefined : { start, end };
}
