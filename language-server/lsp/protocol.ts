/**
 * What the server speaks beyond LSP, for both sides: method names and the shapes of parameters and answers. Ranges are
 * LSP's. docs/reference.md describes each.
 */
import type { Location, Position } from 'vscode-languageserver';
import type { ChainGraph, GraphNode, StatusView } from '../core/views/model.ts';

/** Answered by the server. */
export const chainGraphMethod = 'routelens/chainGraph';
export const endpointsMethod = 'routelens/endpoints';
export const statusMethod = 'routelens/status';

/** Sent by the server. */
export const statusChangedMethod = 'routelens/statusChanged';
export const chainsChangedMethod = 'routelens/chainsChanged';

/** Answered by the client, where it holds the files. */
export const findFilesMethod = 'routelens/findFiles';
export const readFileMethod = 'routelens/readFile';

/** Commands that hovers and lenses lead to; their one argument is a ServiceArgument. */
export const showChainsCommand = 'routelens.showChains';
export const goToEndpointsCommand = 'routelens.goToEndpoints';

export interface InitializationOptions {
  /** Commands that hovers may link to and lenses may run. */
  readonly commandLinks?: readonly string[];
  /** Address that a rule's id is appended to. */
  readonly helpBase?: string;
  /** Who reads files: the server itself, or the client for workspaces that are not on the server's disk. */
  readonly fileAccess?: 'node' | 'client';
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
