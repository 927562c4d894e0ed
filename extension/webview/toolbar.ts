/** The head of the panel: which Service, and switches for kube-proxy's mode and the IP family. */
import { html } from './dom.ts';
import { type PanelChoice, type PanelGraph, proxyModes } from './messages.ts';

interface Option<T> {
  readonly title: string;
  readonly value: T | undefined;
}

export function drawToolbar(
  graph: PanelGraph,
  choice: PanelChoice,
  choose: (choice: PanelChoice) => void,
): HTMLElement {
  const modes = [{ title: 'Configured', value: undefined }, ...proxyModes.map(mode => ({ title: mode, value: mode }))];
  const { mode, family, ...none } = choice;
  const switches = [
    radios('Proxy mode', modes, mode, next =>
      choose({ ...none, ...(family && { family }), ...(next && { mode: next }) }),
    ),
  ];
  if (graph.families.length > 1) {
    const families = graph.families.map(value => ({ title: value, value }));
    switches.push(
      radios('IP family', families, graph.family, next =>
        choose({ ...(mode && { mode }), ...(next && { family: next }) }),
      ),
    );
  }
  return html(
    'header',
    { class: 'toolbar' },
    html('h1', {}, graph.title),
    html('span', { class: 'badge' }, `${graph.mode} · ${graph.family}`),
    html('div', { class: 'switches' }, ...switches),
  );
}

function radios<T>(
  legend: string,
  options: readonly Option<T>[],
  current: T | undefined,
  choose: (value: T | undefined) => void,
): HTMLElement {
  const labels = options.map(option => {
    const input = html('input', { type: 'radio', name: legend });
    input.checked = option.value === current;
    input.addEventListener('change', () => choose(option.value));
    return html('label', {}, input, html('span', {}, option.title));
  });
  return html('fieldset', { class: 'radios', 'aria-label': legend }, ...labels);
}
