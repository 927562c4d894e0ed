/**
 * The graph as SVG. In: a layout. Out: one element, each box a button with a spoken label, each edge tagged with its
 * ends so that the path of a box can be lit.
 */
import type { GraphEdge } from '../../language-server/core/views/model.ts';
import { svg } from './dom.ts';
import { choiceOf, type Layout, lineHeight, type Metrics, type PlacedEdge, type PlacedNode } from './layout.ts';
import type { PanelGraph, PanelNode } from './messages.ts';

const arrow = { length: 6, half: 3.5 };
const stripe = 4;
/** Where the text of a box begins. */
const inset = 13;

export function draw(placed: Layout, graph: PanelGraph): SVGSVGElement {
  return svg(
    'svg',
    {
      class: 'graph',
      width: placed.width,
      height: placed.height,
      viewBox: `0 0 ${placed.width} ${placed.height}`,
      role: 'group',
      'aria-label': `Chains of ${graph.title}. Arrow keys move between boxes, Enter goes to the YAML.`,
    },
    svg('g', { class: 'edges' }, ...placed.edges.map(drawEdge)),
    svg('g', { class: 'nodes' }, ...placed.nodes.map(node => drawNode(node, graph))),
  );
}

function drawEdge(placed: PlacedEdge): SVGGElement {
  const { edge, path, tip, label, text } = placed;
  const { x, y } = tip;
  const head = `M${x - arrow.length} ${y - arrow.half}L${x} ${y}L${x - arrow.length} ${y + arrow.half}Z`;
  const group = svg(
    'g',
    { class: 'edge', 'data-from': edge.from, 'data-to': edge.to, 'aria-hidden': 'true' },
    svg('path', { class: 'wire', d: path, 'stroke-width': wireWidth(edge) }),
    svg('path', { class: 'head', d: head }),
  );
  if (text) {
    const share = choiceOf(edge);
    const words = share ? [svg('tspan', { class: 'share' }, share), text.slice(share.length)] : [text];
    group.append(svg('text', { class: 'label', x: label.x, y: label.y }, ...words));
  }
  group.append(svg('title', {}, edgeTitle(edge)));
  return group;
}

/** Of the wires that share out traffic, thicker ones carry more. */
function wireWidth(edge: GraphEdge): number {
  const share = choiceOf(edge);
  return share ? 1.25 + 1.75 * shareValue(share) : 1.5;
}

function shareValue(share: string): number {
  const [numerator = 0, denominator = 1] = share.split('/').map(Number);
  const value = numerator / denominator;
  return Number.isFinite(value) ? value : 0;
}

function edgeTitle(edge: GraphEdge): string {
  const share = choiceOf(edge);
  const text = share && `${share} of the traffic (${percent(share)})`;
  return [text, edge.label].filter(part => part !== '').join(' · ');
}

const percent = (share: string) => `${Number((shareValue(share) * 100).toFixed(2))} %`;

function drawNode(placed: PlacedNode, graph: PanelGraph): SVGGElement {
  const { node, x, y, width, height, lines, detail } = placed;
  const rows = lines.length + (detail ? 1 : 0);
  const first = y + (height - rows * lineHeight) / 2 + lineHeight - 4;
  const spans = lines.map((line, row) => svg('tspan', { x: x + inset, y: first + row * lineHeight }, line));
  const group = svg(
    'g',
    {
      class: ['node', `kind-${node.kind}`, ...(node.placeholder ? ['placeholder'] : [])].join(' '),
      'data-id': node.id,
      role: 'button',
      tabindex: -1,
      'aria-label': spoken(node, graph),
    },
    svg('rect', { class: 'box', x, y, width, height, rx: 5 }),
    svg('rect', { class: 'stripe', x: x + 1, y: y + 6, width: stripe - 1, height: height - 12, rx: 1.5 }),
    svg('text', { class: 'name' }, ...spans),
  );
  if (detail)
    group.append(svg('text', { class: 'detail', x: x + inset, y: first + lines.length * lineHeight }, detail));
  group.append(
    svg('title', {}, [node.label, node.detail, node.placeholder ? 'placeholder' : ''].filter(Boolean).join('\n')),
  );
  return group;
}

const kindNames: Readonly<Record<PanelNode['kind'], string>> = {
  entry: 'Entry',
  chain: 'Chain',
  endpoint: 'Endpoint',
  verdict: 'Verdict',
};

function spoken(node: PanelNode, graph: PanelGraph): string {
  const targets = graph.edges
    .filter(edge => edge.from === node.id)
    .map(edge =>
      [choiceOf(edge), edge.label, 'to', graph.nodes.find(other => other.id === edge.to)?.label]
        .filter(Boolean)
        .join(' '),
    );
  const parts = [
    `${kindNames[node.kind]} ${node.label}`,
    node.detail,
    node.placeholder ? 'placeholder' : '',
    ...targets,
  ];
  return parts.filter(part => part !== '').join('; ');
}

/** Widths of the fonts in use; a character of a monospace font is as wide as any other. */
export function measure(host: HTMLElement): Metrics {
  const width = (className: string) => {
    const text = svg('text', { class: className }, 'M'.repeat(50));
    const probe = svg('svg', { class: 'graph', width: 1, height: 1 }, text);
    host.append(probe);
    const measured = text.getComputedTextLength() / 50;
    probe.remove();
    return measured || 7;
  };
  return { charWidth: width('name'), smallCharWidth: width('label') };
}
