/**
 * What a person types in place of choosing: the words of a trace request, and the short forms that come to mind first, a
 * bare address or name. In: text. Out: choices that it may mean, or a short sentence on what is missing; nothing is looked
 * up. The text is no label: editors move up what matches best by its label, and a listed choice is to stay first.
 */
import { parseAddress } from '../../ip/address.ts';
import type { TraceChoice } from './traceModel.ts';
import { type Misread, readSource, readTarget } from './traceWords.ts';

export type TypedChoice = Pick<TraceChoice, 'label' | 'detail' | 'value'>;

const name = /^[\w.-]+\/[\w.-]+$/;

export function typedSources(text: string): readonly TypedChoice[] | Misread {
  const address = parseAddress(text);
  if (address) {
    return [
      { label: 'as a pod', detail: address.text, value: `pod-ip:${text}` },
      { label: 'as a client outside', detail: address.text, value: `client:${text}` },
    ];
  }
  if (name.test(text)) return [{ label: 'as a pod', detail: text, value: `pod:${text}` }];
  const words = readSource(text);
  if (!('error' in words)) return [asTyped(text)];
  return /^[a-z-]+:/.test(text) ? words : { error: `"${text}" ${helpOn(text)}` };
}

function asTyped(text: string): TypedChoice {
  return { label: 'as typed', detail: text, value: text };
}

function helpOn(text: string): string {
  const isAlmostAddress = /^[\d.]+$/.test(text) || /^[\da-f]*:[\da-f:.]*$/i.test(text);
  if (isAlmostAddress) return 'is no IP address; type all of one, such as 10.244.1.5';
  return 'is not listed; type an address, a pod as NAMESPACE/NAME, or node';
}

export function typedDestinations(text: string): readonly TypedChoice[] | Misread {
  const bare = parseAddress(text.replace(/^\[(.*)\]$/, '$1'));
  if (bare) {
    const host = bare.family === 'IPv6' ? `[${bare.text}]` : bare.text;
    return { error: `${bare.text} needs a port: type ${host}:80, or whichever port is meant` };
  }
  const words = readTarget(text);
  if (!('error' in words)) return [asTyped(text)];
  if (/^\[|^[\d.]+:/.test(text))
    return / no address of one /.test(words.error) ? words : { error: `"${text}" is no IP:PORT` };
  // What is none of the forms is most likely half of one.
  const prefix = /^(lb|external-ip|nodeport(@[^:]+)?):/.exec(text)?.[0] ?? '';
  const form = `${prefix}NAMESPACE/SERVICE:PORT`;
  return {
    error: prefix ? `"${text}" is not complete; it takes ${form}` : `"${text}" is not listed; type IP:PORT, or ${form}`,
  };
}
