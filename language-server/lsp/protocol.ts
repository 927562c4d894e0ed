/**
 * What the server speaks beyond LSP, for both sides: method names and the shapes of parameters and answers. Ranges are
 * LSP's. docs/reference.md describes each.
 */
import type { Location, Position } from 'vscode-languageserver';
import type { ChainGraph, GraphNode, StatusView } from '../core/views/model.ts';
import type { TraceChoices, TraceView } from '../core/views/trace/traceModel.ts';

/** Answered by the server. */
export const chainGraphMethod = 'routelens/chainGraph';
export const endpointsMethod = 'routelens/endpoints';
export const statusMethod = 'routelens/status';
export const traceChoicesMethod = 'routelens/traceChoices';
export const traceMethod = 'routelens/trace';

/** Sent by the server. */
export const statusChangedMethod = 'routelens/statusChanged';
export const chainsChangedMethod = 'routelens/chainsChanged';

/** Answered by the client, where it holds the files. */
export const findFilesMethod = 'routelens/findFiles';
export const readFileMethod = 'routelens/readFile';

/** Commands that hovers and lenses lead to; their one argument is a ServiceArgument. */
export const showChainsCommand = 'routelens.showChains';
export const goToEndpointsCommand = 'routelens.goToEndpoints';
export const tracePacketCommand = 'routelens.tracePacket';

export interface InitializationOptions {
  /** Commands that hovers may link to and lenses may run. */
  readonly commandLinks?: readonly string[];
  /** Address that a rule's id is appended to. */
  readonly helpBase?: string;
  /** Who reads files: the server itself, or the client for workspaces that are not on the server's disk. */
  readonly fileAccess?: 'node' | 'client';
}

/** What a diagnostic carries beside its text, where there is anything to say. */
export interface DiagnosticData {
  /** A validator with a JSON schema of the kind may say the same; the client may then leave it out. */
  readonly isSchemaMistake: true;
}

/** A Service, named by a document that holds it or lies under the same root. */
export interface ServiceArgument {
  readonly uri: string;
  readonly namespace: string;
  readonly name: string;
}

/** Which Service is meant: the one at a position, or one by name. */
export interface ServiceTarget {
  readonly textDocument?: { readonly uri: string };
  readonly position?: Position;
  readonly service?: ServiceArgument;
}

export interface ChainGraphParams extends ServiceTarget {
  readonly mode?: ChainGraph['mode'];
  readonly family?: ChainGraph['family'];
}

export interface ChainGraphNode extends Omit<GraphNode, 'location'> {
  readonly location?: Location;
}

export interface ChainGraphAnswer extends Omit<ChainGraph, 'service' | 'nodes'> {
  readonly service: ServiceArgument;
  readonly nodes: readonly ChainGraphNode[];
}

export type EndpointsParams = ServiceTarget;

export interface StatusParams {
  readonly textDocument?: { readonly uri: string };
}

export type StatusAnswer = StatusView;

/** Without a position: what the root of the document has; without a document: what the largest root has. */
export type TraceChoicesParams = ServiceTarget;

export interface TraceChoicesAnswer extends Omit<TraceChoices, 'file'> {
  /** Of a document under the root, for the trace. */
  readonly uri: string;
}

/** What to trace: the words of `routelens trace`, in the root that the document lies under. */
export interface TraceArgument {
  readonly uri: string;
  readonly from: string;
  readonly to: string;
  readonly protocol?: 'tcp' | 'udp' | 'sctp';
  /** The node whose rules are walked. */
  readonly node?: string;
}

/** Or a sentence on what does not exist. */
export type TraceAnswer = TraceView<Location> | { readonly error: string };

export interface FindFilesParams {
  readonly folder: string;
  readonly limit: number;
}

export interface FindFilesAnswer {
  readonly uris: readonly string[];
}

export interface ReadFileParams {
  readonly uri: string;
}

export type ReadFileAnswer = { readonly text: string } | { readonly error: string };
