/** What is traced and what is assumed, as a story and a document begin. In: a trace's result. Out: lines of text. */
import { joinHostPort } from '../../ip/address.ts';
import { refusalSentence } from '../refusal.ts';
import type { TraceResult } from './traceRequest.ts';

export function heading({ request, target, protocol, node, mode, family }: TraceResult): string {
  const at = joinHostPort(target.address, target.port);
  const named = target.servicePort ? `${request.to} (${at}/${protocol})` : `${at}/${protocol}`;
  return `${request.from} → ${named}, on ${node.plan.nodeName}, ${mode}, ${family}`;
}

export function notes(result: TraceResult): string[] {
  const { target, mode, node, refusal } = result;
  const found: string[] = [];
  if (refusal && node.lineOf) found.push(`${refusalSentence(refusal)} The captured rules tell what holds.`);
  if (target.standIn) found.push('The Service has no cluster IP yet; a stand-in is shown.');
  if (mode === 'ipvs') found.push('IPVS: this trace has not been held against a kernel.');
  if (node.lineOf) {
    const made = `${mode === 'ipvs' ? 'virtual servers, ipsets, ' : ''}names, addresses and the node`;
    found.push(`The rules are captured ones; ${made} are those of the manifests.`);
    found.push(...leftOut(node.leftOut ?? []));
  }
  if (node.network.podRangeAssumed) {
    found.push(
      `No Node says which range pods have on ${node.plan.nodeName}; ${node.network.podRange.text} is assumed.`,
    );
  }
  return found;
}

const shown = 3;

function leftOut(places: readonly string[]): string[] {
  const rest = places.length - shown;
  const first = places.slice(0, shown).map(place => `Of the captured text, ${place}`);
  return rest > 0 ? [...first, `${rest} more of the kind.`] : first;
}
