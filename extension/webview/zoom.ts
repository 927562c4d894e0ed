/**
 * How large the picture is drawn. By itself it is as wide as the panel where that leaves the names legible; buttons and
 * the keys + - 0 change that until the next reset.
 */
import { html } from './dom.ts';

/** Below this the names are hard to read, and scrolling serves better. */
const legible = 0.72;
const step = 1.2;
const limits = { least: 0.3, most: 2.5 };

export interface Picture {
  readonly element: SVGSVGElement;
  readonly width: number;
  readonly height: number;
}

/** The factor that a person chose; kept while pictures come and go. */
let chosen: number | undefined;

export function scaleToFit({ element, width, height }: Picture, canvas: HTMLElement): void {
  const scale = chosen ?? Math.min(1, Math.max(legible, canvas.clientWidth / width));
  element.setAttribute('width', String(Math.floor(width * scale)));
  element.setAttribute('height', String(Math.floor(height * scale)));
}

function zoom(picture: Picture, canvas: HTMLElement, factor: number | 'reset' | 'whole'): void {
  const current = Number(picture.element.getAttribute('width')) / picture.width;
  const whole = Math.min(1, canvas.clientWidth / picture.width, canvas.clientHeight / picture.height);
  const middle = {
    x: (canvas.scrollLeft + canvas.clientWidth / 2) / current,
    y: (canvas.scrollTop + canvas.clientHeight / 2) / current,
  };
  const wanted = factor === 'whole' ? whole : factor === 'reset' ? undefined : current * factor;
  chosen = wanted && Math.min(limits.most, Math.max(limits.least, wanted));
  scaleToFit(picture, canvas);
  const now = Number(picture.element.getAttribute('width')) / picture.width;
  canvas.scrollTo(middle.x * now - canvas.clientWidth / 2, middle.y * now - canvas.clientHeight / 2);
}

/** The buttons, and the keys that do the same while the picture has the focus. */
export function zoomControls(picture: Picture, canvas: HTMLElement): HTMLElement {
  const change = (factor: number | 'reset' | 'whole') => () => zoom(picture, canvas, factor);
  const actions: readonly (readonly [key: string, sign: string, title: string, run: () => void])[] = [
    ['-', '−', 'Smaller', change(1 / step)],
    ['+', '+', 'Larger', change(step)],
    ['0', 'Auto', 'As large as is legible', change('reset')],
    ['w', 'Whole', 'Show the whole picture', change('whole')],
  ];
  canvas.addEventListener('keydown', event => {
    const action = actions.find(([key]) => key === event.key || (key === '+' && event.key === '='));
    if (!action || event.ctrlKey || event.metaKey || event.altKey) return;
    action[3]();
    event.preventDefault();
  });
  const buttons = actions.map(([key, sign, title, run]) => {
    const text = `${title} (${key})`;
    const button = html('button', { type: 'button', title: text, 'aria-label': text }, sign);
    button.addEventListener('click', run);
    return button;
  });
  return html('div', { class: 'zoom', role: 'group', 'aria-label': 'Size of the picture' }, ...buttons);
}
