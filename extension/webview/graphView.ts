/**
 * The picture with what belongs to it: moving between boxes by keyboard, lighting the way traffic takes through the
 * focused box, its rules below, and the notes.
 */
import { html } from './dom.ts';
import { draw } from './draw.ts';
import { choiceOf, layout, type Metrics } from './layout.ts';
import type { PanelGraph, PanelNode } from './messages.ts';
import { moveFocus, reach } from './walk.ts';
import { scaleToFit, zoomControls } from './zoom.ts';

export interface GraphViewOptions {
  /** The box that had the focus before, if it is still there. */
  readonly focused: string | undefined;
  readonly onFocus: (node: string) => void;
  readonly onReveal: (node: string) => void;
}

export interface GraphView {
  readonly elements: readonly HTMLElement[];
  readonly canvas: HTMLElement;
  /** Gives the focus to the current box. */
  readonly focus: () => void;
  /** Brings the current box into sight, once the elements are in the page. */
  readonly center: () => void;
}

export function showGraph(graph: PanelGraph, metrics: Metrics, options: GraphViewOptions): GraphView {
  if (graph.nodes.length === 0) return showNothing(graph);
  const placed = layout(graph, metrics);
  const picture = draw(placed, graph);
  const canvas = html('main', { class: 'canvas' }, picture);
  const details = html('section', { class: 'details', 'aria-live': 'polite' });
  const boxes = new Map([...picture.querySelectorAll<SVGGElement>('.node')].map(box => [box.dataset.id!, box]));
  let current = graph.nodes.find(node => node.id === options.focused) ?? initial(graph);

  const select = (id: string, light: boolean) => {
    boxes.get(current?.id ?? '')?.setAttribute('tabindex', '-1');
    current = graph.nodes.find(node => node.id === id);
    boxes.get(id)?.setAttribute('tabindex', '0');
    if (light) lightPath(picture, graph, id);
    details.replaceChildren(...describe(current));
  };
  if (current) select(current.id, options.focused === current.id);

  picture.addEventListener('focusin', event => {
    const id = idAt(event.target);
    if (id === undefined) return;
    select(id, true);
    options.onFocus(id);
  });
  picture.addEventListener('click', event => {
    const id = idAt(event.target);
    if (id !== undefined) options.onReveal(id);
  });
  picture.addEventListener('keydown', event => {
    const id = idAt(event.target);
    if (id === undefined) return;
    const next = moveFocus(graph, placed.nodes, id, event.key);
    if (next !== undefined) boxes.get(next)?.focus();
    else if (event.key === 'Enter' || event.key === ' ') options.onReveal(id);
    else return;
    event.preventDefault();
  });
  const sized = { element: picture, width: placed.width, height: placed.height };
  new ResizeObserver(() => scaleToFit(sized, canvas)).observe(canvas);
  const stage = html('div', { class: 'stage' }, canvas, zoomControls(sized, canvas));
  const box = () => boxes.get(current?.id ?? '');
  return {
    elements: [...notes(graph), stage, details],
    canvas,
    focus: () => box()?.focus({ preventScroll: true }),
    center: () => {
      scaleToFit(sized, canvas);
      box()?.scrollIntoView({ block: 'center', inline: 'center' });
    },
  };
}

/** Headless Services and the like: the notes say why there is no picture. */
function showNothing(graph: PanelGraph): GraphView {
  const sentences = graph.notes.length > 0 ? graph.notes : ['kube-proxy writes no rules for this Service.'];
  const text = sentences.map(sentence => html('p', {}, sentence));
  const canvas = html('main', { class: 'sentence' }, html('h1', {}, 'No rules'), ...text);
  return { elements: [canvas], canvas, focus: () => {}, center: () => {} };
}

/** The first chain that balances: what people look for first. */
function initial(graph: PanelGraph): PanelNode | undefined {
  const balancing = graph.edges.find(edge => choiceOf(edge) !== '')?.from;
  return (
    graph.nodes.find(node => node.id === balancing) ?? graph.nodes.find(node => node.rules.length > 0) ?? graph.nodes[0]
  );
}

function idAt(target: EventTarget | null): string | undefined {
  return target instanceof Element ? target.closest<SVGGElement>('.node')?.dataset.id : undefined;
}

function lightPath(picture: SVGSVGElement, graph: PanelGraph, id: string): void {
  const lit = reach(graph, id);
  for (const box of picture.querySelectorAll<SVGGElement>('.node')) {
    box.classList.toggle('current', box.dataset.id === id);
  }
  for (const edge of picture.querySelectorAll<SVGGElement>('.edge')) {
    edge.classList.toggle('lit', lit.has(`${edge.dataset.from}\n${edge.dataset.to}`));
  }
}

function notes(graph: PanelGraph): HTMLElement[] {
  if (graph.notes.length === 0) return [];
  return [html('ul', { class: 'notes', 'aria-label': 'Notes' }, ...graph.notes.map(note => html('li', {}, note)))];
}

function describe(node: PanelNode | undefined): Node[] {
  if (!node) return [];
  const head = html('h2', {}, node.label);
  if (node.source) head.append(html('span', { class: 'source' }, node.source));
  const lines: Node[] = [head];
  if (node.detail) lines.push(html('p', {}, node.detail));
  if (node.placeholder) {
    lines.push(
      html(
        'p',
        { class: 'warn' },
        'Placeholder: no manifest holds the address of this replica. The cluster gives it one.',
      ),
    );
  }
  if (node.rules.length > 0) {
    lines.push(html('pre', { tabindex: 0 }, ...node.rules.map(rule => html('code', {}, rule))));
  }
  return lines;
}
