/**
 * The flags of a control-plane component or of kube-proxy in a pod's container. In: the container's node, its path and
 * the program's name. Out: its flags with their places, or undefined where the container does not surely run the program.
 */
import { type FieldPath, type ManifestNode, nodeAt } from '../../yaml/manifestNode.ts';
import { isUnknownText } from '../../yaml/unknownText.ts';
import { readItems, readString } from '../read.ts';
import { simpleCommands } from './shellWords.ts';

export interface Flag {
  readonly name: string;
  /** Undefined where nothing tells it. */
  readonly value: string | undefined;
  /** The value is the name of the node that the pod runs on. */
  readonly isNodeName?: boolean;
  /** Where it stands in the object, and on which line of that text. */
  readonly path: FieldPath;
  readonly line?: number;
}

interface Word {
  readonly text: string;
  readonly path: FieldPath;
  readonly line?: number;
  readonly hasExpansion?: boolean;
}

export function flagsOf(container: ManifestNode, path: FieldPath, program: string): Flag[] | undefined {
  const words = [...wordsAt(container, path, 'command'), ...wordsAt(container, path, 'args')];
  const own = programWords(words, program, hasImage(container, program));
  return own && toFlags(own, container);
}

function wordsAt(container: ManifestNode, path: FieldPath, field: 'command' | 'args'): Word[] {
  return readItems(container, field).map((item, i) => ({
    text: item.kind === 'scalar' ? String(item.value ?? '') : '',
    path: [...path, field, i],
  }));
}

function baseOf(word: string): string {
  return word.slice(word.lastIndexOf('/') + 1);
}

/** An image whose entry point is the program: without a command it is started with the arguments alone. */
function hasImage(container: ManifestNode, program: string): boolean {
  const image = readString(container, 'image') ?? '';
  return readItems(container, 'command').length === 0 && baseOf(image).split(/[:@]/)[0] === program;
}

const shells = new Set(['sh', 'bash', 'ash', 'dash']);

/** The words behind the program's name. */
function programWords(words: readonly Word[], program: string, isImplied: boolean): readonly Word[] | undefined {
  const [first, second, third] = words;
  if (!first) return undefined;
  if (baseOf(first.text) === program) return words.slice(1);
  if (baseOf(first.text) === 'hyperkube' && (second?.text === program || `kube-${second?.text}` === program)) {
    return words.slice(2);
  }
  if (shells.has(baseOf(first.text)) && /^-[a-z]*c$/.test(second?.text ?? '') && third)
    return scriptWords(third, program);
  // A wrapper that starts what follows it, such as go-runner or tini.
  const at = words.findIndex(({ text }) => baseOf(text) === program);
  if (at > 0 && words.slice(0, at).every(({ text }) => !shells.has(baseOf(text)))) return words.slice(at + 1);
  return isImplied && first.text.startsWith('-') ? words : undefined;
}

function scriptWords({ text, path }: Word, program: string): readonly Word[] | undefined {
  const commands = simpleCommands(text)?.map(command => {
    const start = command.findIndex(word => word.text !== 'exec' && !/^\w+=/.test(word.text));
    return start < 0 ? [] : command.slice(start);
  });
  const own = commands?.filter(([name]) => name && baseOf(name.text) === program) ?? [];
  if (own.length !== 1) return undefined;
  return own[0]!.slice(1).map(word => ({ ...word, path }));
}

/** Flags that stand for true without a value, as far as anybody asks for them. */
const booleans = new Set(['masquerade-all', 'ipvs-strict-arp', 'iptables-localhost-nodeports', 'allocate-node-cidrs']);

function toFlags(words: readonly Word[], container: ManifestNode): Flag[] {
  const flags: Flag[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    const match = /^--([\w.-]+)(?:=([\s\S]*))?$/.exec(word.text);
    if (!match) continue;
    const [, name = '', inline] = match;
    const next = words[i + 1];
    const takesNext = inline === undefined && !booleans.has(name) && next !== undefined && !next.text.startsWith('-');
    if (takesNext) i++;
    const text = inline ?? (takesNext ? next.text : 'true');
    const hasExpansion = word.hasExpansion === true || (takesNext && next.hasExpansion === true);
    const place = { path: word.path, ...(word.line === undefined ? {} : { line: word.line }) };
    flags.push({ name, ...flagValue(text, hasExpansion, container), ...place });
  }
  return flags;
}

const reference = /^\$(?:\((\w+)\)|\{(\w+)\}|(\w+))$/;

/** `$(NAME)` is what the container's environment says, if it says it. */
function flagValue(text: string, hasExpansion: boolean, container: ManifestNode): Pick<Flag, 'value' | 'isNodeName'> {
  const match = reference.exec(text);
  const name = match?.[1] ?? (hasExpansion ? (match?.[2] ?? match?.[3]) : undefined);
  if (name !== undefined) return environmentValue(container, name);
  return { value: hasExpansion || isUnknownText(text) ? undefined : text };
}

function environmentValue(container: ManifestNode, name: string): Pick<Flag, 'value' | 'isNodeName'> {
  const entry = readItems(container, 'env').findLast(item => readString(item, 'name') === name);
  const field = readString(nodeAt(entry, ['valueFrom', 'fieldRef']), 'fieldPath');
  if (field === 'spec.nodeName') return { value: undefined, isNodeName: true };
  const value = readString(entry, 'value');
  return { value: value !== undefined && !isUnknownText(value) && !value.includes('$') ? value : undefined };
}
