/**
 * The façade that every adapter calls: questions about one snapshot of the workspace, answered with plain data and
 * offsets. Functions never throw on what people write.
 */
import type { TextRange } from '../base/textRange.ts';
import type { IpFamily, ProxyMode } from '../cluster/clusterSettings.ts';
import type { Finding, Fix } from '../validation/finding.ts';
import type { Locate } from '../views/chains/chainGraph.ts';
import type { ChainGraph, CodeLensView, HoverView, ServiceRef, StatusView, ViewLocation } from '../views/model.ts';
import type { Navigation } from './navigation.ts';
import type { Snapshot } from './snapshot.ts';
import type { Traces } from './traces.ts';

export interface ChainGraphRequest {
  /** The Service under the cursor… */
  readonly at?: { readonly file: string; readonly offset: number };
  /** …or one by name. */
  readonly service?: ServiceRef;
  /** In place of the configured ones, for comparison. */
  readonly mode?: ProxyMode;
  readonly family?: IpFamily;
}

export interface Analysis {
  /** Where a field of an object stands in the present text. */
  readonly locate: Locate;
  readonly findingsOf: (file: string) => readonly Finding[];
  readonly fixesOf: (finding: Finding) => readonly Fix[];
  readonly hoverAt: (file: string, offset: number) => HoverView | undefined;
  readonly codeLensesOf: (file: string) => readonly CodeLensView[];
  readonly chainGraph: (request: ChainGraphRequest) => ChainGraph | undefined;
  readonly endpointLocations: (service: ServiceRef) => readonly ViewLocation[];
  readonly status: (file: string | undefined) => StatusView;
  readonly navigation: Navigation;
  readonly traces: Traces;
}

export type { Snapshot, TextRange };
