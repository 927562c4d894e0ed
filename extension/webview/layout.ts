/**
 * From a chain graph to a picture's coordinates, as a pure function. Columns are the graph's layers; long edges get an
 * empty slot in every column they pass, so that no line runs through a box; labels stand on the straight last stretch of
 * an edge, and a box is made high enough for the labels that arrive at it.
 */
import type { GraphEdge } from '../../language-server/core/views/model.ts';
import { type Link, orderColumns } from './layoutOrder.ts';
import { placeVertically } from './layoutPlace.ts';
import type { PanelGraph, PanelNode } from './messages.ts';
import { cut, wrapLabel } from './text.ts';

/** Width of a character of the labels, and of the smaller text, in pixels. */
export interface Metrics {
  readonly charWidth: number;
  readonly smallCharWidth: number;
}

export interface PlacedNode {
  readonly node: PanelNode;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly lines: readonly string[];
  readonly detail: string;
}

export interface PlacedEdge {
  readonly edge: GraphEdge;
  readonly path: string;
  /** Where the arrow ends. */
  readonly tip: Point;
  /** End of the label's text, which is written to the left of it. */
  readonly label: Point;
  readonly text: string;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
}

export const lineHeight = 16;
export const margin = 16;
const padding = { x: 12, y: 8 };
const rowGap = { few: 14, many: 7 };
const bend = { least: 32, perLink: 1.5, most: 110 };
const portGap = 16;
const wireHeight = 10;
const maxLabel = 20;
const maxDetail = 24;
const maxEdgeLabel = 30;

/** A place in a column: a box, or the passage of a long edge. */
interface Slot {
  readonly column: number;
  readonly height: number;
  readonly node?: PanelNode;
}

interface Route {
  readonly edge: GraphEdge;
  /** Slots from the source's to the target's. */
  readonly slots: readonly number[];
}

interface Plan {
  readonly slots: readonly Slot[];
  readonly routes: readonly Route[];
  readonly columns: number;
}

export function layout(graph: PanelGraph, metrics: Metrics): Layout {
  const plan = planSlots(graph);
  const columns = orderColumns(columnsOf(plan), linksOf(plan));
  const tops = placeVertically({
    columns,
    heights: plan.slots.map(slot => slot.height),
    links: linksOf(plan),
    gap: columns.some(column => column.length > 12) ? rowGap.many : rowGap.few,
  });
  const grid = measureColumns(plan, metrics);
  const nodes = plan.slots.flatMap((slot, index) =>
    slot.node ? [placeNode(slot.node, slot, tops[index]! + margin, grid, metrics)] : [],
  );
  const centre = (slot: number) => tops[slot]! + margin + plan.slots[slot]!.height / 2;
  const ports = portsOf(plan, centre);
  const edges = plan.routes.map((route, index) => placeEdge(route, plan, grid, centre, ports[index]!));
  const bottom = Math.max(0, ...plan.slots.map((slot, index) => tops[index]! + slot.height));
  return { width: grid.width, height: bottom + 2 * margin, nodes, edges };
}

/** Boxes and passages. An edge whose ends are missing is left out; one that leads back gets no passages. */
function planSlots(graph: PanelGraph): Plan {
  const layers = [...new Set(graph.nodes.map(node => node.layer))].sort((a, b) => a - b);
  const ids = new Map(graph.nodes.map((node, index) => [node.id, index]));
  const edges = graph.edges.filter(edge => ids.has(edge.from) && ids.has(edge.to));
  const slots: Slot[] = graph.nodes.map(node => ({
    column: layers.indexOf(node.layer),
    height: boxHeight(node, edges),
    node,
  }));
  const routes = edges.map(edge => {
    const [from, to] = [ids.get(edge.from)!, ids.get(edge.to)!];
    const passages: number[] = [];
    for (let column = slots[from]!.column + 1; column < slots[to]!.column; column++) {
      passages.push(slots.push({ column, height: wireHeight }) - 1);
    }
    return { edge, slots: [from, ...passages, to] };
  });
  return { slots, routes, columns: layers.length };
}

function boxHeight(node: PanelNode, edges: readonly GraphEdge[]): number {
  const rows = wrapLabel(node.label, maxLabel).length + (node.detail ? 1 : 0);
  const arriving = edges.filter(edge => edge.to === node.id && edgeText(edge) !== '').length;
  return Math.max(rows * lineHeight + 2 * padding.y, arriving * portGap + padding.y);
}

function columnsOf(plan: Plan): number[][] {
  const columns = Array.from({ length: plan.columns }, (): number[] => []);
  for (const [index, slot] of plan.slots.entries()) columns[slot.column]!.push(index);
  return columns;
}

function linksOf(plan: Plan): Link[] {
  return plan.routes.flatMap(route =>
    route.slots.slice(1).flatMap((to, index) => {
      const from = route.slots[index]!;
      return plan.slots[from]!.column < plan.slots[to]!.column ? [{ from, to }] : [];
    }),
  );
}

