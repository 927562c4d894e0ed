/**
 * How long names are fitted into boxes: wrapped where a name has joints, cut with an ellipsis where it is only a hint.
 * Widths are counted in characters, which a monospace font makes exact.
 */

/** Breaks after the joints of chain names and addresses ("KUBE-SVC-" + hash), or anywhere when a piece has none. */
export function wrapLabel(label: string, max: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of pieces(label, max)) {
    if (line && line.length + piece.length > max) {
      lines.push(line);
      line = '';
    }
    line += piece;
  }
  if (line) lines.push(line);
  return lines;
}

function pieces(label: string, max: number): string[] {
  const joints = label.split(/(?<=[-_/:,])/u);
  return joints.flatMap(piece => piece.match(new RegExp(`.{1,${max}}`, 'gsu')) ?? []);
}

export function cut(text: string, max: number): string {
  const characters = [...text];
  return characters.length <= max ? text : `${characters.slice(0, max - 1).join('')}…`;
}
