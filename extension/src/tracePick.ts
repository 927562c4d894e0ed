/**
 * Asks what to trace: first who sends, then what is asked, with a way back. Anything that `routelens trace` takes can be
 * typed as well, and a bare address or name; what is wrong with it is said while it is typed.
 */
import * as vscode from 'vscode';
import type { TraceChoice } from '../../language-server/core/views/trace/traceModel.ts';
import {
  type TypedChoice,
  typedDestinations,
  typedSources,
} from '../../language-server/core/views/trace/typedChoices.ts';
import {
  type ServiceArgument,
  type TraceArgument,
  type TraceChoicesAnswer,
  type TraceChoicesParams,
  traceChoicesMethod,
} from '../../language-server/lsp/protocol.ts';
import { targetAtCursor } from './documents.ts';
import type { Server } from './server.ts';

/** Undefined when the person goes away, or there is nothing to choose from. */
export async function pickTrace(
  server: Server,
  service: ServiceArgument | undefined,
): Promise<TraceArgument | undefined> {
  const params: TraceChoicesParams = service ? { service } : (targetAtCursor() ?? {});
  const answer = await server.request<TraceChoicesAnswer>(traceChoicesMethod, params);
  if (!answer) {
    void vscode.window.showInformationMessage('Routelens knows no manifests to trace packets in.');
    return undefined;
  }
  const { uri, sources, destinations, left } = answer;
  const title = answer.service === undefined ? 'Trace a packet' : `Trace a packet: ${answer.service}`;
  for (let earlier: Chosen | undefined; ; ) {
    const source = await pick(sources, { title, left: left.sources, earlier, ...questions.source });
    if (!source || source === 'back') return undefined;
    const destination = await pick(destinations, { title, left: left.destinations, ...questions.destination });
    if (!destination) return undefined;
    earlier = source;
    if (destination === 'back') continue;
    const { protocol } = destination;
    const { node } = source;
    return { uri, from: source.value, to: destination.value, ...(protocol && { protocol }), ...(node && { node }) };
  }
}

const questions = {
  source: {
    step: 1,
    question: 'Who sends? Choose, or type an IP, pod:NAMESPACE/NAME, node, client:IP',
    read: typedSources,
  },
  destination: {
    step: 2,
    question: 'Where to? Choose, or type IP:PORT, NAMESPACE/SERVICE:PORT',
    read: typedDestinations,
  },
} as const;

interface Question {
  readonly title: string;
  readonly step: number;
  readonly question: string;
  readonly read: (text: string) => readonly TypedChoice[] | { readonly error: string };
  /** Choices that the list leaves out. */
  readonly left: number;
  /** What was answered before the person came back. */
  readonly earlier?: Chosen | undefined;
}

type Chosen = Pick<TraceChoice, 'value' | 'node' | 'protocol'>;

interface Item extends vscode.QuickPickItem {
  readonly chosen?: Chosen;
}

function pick(choices: readonly TraceChoice[], question: Question): Promise<Chosen | 'back' | undefined> {
  const box = vscode.window.createQuickPick<Item>();
  const items = toItems(choices);
  box.title = question.title;
  box.step = question.step;
  box.totalSteps = 2;
  box.matchOnDescription = true;
  const none = choices.length === 0 ? 'No Service is known here. ' : '';
  const rest = question.left > 0 ? `; ${question.left} more are not listed` : '';
  box.placeholder = `${none}${question.question}${rest}`;
  box.items = items;
  box.buttons = question.step > 1 ? [vscode.QuickInputButtons.Back] : [];
  const { earlier } = question;
  // To set none would leave nothing to accept.
  const before = earlier && items.find(({ chosen }) => chosen === earlier);
  if (before) box.activeItems = [before];
  box.onDidChangeValue(value => {
    const typed = value.trim();
    box.items = typed === '' ? items : [...items, ...typedItems(typed, items, question)];
  });
  return new Promise(resolve => {
    box.onDidTriggerButton(() => {
      resolve('back');
      box.hide();
    });
    box.onDidAccept(() => {
      const chosen = box.activeItems[0]?.chosen;
      if (!chosen) return;
      resolve(chosen);
      box.hide();
    });
    box.onDidHide(() => {
      resolve(undefined);
      box.dispose();
    });
    box.show();
  });
}

/** While choices are found by the text, it is a filter and nothing is wrong with it. */
function typedItems(text: string, items: readonly Item[], { read }: Question): Item[] {
  const typed = read(text);
  if (!('error' in typed)) {
    return typed.map(({ label, detail, value }) => ({
      label: `$(edit) ${label}`,
      description: detail,
      alwaysShow: true,
      chosen: { value },
    }));
  }
  const wanted = text.toLowerCase();
  const isFilter = items.some(item => `${item.label} ${item.description}`.toLowerCase().includes(wanted));
  return isFilter ? [] : [{ label: `$(error) ${typed.error}`, alwaysShow: true }];
}

function toItems(choices: readonly TraceChoice[]): Item[] {
  return choices.flatMap((choice, i) => {
    const item = { label: choice.label, description: choice.detail, chosen: choice };
    if (choice.group === choices[i - 1]?.group) return [item];
    return [{ label: choice.group, kind: vscode.QuickPickItemKind.Separator }, item];
  });
}