/** The share, where traffic has a choice. */
export function choiceOf(edge: GraphEdge): string {
  return edge.share === undefined || edge.share === '1' ? '' : edge.share;
}

/** What stands on an edge: its share of the traffic, and which traffic takes it. */
export function edgeText(edge: GraphEdge): string {
  return cut([choiceOf(edge), edge.label].filter(part => part !== '').join('  '), maxEdgeLabel);
}

interface Grid {
  readonly width: number;
  /** Left side and width of each column's boxes, and the length of the straight stretch before it. */
  readonly columns: readonly { readonly x: number; readonly width: number; readonly approach: number }[];
}

function measureColumns(plan: Plan, metrics: Metrics): Grid {
  const widths = new Array<number>(plan.columns).fill(0);
  const approaches = new Array<number>(plan.columns).fill(0);
  for (const { node, column } of plan.slots) {
    if (node) widths[column] = Math.max(widths[column]!, boxWidth(node, metrics));
  }
  for (const { edge, slots } of plan.routes) {
    const column = plan.slots[slots.at(-1)!]!.column;
    const text = edgeText(edge);
    if (text) approaches[column] = Math.max(approaches[column]!, text.length * metrics.smallCharWidth + 16);
  }
  const fans = widestFans(plan);
  let x = margin;
  const columns = widths.map((width, index) => {
    const approach = Math.round(Math.max(approaches[index]!, 8));
    if (index > 0) x += Math.min(bend.most, bend.least + fans[index]! * bend.perLink) + approach;
    const column = { x, width, approach };
    x += width;
    return column;
  });
  return { width: x + margin, columns };
}

/** For each column, how many edges at most come to it from one box: a wide fan needs room to bend. */
function widestFans(plan: Plan): number[] {
  const fans = new Array<number>(plan.columns).fill(0);
  const counts = new Map<number, number>();
  for (const { from, to } of linksOf(plan)) {
    const count = (counts.get(from) ?? 0) + 1;
    counts.set(from, count);
    const { column } = plan.slots[to]!;
    fans[column] = Math.max(fans[column]!, count);
  }
  return fans;
}

function boxWidth(node: PanelNode, metrics: Metrics): number {
  const label = Math.max(0, ...wrapLabel(node.label, maxLabel).map(line => line.length)) * metrics.charWidth;
  const detail = Math.min(node.detail.length, maxDetail) * metrics.smallCharWidth;
  return Math.ceil(Math.max(label, detail) + 2 * padding.x);
}

function placeNode(node: PanelNode, slot: Slot, y: number, grid: Grid, metrics: Metrics): PlacedNode {
  const { x, width } = grid.columns[slot.column]!;
  const room = Math.max(1, Math.floor((width - 2 * padding.x + 1) / metrics.smallCharWidth));
  return {
    node,
    x,
    y,
    width,
    height: slot.height,
    lines: wrapLabel(node.label, maxLabel),
    detail: cut(node.detail, room),
  };
}

/** The height at which each route arrives: labelled routes of one box arrive one below the other, the upper from above. */
function portsOf(plan: Plan, centre: (slot: number) => number): number[] {
  const arriving = new Map<number, number[]>();
  for (const [index, route] of plan.routes.entries()) {
    const target = route.slots.at(-1)!;
    arriving.set(target, [...(arriving.get(target) ?? []), index]);
  }
  const ports: number[] = new Array(plan.routes.length).fill(0);
  for (const [target, routes] of arriving) {
    const step = routes.some(route => edgeText(plan.routes[route]!.edge) !== '') ? portGap : 0;
    const from = (route: number) => centre(plan.routes[route]!.slots.at(-2)!);
    const sorted = [...routes].sort((a, b) => from(a) - from(b) || a - b);
    for (const [rank, route] of sorted.entries()) {
      ports[route] = centre(target) + (rank - (sorted.length - 1) / 2) * step;
    }
  }
  return ports;
}

function placeEdge(route: Route, plan: Plan, grid: Grid, centre: (slot: number) => number, port: number): PlacedEdge {
  const column = (slot: number) => grid.columns[plan.slots[slot]!.column]!;
  const source = route.slots[0]!;
  const target = column(route.slots.at(-1)!);
  let at = { x: column(source).x + column(source).width, y: centre(source) };
  const steps = [`M${at.x} ${at.y}`];
  for (const [index, slot] of route.slots.entries()) {
    if (index === 0) continue;
    const { x, width, approach } = column(slot);
    const last = index === route.slots.length - 1;
    const y = last ? port : centre(slot);
    const turn = x - approach;
    const half = (at.x + turn) / 2;
    const end = last ? x : x + width;
    steps.push(`C${half} ${at.y} ${half} ${y} ${turn} ${y}H${end}`);
    at = { x: end, y };
  }
  const tip = { x: target.x, y: port };
  return {
    edge: route.edge,
    path: steps.join(''),
    tip,
    label: { x: tip.x - 10, y: tip.y - 4 },
    text: edgeText(route.edge),
  };
}
