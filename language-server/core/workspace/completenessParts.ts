/** What the completeness of a root is worked out from. */
import type { KustomizeBuild } from './kustomize/kustomizeBuild.ts';
import type { RootReason } from './layout.ts';
import type { WorkspaceFile } from './snapshot.ts';

export interface CompletenessParts {
  readonly files: readonly WorkspaceFile[];
  readonly reason: RootReason;
  readonly loading: boolean;
  readonly build: KustomizeBuild | undefined;
  /** A kustomization elsewhere that takes files from here. */
  readonly usedBy: string | undefined;
}
