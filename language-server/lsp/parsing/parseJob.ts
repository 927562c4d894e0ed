/** What the threads say to each other. */
import type { ManifestLanguage } from '../../core/yaml/manifest.ts';
import type { ParsedDocument } from '../../core/yaml/parsedDocument.ts';

/** One piece of a text. */
export interface ParseJob {
  readonly text: string;
  readonly language: ManifestLanguage;
  /** Where the piece begins. */
  readonly offset: number;
}

export type ParseOutcome = readonly ParsedDocument[];

export interface ParseRequest {
  readonly id: number;
  readonly jobs: readonly ParseJob[];
}

export interface ParseAnswer {
  readonly id: number;
  readonly outcomes: readonly ParseOutcome[];
}
