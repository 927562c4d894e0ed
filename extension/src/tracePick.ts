/** Asks what to trace: first who sends, then what is asked. Anything that `routelens trace` takes can be typed as well. */
import * as vscode from 'vscode';
import type { TraceChoice } from '../../language-server/core/views/trace/traceModel.ts';
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
  const source = await pick(sources, { title, step: 1, left: left.sources, ...questions.source });
  const destination =
    source && (await pick(destinations, { title, step: 2, left: left.destinations, ...questions.destination }));
  if (!source || !destination) return undefined;
  const { protocol } = destination;
  const { node } = source;
  return { uri, from: source.value, to: destination.value, ...(protocol && { protocol }), ...(node && { node }) };
}

const questions = {
  source: { question: 'Who sends?', forms: 'pod:NAMESPACE/NAME, pod-ip:IP, node, client:IP' },
  destination: { question: 'Where to?', forms: 'NAMESPACE/SERVICE:PORT, nodeport:…, lb:…, external-ip:…, IP:PORT' },
} as const;

interface Question {
  readonly title: string;
  readonly step: number;
  readonly question: string;
  readonly forms: string;
  /** Choices that the list leaves out. */
  readonly left: number;
}

type Chosen = Pick<TraceChoice, 'value' | 'node' | 'protocol'>;

interface Item extends vscode.QuickPickItem {
  readonly chosen?: Chosen;
}

function pick(choices: readonly TraceChoice[], question: Question): Promise<Chosen | undefined> {
  const box = vscode.window.createQuickPick<Item>();
  const items = toItems(choices);
  box.title = question.title;
  box.step = question.step;
  box.totalSteps = 2;
  box.matchOnDescription = true;
  const rest = question.left > 0 ? `; ${question.left} more are not listed` : '';
  box.placeholder = `${question.question} Choose, or type ${question.forms}${rest}`;
  box.items = items;
  box.onDidChangeValue(value => {
    const typed = value.trim();
    box.items = typed === '' ? items : [...items, typedItem(typed)];
  });
  return new Promise(resolve => {
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

/** What is typed finds a choice first: the editor moves items up whose labels match best, so it is no label here. */
function typedItem(typed: string): Item {
  return { label: '$(edit) as typed', description: typed, alwaysShow: true, chosen: { value: typed } };
}

function toItems(choices: readonly TraceChoice[]): Item[] {
  return choices.flatMap((choice, i) => {
    const item = { label: choice.label, description: choice.detail, chosen: choice };
    if (choice.group === choices[i - 1]?.group) return [item];
    return [{ label: choice.group, kind: vscode.QuickPickItemKind.Separator }, item];
  });
}
