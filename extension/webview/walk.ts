/** Ways through the graph: where the arrow keys lead, and which edges lie on the way through a box. */
import type { PlacedNode } from './layout.ts';
import type { PanelGraph } from './messages.ts';

/** The box that a key leads to, or undefined where it leads nowhere. */
export function moveFocus(
  graph: PanelGraph,
  placed: readonly PlacedNode[],
  from: string,
  key: string,
): string | undefined {
  const at = placed.find(box => box.node.id === from);
  if (!at) return undefined;
  switch (key) {
    case 'ArrowRight':
      return nearest(at, placed, new Set(graph.edges.filter(edge => edge.from === from).map(edge => edge.to)));
    case 'ArrowLeft':
      return nearest(at, placed, new Set(graph.edges.filter(edge => edge.to === from).map(edge => edge.from)));
    case 'ArrowDown':
      return column(at, placed).find(box => box.y > at.y)?.node.id;
    case 'ArrowUp':
      return column(at, placed).findLast(box => box.y < at.y)?.node.id;
    case 'Home':
      return column(at, placed)[0]?.node.id;
    case 'End':
      return column(at, placed).at(-1)?.node.id;
    default:
      return undefined;
  }
}

function column(at: PlacedNode, placed: readonly PlacedNode[]): PlacedNode[] {
  return placed.filter(box => box.node.layer === at.node.layer).sort((a, b) => a.y - b.y);
}

function nearest(at: PlacedNode, placed: readonly PlacedNode[], among: ReadonlySet<string>): string | undefined {
  const middle = (box: PlacedNode) => box.y + box.height / 2;
  const candidates = placed.filter(box => among.has(box.node.id));
  candidates.sort((a, b) => Math.abs(middle(a) - middle(at)) - Math.abs(middle(b) - middle(at)) || a.y - b.y);
  return candidates[0]?.node.id;
}

/** "from\nto" of every edge by which traffic comes to a box or goes on from it. */
export function reach(graph: PanelGraph, id: string): ReadonlySet<string> {
  const lit = new Set<string>();
  const follow = (start: string, near: 'from' | 'to', far: 'from' | 'to') => {
    const seen = new Set([start]);
    for (const node of seen) {
      for (const edge of graph.edges) {
        if (edge[near] !== node) continue;
        lit.add(`${edge.from}\n${edge.to}`);
        seen.add(edge[far]);
      }
    }
  };
  follow(id, 'from', 'to');
  follow(id, 'to', 'from');
  return lit;
}
