/**
 * What a step of a trace means, in a sentence. In: a step of a rule whose origin is known. Out: text. What the rule does
 * comes from its action, what it is about from its origin.
 */
import { joinHostPort } from '../../ip/address.ts';
import type { Rule } from '../../netfilter/ir.ts';
import { hexMark } from '../../netfilter/text.ts';
import type { Endpoint } from '../../routing/endpoint.ts';
import type { FieldOrigin, Origin } from '../../routing/origin.ts';
import type { ServicePort } from '../../routing/servicePort.ts';
import type { Action, Hook, Step, TrailEvent } from '../../trace/trail.ts';

const hookTexts: Readonly<Record<Hook, string>> = {
  ingress: 'at the device that it comes in by',
  'bridge-prerouting': 'coming in over a bridge',
  'bridge-input': 'from a bridge to the node',
  prerouting: 'coming in, before routing',
  input: 'for the node itself',
  forward: 'passing through the node',
  output: 'sent by the node',
  postrouting: 'going out, after routing',
  'bridge-forward': 'from one port of a bridge to another',
  'bridge-output': 'from the node to a bridge',
  'bridge-postrouting': 'going out over a bridge',
  egress: 'at the device that it leaves by',
};

export function hookText(hook: Hook): string {
  return hookTexts[hook];
}

export interface StepPlace {
  /** Where the rule leads to another chain, some rule there takes part. */
  readonly answered: boolean;
  readonly following: TrailEvent<Origin> | undefined;
  /** Every packet goes this way. */
  readonly isSure: boolean;
}

export function stepSentence(step: Step<Origin>, place: StepPlace): string {
  const { action, rule } = step;
  const origin = step.elementOrigin ?? rule.origin;
  switch (action.kind) {
    case 'jump':
    case 'goto':
      return place.answered ? leadSentence(step, origin, place) : `${action.chain} has nothing for it`;
    case 'dnat':
      return dnatSentence(step, joinHostPort(action.target.address, action.target.port), place);
    case 'masquerade':
      return `its source becomes ${action.source.text}, so that the reply comes back through this node`;
    case 'set-mark':
      if (origin.kind === 'text') return `its mark becomes ${hexMark(action.mark)}`;
      return action.mark ? markSentence(rule) : 'the mark is taken off';
    case 'remember':
      if (origin.kind === 'text') return `it is entered in ${action.list}`;
      return 'the client is remembered, for session affinity';
    case 'reject':
    case 'drop':
      return refusal(action, origin);
    case 'accept':
      return 'let through';
    case 'return':
      return 'nothing to do here, back to where it came from';
    case 'continue':
      return 'does nothing to it';
    case 'unknown':
      return 'what it does to the packet is not known';
  }
}

function dnatSentence({ rule }: Step<Origin>, target: string, { isSure }: StepPlace): string {
  const isChosen = !isSure && rule.statements.some(({ kind }) => kind === 'dnat-random');
  return isChosen ? `chance makes ${target} its destination` : `its destination becomes ${target}`;
}

function leadSentence({ rule, action }: Step<Origin>, origin: Origin, place: StepPlace): string {
  const chain = 'chain' in action ? action.chain : '';
  if (origin.kind === 'endpoint') return endpointSentence(origin, rule, place);
  const { following } = place;
  if (origin.kind !== 'text' && origin.kind !== 'proxy' && isMarkChain(following))
    return `${senderText(rule) || 'whoever sent it, the sender is to be hidden'}: ${chain} marks it`;
  const isChosen = !place.isSure && rule.statements.some(({ kind }) => kind === 'verdict-random');
  if (isChosen) return `chance leads on to ${chain}`;
  switch (origin.kind) {
    case 'field':
      return `${fieldText(origin)}: on to ${chain}`;
    case 'servicePort':
      return `${origin.name}: on to ${chain}`;
    case 'object':
    case 'proxy':
    case 'text':
      return `asks ${chain}`;
  }
}

/** The chain that all share and that only marks; a port's own chain may begin with a mark too. */
function isMarkChain(following: TrailEvent<Origin> | undefined): boolean {
  if (following?.kind !== 'step' || following.rule.origin.kind !== 'proxy') return false;
  return following.action.kind === 'set-mark' && following.action.mark !== 0;
}

function markSentence(rule: Rule<Origin>): string {
  const why = senderText(rule);
  return `${why ? `${why}, so ` : ''}it is marked: it will leave with an address of this node`;
}

/** By what the rule asks of the sender; "" where it asks nothing. */
function senderText({ matches }: Rule<Origin>): string {
  const asked = matches.find(
    match =>
      match.kind === 'interface' ||
      match.kind === 'bridged-in' ||
      ((match.kind === 'address' || match.kind === 'address-type') && match.side === 'source'),
  );
  if (asked?.kind === 'address-type') return 'the node itself sent it';
  return asked && 'negated' in asked && asked.negated ? 'it is no traffic from pods' : '';
}

function endpointSentence({ text }: Endpoint, { matches }: Rule<Origin>, { isSure }: StepPlace): string {
  if (matches.some(match => match.kind === 'address')) {
    return `the sender is ${text} itself and would not accept a packet from its own address`;
  }
  const isRemembered = matches.some(match => match.kind === 'recently-seen' || match.kind === 'set');
  if (isRemembered) return `this client had ${text} before and gets it again`;
  return isSure ? `there is only ${text} to choose` : `chance chooses ${text}`;
}

const fieldTexts: Readonly<Record<string, string>> = {
  clusterIP: 'it is for the cluster IP of',
  clusterIPs: 'it is for the cluster IP of',
  externalIPs: 'it is for an external IP of',
  loadBalancer: 'it is for a load-balancer address of',
  nodePort: 'it is for the node port of',
  healthCheckNodePort: 'it is for the health check port of',
  loadBalancerSourceRanges: 'the sender is in a source range of',
};

function fieldText({ path, of }: FieldOrigin): string {
  const field = path.findLast(part => typeof part === 'string' && Object.hasOwn(fieldTexts, part));
  return `${field === undefined ? 'it is for' : fieldTexts[field]} ${of.name}`;
}

function refusal(action: Extract<Action, { kind: 'reject' | 'drop' }>, origin: Origin): string {
  const verb = action.kind === 'reject' ? 'refused, and the sender is told' : 'dropped, and nobody is told';
  const port = servicePortOf(origin);
  return port ? `${port.name}: ${verb}` : verb;
}

function servicePortOf(origin: Origin): ServicePort | undefined {
  if (origin.kind === 'servicePort') return origin;
  return origin.kind === 'field' ? origin.of : undefined;
}
