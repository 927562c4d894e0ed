/** `routelens rules`: prints what kube-proxy programs, whole or for one Service. */

import { visibleLine } from '../../core/base/visibleText.ts';
import { needsClusterIp } from '../../core/cluster/assumedClusterIps.ts';
import type { NamespacedName } from '../../core/cluster/objects.ts';
import type { RoutingPlan } from '../../core/routing/plan.ts';
import { printCompiled } from '../../core/views/compilePlan.ts';
import { rulesAsJson } from '../../core/views/printRules.ts';
import { type RoutingView, routingView } from '../../core/views/routingView.ts';
import { type Root, rootsOf } from '../../core/workspace/roots.ts';
import type { Console } from '../console.ts';
import { loadInputs } from '../loadInputs.ts';
import { type CommonOptions, readOptions, UsageError } from '../options.ts';
import { reportAlternatives } from '../reportAlternatives.ts';
import { refusalsAsJson, refusalsOf, reportRefusals } from '../reportRefusals.ts';
import { chooseRoots, listed, nameOfRoot, rootOption } from '../rootChoice.ts';

/** Releases of kube-proxy whose rules are known. */
export const routedReleases = [36];

interface RulesOptions {
  readonly common: CommonOptions;
  readonly service: NamespacedName | undefined;
  /** Show Services without an address as if they had one. */
  readonly assumeIps: boolean;
}

export async function rules(args: readonly string[], console: Console): Promise<number> {
  const { common, own } = readOptions(args, {
    own: { service: { type: 'string' }, 'assume-cluster-ips': { type: 'boolean', default: false }, ...rootOption },
    formats: ['text', 'json'],
    releases: routedReleases,
  });
  const service = own.service === undefined ? undefined : readServiceName(String(own.service));
  const options = { common, service, assumeIps: own['assume-cluster-ips'] === true };
  const { snapshot } = await loadInputs(common, console);
  const { roots: asked, areSeveral } = chooseRoots(rootsOf(snapshot), own.root);
  const roots = asked.filter(root => holdsRules(root, service));
  if (service && roots.length === 0) {
    console.err(`routelens: no Service ${service.namespace}/${service.name} in the inputs\n`);
    return 1;
  }
  const newer = roots.find(({ settings }) => settings.kubernetesMinor > newestRouted);
  if (newer) {
    console.err(`${refusal(newer)}\n`);
    return 2;
  }
  if (service) reportServiceRoots(service, roots, console);
  for (const root of roots) printRoot(root, options, areSeveral && (!!service || roots.length > 1), console);
  return 0;
}

const newestRouted = Math.max(...routedReleases);

/** kube-proxy 1.37 writes single endpoints and comments in another way, so that rules of 1.36 would be wrong. */
function refusal({ settings }: Root): string {
  const release = `1.${settings.kubernetesMinor}`;
  return `routelens: kubernetesVersion is ${release}, and only the rules of kube-proxy 1.${newestRouted} are known; --kubernetes-version 1.${newestRouted} prints those`;
}

/** All of them are printed; one may be meant. */
export function reportServiceRoots(
  { namespace, name }: NamespacedName,
  roots: readonly Root[],
  console: Console,
): void {
  if (roots.length < 2) return;
  const names = listed(roots.map(nameOfRoot));
  console.err(`Service ${namespace}/${name} is in ${roots.length} roots: ${names}; --root prints one of them\n`);
}

export function readServiceName(text: string): NamespacedName {
  const [namespace = '', name = '', ...rest] = text.split('/');
  if (!namespace || !name || rest.length) throw new UsageError(`--service is "${text}"; it takes NAMESPACE/NAME`);
  return { namespace, name };
}

/** Without a Service named, the root that holds the most counts; others only where they hold Services. */
function holdsRules(root: Root, service: NamespacedName | undefined): boolean {
  if (service) return root.cluster.servicesNamed(service).length > 0;
  return root.cluster.model.services.length + root.cluster.model.nodes.length + root.cluster.model.slices.length > 0;
}

function printRoot(root: Root, options: RulesOptions, severalRoots: boolean, console: Console): void {
  const routing = routingView(root.routing);
  const families = options.common.families ?? routing.families;
  reportOnStandardError(root, routing, options, console);
  for (const family of families) {
    const plan = (options.assumeIps ? routing.shown : routing.exact).whole(routing.mode, family);
    const heading = [severalRoots && nameOfRoot(root), families.length > 1 && family].filter(Boolean);
    if (heading.length && options.common.format === 'text') console.print(`# ${visibleLine(heading.join(' '))}\n`);
    print(plan, options, factsOf(root, options, severalRoots), console);
  }
}

/** What JSON says of the root beside its rules. */
function factsOf(root: Root, { service }: RulesOptions, severalRoots: boolean): object {
  const refused = refusalsAsJson(refusalsOf(root, service));
  return { ...(severalRoots && { root: nameOfRoot(root) }), ...(refused.length && { refused }) };
}

function print(plan: RoutingPlan, { common, service }: RulesOptions, facts: object, console: Console): void {
  if (common.format === 'json') {
    console.out(`${JSON.stringify({ ...facts, ...rulesAsJson(plan, service) }, null, 2)}\n`);
  } else for (const chunk of printCompiled(plan, service)) console.print(chunk);
}

/** What the output itself cannot say: alternatives, settings that were not understood, Services without rules. */
function reportOnStandardError(root: Root, routing: RoutingView, options: RulesOptions, console: Console): void {
  for (const problem of routing.problems) console.err(`kube-proxy configuration: ${problem}\n`);
  reportAlternatives(root.cluster, console);
  reportRefusals(root, options.service, 'It is left out.', console);
  reportWithoutClusterIp(root, options, console);
}

/** Of the Services asked for: one that another was asked for has no part in the answer. */
function reportWithoutClusterIp(root: Root, { assumeIps, service }: RulesOptions, console: Console): void {
  const asked = root.routing.cluster.model.services.filter(
    s => service === undefined || (s.namespace === service.namespace && s.name === service.name),
  );
  const without = assumeIps ? [] : asked.filter(needsClusterIp).map(s => `${s.namespace}/${s.name}`);
  if (without.length === 0) return;
  const shown = without.slice(0, 3).join(', ');
  const named =
    without.length === 1
      ? `Service ${shown} has`
      : `${without.length} Services (${shown}${without.length > 3 ? ', …' : ''}) have`;
  console.err(
    `${named} no cluster IP in the manifests, and so no rules here. Add --assume-cluster-ips to print rules with a stand-in address.\n`,
  );
}
