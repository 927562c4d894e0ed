/**
 * The panel's script: shows what the extension sends and tells it what is clicked. Everything here can be made again
 * from the last message, because the editor throws a hidden panel away.
 */
import { html } from './dom.ts';
import { measure } from './draw.ts';
import { showGraph } from './graphView.ts';
import type { FromPanel, PanelAction, PanelState, ToPanel } from './messages.ts';
import { drawToolbar } from './toolbar.ts';

declare function acquireVsCodeApi(): { postMessage(message: FromPanel): void; setState(state: PanelState): void };

const editor = acquireVsCodeApi();
const page = document.body;
/** What the last picture showed, to keep focus and scroll position while it is only redrawn. */
let shown: string | undefined;
let focused: string | undefined;

const actionTitles: Readonly<Record<PanelAction, string>> = { restart: 'Restart Server', output: 'Show Output' };

function show(message: ToPanel): void {
  if (message.type === 'sentence') {
    shown = undefined;
    page.replaceChildren(sentence(message));
    return;
  }
  const { graph, choice } = message;
  editor.setState(message.state);
  const scroll = page.querySelector('.canvas');
  const at = { left: scroll?.scrollLeft ?? 0, top: scroll?.scrollTop ?? 0 };
  const hadFocus = Boolean(document.activeElement?.closest('.node'));
  const view = showGraph(graph, measure(page), {
    focused,
    onFocus: node => {
      focused = node;
    },
    onReveal: node => editor.postMessage({ type: 'reveal', node }),
  });
  const toolbar = drawToolbar(graph, choice, next => editor.postMessage({ type: 'choose', choice: next }));
  page.replaceChildren(toolbar, ...view.elements);
  view.center();
  if (shown === graph.title) view.canvas.scrollTo(at);
  shown = graph.title;
  if (hadFocus) view.focus();
}

function sentence(message: Extract<ToPanel, { type: 'sentence' }>): HTMLElement {
  const buttons = message.actions.map(action => {
    const button = html('button', { class: 'action', type: 'button' }, actionTitles[action]);
    button.addEventListener('click', () => editor.postMessage({ type: 'act', action }));
    return button;
  });
  return html('main', { class: 'sentence' }, html('h1', {}, message.title), html('p', {}, message.text), ...buttons);
}

window.addEventListener('message', (event: MessageEvent<ToPanel>) => show(event.data));
editor.postMessage({ type: 'ready' });
