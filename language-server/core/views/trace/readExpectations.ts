/**
 * Expectations about traffic and requests of a batch, read from plain data. In: data of a YAML or JSON file. Out: what is
 * asked, or what is wrong with it and where.
 */

import { joinHostPort } from '../../ip/address.ts';
import type { Protocol } from '../../netfilter/ir.ts';
import type { FieldPath } from '../../routing/origin.ts';
import { nearest } from '../../validation/nearest.ts';
import type { TraceRequest } from './traceRequest.ts';
import { readSource, readTarget } from './traceWords.ts';

export interface Expectation {
  readonly request: TraceRequest;
  /** `always`: every packet arrives; `never`: none does; `sometimes`: some do. */
  readonly arrives: Arrival;
  /** Exactly these can be reached. */
  readonly endpoints: readonly string[] | undefined;
  /** The receiver sees the sender's own address. */
  readonly sourcePreserved: boolean | undefined;
}

export interface Misreading {
  readonly text: string;
  /** From the data's root. */
  readonly path: FieldPath;
}

const arrivals = ['always', 'never', 'sometimes'] as const;
export type Arrival = (typeof arrivals)[number];
const protocols: readonly Protocol[] = ['tcp', 'udp', 'sctp'];
const requestKeys = ['from', 'to', 'protocol', 'node'];
const expectationKeys = [...requestKeys, 'arrives', 'endpoints', 'sourcePreserved'];

export function readExpectations(data: unknown): { expectations: Expectation[]; problems: Misreading[] } {
  const problems: Misreading[] = [];
  if (!Array.isArray(data)) {
    const text = 'expectations are a list: "- { from: …, to: …, arrives: … }"';
    return { expectations: [], problems: [{ text, path: [] }] };
  }
  const expectations = data.flatMap((item: unknown, i) => {
    const read = readExpectation(item);
    if ('request' in read) return [read];
    problems.push({ text: `expectation ${i + 1}: ${read.text}`, path: [i, ...read.path] });
    return [];
  });
  return { expectations, problems };
}

type Fields = Readonly<Record<string, unknown>>;

function readExpectation(item: unknown): Expectation | Misreading {
  const fields = fieldsOf(item, expectationKeys);
  if (!('fields' in fields)) return fields;
  const request = requestOf(fields.fields);
  if (!('from' in request)) return request;
  const sender = readSource(request.from);
  if ('error' in sender) return wrong(sender.error, 'from');
  const target = readTarget(request.to);
  if ('error' in target) return wrong(target.error, 'to');
  const { arrives, endpoints, sourcePreserved } = fields.fields;
  const arrival = readArrival(arrives);
  if (!arrival) return wrong(`arrives takes true, false or ${arrivals.join(', ')}`, 'arrives');
  const wanted = readEndpoints(endpoints);
  if ('text' in wanted) return wanted;
  if (sourcePreserved !== undefined && typeof sourcePreserved !== 'boolean') {
    return wrong('sourcePreserved takes true or false', 'sourcePreserved');
  }
  return { request, arrives: arrival, endpoints: wanted.list, sourcePreserved };
}

/** One packet of a batch. */
export function readRequest(item: unknown): TraceRequest | Misreading {
  const fields = fieldsOf(item, requestKeys);
  return 'fields' in fields ? requestOf(fields.fields) : fields;
}

function wrong(text: string, ...path: FieldPath): Misreading {
  return { text, path };
}

function fieldsOf(item: unknown, keys: readonly string[]): { readonly fields: Fields } | Misreading {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return wrong(`it takes ${keys.join(', ')}`);
  const unknown = Object.keys(item).find(key => !keys.includes(key));
  if (unknown === undefined) return { fields: item as Fields };
  const near = nearest(unknown, keys);
  return wrong(`"${unknown}" is not one of ${keys.join(', ')}${near ? `; did you mean ${near}?` : ''}`, unknown);
}

function requestOf({ from, to, protocol, node }: Fields): TraceRequest | Misreading {
  if (typeof from !== 'string' || typeof to !== 'string') return wrong('from and to are needed, as text');
  const wanted = protocol === undefined ? undefined : protocols.find(p => p === String(protocol).toLowerCase());
  if (protocol !== undefined && !wanted) return wrong(`protocol takes ${protocols.join(', ')}`, 'protocol');
  if (node !== undefined && typeof node !== 'string') return wrong('node takes the name of a Node', 'node');
  return { from, to, ...(wanted && { protocol: wanted }), ...(node !== undefined && { node }) };
}

function readArrival(value: unknown): Arrival | undefined {
  if (value === undefined || value === true) return 'always';
  if (value === false) return 'never';
  return arrivals.find(arrival => arrival === value);
}

function readEndpoints(value: unknown): { readonly list: readonly string[] | undefined } | Misreading {
  if (value === undefined) return { list: undefined };
  if (!Array.isArray(value)) return wrong(endpointForm, 'endpoints');
  const list = value.map(endpointText);
  const bad = list.indexOf(undefined);
  return bad < 0 ? { list: list.flatMap(text => text ?? []) } : wrong(endpointForm, 'endpoints', bad);
}

const endpointForm = 'endpoints is a list of IP:PORT, such as [10.244.1.5:8080]';

/** As traces write it, however it was written. */
function endpointText(item: unknown): string | undefined {
  const words = typeof item === 'string' ? readTarget(item) : undefined;
  return words && 'kind' in words && words.kind === 'address' ? joinHostPort(words.address, words.port) : undefined;
}
