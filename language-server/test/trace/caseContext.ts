/** Manifests as trace requests see them: a root of a snapshot, with configuration and host where given. */

import type { ProxyMode } from '../../core/cluster/clusterSettings.ts';
import { decodeManifest } from '../../core/cluster/decode.ts';
import type { KubeProxyConfiguration } from '../../core/cluster/objects.ts';
import type { TraceContext } from '../../core/views/trace/traceRequest.ts';
import { rootsOf } from '../../core/workspace/roots.ts';
import { emptySnapshot, withFiles } from '../../core/workspace/snapshot.ts';
import { toPlain } from '../../core/yaml/manifestNode.ts';
import { parseManifest } from '../../core/yaml/parseManifest.ts';
import { readCaseFile } from '../engine/support.ts';

export function caseContext(name: string, mode: ProxyMode): TraceContext {
  const read = (file: string) => readCaseFile(name, file);
  return contextOf({ manifests: read('manifests.yaml'), config: read('config.yaml'), host: read('host.yaml'), mode });
}

export function contextOf(input: {
  manifests: string;
  config?: string;
  host?: string;
  mode?: ProxyMode;
}): TraceContext {
  const configuration = decodeManifest(parseManifest(input.config ?? ''), 'config.yaml').find(
    (object): object is KubeProxyConfiguration => object.kind === 'KubeProxyConfiguration',
  );
  const settings = {
    option: { mode: input.mode },
    proxyConfiguration: configuration?.data,
    host: input.host === undefined ? undefined : toPlain(parseManifest(input.host).documents[0]?.root),
  };
  const empty = { ...emptySnapshot, folders: [''], settings: new Map([['', settings]]) };
  const snapshot = withFiles(empty, [{ name: 'manifests.yaml', input: { text: input.manifests, language: 'yaml' } }]);
  return { source: rootsOf(snapshot).all[0]!.routing };
}
