/**
 * How far a trace follows. Rules of other programs may lead anywhere, and choices of chance double the ways with each
 * rule: what lies beyond these bounds is told as unknown, with its share, instead of being waited for.
 */

/** Counts down; made anew for each trace. */
export interface Effort {
  rulesLeft: number;
}

/** What the biggest clusters need is some hundred thousand. */
export const rulesAsked = 1_000_000;
/** Ways that differ in what rules could ask for, at one rule. */
export const waysAtOnce = 1024;

export function newEffort(): Effort {
  return { rulesLeft: rulesAsked };
}

export const tooManyRules = `the rules lead on for more than ${rulesAsked} steps; the rest is not followed`;
export const tooManyWays = `there are more than ${waysAtOnce} ways at once; the rest is not followed`;
