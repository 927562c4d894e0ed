/** From the server's graph to what the panel gets: locations stay here, the panel sees their name and line. */
import type { Location } from 'vscode-languageclient';
import type { ChainGraphAnswer, ChainGraphNode } from '../../language-server/lsp/protocol.ts';
import type { PanelGraph, PanelNode } from '../webview/messages.ts';

export function toPanelGraph(answer: ChainGraphAnswer): PanelGraph {
  const { service: _service, nodes, ...rest } = answer;
  return { ...rest, nodes: nodes.map(toPanelNode) };
}

function toPanelNode({ location, ...node }: ChainGraphNode): PanelNode {
  return location ? { ...node, source: sourceName(location) } : node;
}

/** "web.yaml:12" */
export function sourceName({ uri, range }: Location): string {
  const last = uri.slice(uri.lastIndexOf('/') + 1).replace(/^untitled:/, '');
  return `${decode(last)}:${range.start.line + 1}`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
