/**
 * Who states a setting, best first: what a component runs with, what an installer is told, what follows from another
 * component's flags, what a tool does by default. In: the cluster model and a setting. Out: candidates; the first decides.
 */
import type { ClusterModel } from './clusterModel.ts';
import type { ClusterStatement, ObjectSource, SettingClaim, SettingValues } from './objects.ts';

/** Where something is stated: a field of an object, and the line in its text where that has several. */
export interface StatementPlace {
  readonly source: ObjectSource;
  readonly path: readonly (string | number)[];
  readonly line?: number;
}

export interface Candidate<T> {
  readonly value: T;
  /** Why it is not known, though stated: it is a tool's default, or installers disagree. */
  readonly doubt?: 'default' | 'disagreement';
  /** "kubeadm ClusterConfiguration". */
  readonly by: string;
  /** "networking.podSubnet". */
  readonly name: string;
  readonly place?: StatementPlace;
}

type Statements = Pick<ClusterModel, 'statements'>;

interface Stated {
  readonly statement: ClusterStatement;
  readonly claim: SettingClaim;
}

const ranks = { component: 0, installer: 1, derived: 2 } as const;

function rankOf({ statement, claim }: Stated): number {
  return claim.isDefault ? 3 : ranks[statement.standing];
}

/** All that state it. In one file the later field wins, of several files the last. */
function statedBy(statements: readonly ClusterStatement[], isMeant: (claim: SettingClaim) => boolean): Stated[] {
  return statements
    .flatMap(statement => statement.claims.filter(isMeant).map(claim => ({ statement, claim })))
    .reverse()
    .sort((a, b) => rankOf(a) - rankOf(b));
}

/** Two files of installers that say different things are about two clusters: neither is known to be this one. */
function disagrees(first: Stated, others: readonly Stated[]): boolean {
  const text = JSON.stringify(first.claim.value);
  return (
    rankOf(first) > 0 &&
    others.some(
      other =>
        rankOf(other) === rankOf(first) &&
        other.statement.source !== first.statement.source &&
        JSON.stringify(other.claim.value) !== text,
    )
  );
}

function candidatesOf<T>(stated: readonly Stated[]): Candidate<T>[] {
  return stated.map((own, i) => ({
    value: own.claim.value as T,
    ...doubtOf(own, stated.slice(i + 1)),
    by: own.statement.by,
    name: own.claim.name,
    ...(own.claim.path.length ? { place: placeOf(own) } : {}),
  }));
}

function doubtOf(own: Stated, others: readonly Stated[]): Pick<Candidate<unknown>, 'doubt'> {
  if (own.claim.isDefault) return { doubt: 'default' };
  return disagrees(own, others) ? { doubt: 'disagreement' } : {};
}

function placeOf({ statement, claim }: Stated): StatementPlace {
  const { path, line } = claim;
  return { source: statement.source, path, ...(line === undefined ? {} : { line }) };
}

export function statedCandidates<S extends keyof SettingValues>(
  model: Statements,
  setting: S,
): Candidate<SettingValues[S]>[] {
  return candidatesOf(statedBy(model.statements, claim => claim.setting === setting));
}

/** Of a field of kube-proxy's configuration, by installers or by the flags of one kube-proxy. */
export function proxyCandidates(
  model: Statements,
  field: string,
  by: 'installer' | ClusterStatement,
): Candidate<unknown>[] {
  const statements = by === 'installer' ? model.statements.filter(s => !s.proxy) : [by];
  return candidatesOf(statedBy(statements, claim => claim.setting === 'proxy' && claim.field === field));
}

/** The fields of kube-proxy's configuration that installers or these flags state. */
export function proxyFields(model: Statements, by: 'installer' | ClusterStatement): string[] {
  const statements = by === 'installer' ? model.statements.filter(s => !s.proxy) : [by];
  const claims = statements.flatMap(statement => statement.claims);
  return [...new Set(claims.flatMap(claim => (claim.setting === 'proxy' ? claim.field : [])))];
}
