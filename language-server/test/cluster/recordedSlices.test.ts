/** The slices that we infer are those that real controllers wrote. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { EndpointSlice, SliceEndpoint } from '../../core/cluster/objects.ts';
import { headlessLabel, managedByLabel, serviceNameLabel } from '../../core/cluster/sliceLabels.ts';
import { slicesOf } from './support.ts';

const folder = join(import.meta.dirname, '../fixtures/slices');
const read = (name: string) => readFileSync(join(folder, name), 'utf8');

interface RecordedEndpoint {
  readonly addresses: string[];
  readonly conditions: { readonly ready?: boolean; readonly serving?: boolean; readonly terminating?: boolean };
  readonly hostname?: string;
  readonly nodeName?: string;
  readonly zone?: string;
  readonly targetRef?: string;
}

interface RecordedSlice {
  readonly service: string | null;
  readonly managedBy: string | null;
  readonly addressType: string;
  readonly headlessLabel?: boolean;
  readonly namespace?: string;
  readonly ports: { readonly name: string; readonly protocol: string; readonly port: number; appProtocol?: string }[];
  readonly endpoints: RecordedEndpoint[];
}

/** The form in which recorded and inferred slices are compared; lists have no order. */
function comparable(slice: RecordedSlice): unknown {
  const asText = (items: readonly unknown[]) => items.map(item => JSON.stringify(item)).sort();
  return {
    service: slice.service,
    managedBy: slice.managedBy,
    addressType: slice.addressType,
    headless: slice.headlessLabel ?? false,
    namespace: slice.namespace ?? 'default',
    ports: asText(slice.ports.map(p => [p.name, p.protocol, p.port, p.appProtocol])),
    endpoints: asText(slice.endpoints.map(comparableEndpoint)),
  };
}

/** Replicas got addresses and nodes that no manifest holds. */
function comparableEndpoint({ addresses, conditions, hostname, nodeName, zone, targetRef }: RecordedEndpoint) {
  const place = targetRef?.includes('<') ? [] : [addresses, nodeName, zone];
  return [conditions.ready, conditions.serving, conditions.terminating, hostname, targetRef, ...place];
}

function asRecorded(slice: EndpointSlice): RecordedSlice {
  return {
    service: slice.labels[serviceNameLabel] ?? null,
    managedBy: slice.labels[managedByLabel] ?? null,
    addressType: slice.addressType ?? '',
    headlessLabel: headlessLabel in slice.labels,
    namespace: slice.namespace,
    ports: slice.ports.map(({ name, protocol, ...port }) => ({
      name: name ?? '',
      protocol: protocol ?? 'TCP',
      port: port.port ?? 0,
      ...(port.appProtocol === undefined ? {} : { appProtocol: port.appProtocol }),
    })),
    endpoints: slice.endpoints.map(asRecordedEndpoint),
  };
}

function asRecordedEndpoint(endpoint: SliceEndpoint): RecordedEndpoint {
  const { targetRef, ...rest } = endpoint;
  return JSON.parse(JSON.stringify({ ...rest, targetRef: targetRef && `${targetRef.kind}/${targetRef.name}` }));
}

function byText(a: unknown, b: unknown): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}

for (const file of readdirSync(folder).filter(name => name.endsWith('.endpoints.json'))) {
  const name = file.replace('.endpoints.json', '');
  test(name, () => {
    const recorded = JSON.parse(read(file));
    const cidrs: string | undefined = recorded.flags?.serviceClusterIPRange;
    const inferred = slicesOf([read(`${name}.yaml`), read('nodes.yaml')], cidrs?.split(','));
    const wanted: RecordedSlice[] = recorded.endpointSlices;
    assert.deepEqual(inferred.map(s => comparable(asRecorded(s))).sort(byText), wanted.map(comparable).sort(byText));
  });
}
