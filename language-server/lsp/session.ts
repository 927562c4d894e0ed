/** What handlers work with: the workspace, the settings and what the client can do. */
import type { InitializeParams } from 'vscode-languageserver';
import type { ConfigSource } from './configSource.ts';
import type { InitializationOptions } from './protocol.ts';
import type { Places } from './toProto.ts';
import type { Workspace } from './workspace.ts';

export interface ClientFacts {
  readonly commandLinks: ReadonlySet<string>;
  readonly helpOf: (rule: string) => string;
  readonly fileAccess: 'node' | 'client';
  readonly asksConfiguration: boolean;
  readonly registersConfiguration: boolean;
  readonly registersWatchers: boolean;
  readonly changesFolders: boolean;
  readonly documentChanges: boolean;
  /** Shows edits for confirmation. */
  readonly annotatesChanges: boolean;
  readonly refreshesCodeLenses: boolean;
  readonly refreshesInlayHints: boolean;
  /** Takes the object around a definition, not its place alone. */
  readonly linksDefinitions: boolean;
  readonly nestsSymbols: boolean;
}

export interface Session {
  readonly workspace: Workspace;
  readonly config: ConfigSource;
  readonly client: ClientFacts;
  readonly log: (message: string) => void;
  /** Says each error once, however often it comes. */
  readonly logError: (error: unknown) => void;
}

const publicHelp = 'https://github.com/routelens/routelens/blob/main/docs/rules/';

export function readClientFacts({ capabilities, initializationOptions }: Partial<InitializeParams>): ClientFacts {
  const options: InitializationOptions = initializationOptions ?? {};
  const { workspace, textDocument } = capabilities ?? {};
  const links = Array.isArray(options.commandLinks) ? options.commandLinks : [];
  const { helpBase } = options;
  return {
    commandLinks: new Set(links),
    helpOf: rule => (typeof helpBase === 'string' ? helpBase + rule : `${publicHelp}${rule}.md`),
    fileAccess: options.fileAccess === 'client' ? 'client' : 'node',
    asksConfiguration: workspace?.configuration === true,
    registersConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    registersWatchers: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    changesFolders: workspace?.workspaceFolders === true,
    documentChanges: workspace?.workspaceEdit?.documentChanges === true,
    annotatesChanges: workspace?.workspaceEdit?.changeAnnotationSupport !== undefined,
    refreshesCodeLenses: workspace?.codeLens?.refreshSupport === true,
    refreshesInlayHints: workspace?.inlayHint?.refreshSupport === true,
    linksDefinitions: textDocument?.definition?.linkSupport === true,
    nestsSymbols: textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true,
  };
}

export function placesOf({ workspace }: Session): Places {
  return { snapshot: workspace.snapshot, uriOf: workspace.uriOf };
}
