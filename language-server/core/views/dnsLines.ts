/** DNS records in a hover: one line for the Service's name, and a short list where there is more to tell. */
import type { ServicePortSpec } from '../cluster/objects.ts';
import type { DnsRecord } from './dns.ts';
import { code, escapeMarkdown } from './markdown.ts';

/** What fits beside the rest of the hover. */
const maxRecords = 6;
const maxAnswers = 3;

/** "DNS `web.shop.svc.cluster.local` (A, AAAA)" */
export function dnsLine(records: readonly DnsRecord[]): string {
  const [first] = records;
  if (!first) return '';
  const own = records.filter(record => record.name === first.name);
  const answer = first.type === 'CNAME' ? ` → ${code(first.answers[0] ?? '')}` : '';
  return `DNS ${code(first.name)} (${own.map(record => record.type).join(', ')})${answer}`;
}

/** The records that the line does not tell already: of one port alone, where `port` is given. */
export function dnsList(records: readonly DnsRecord[], port: ServicePortSpec | undefined): string {
  const first = records[0]?.name;
  const telling = records.filter(({ name, ofPods }) => name !== first || ofPods);
  const wanted = port ? telling.filter(record => record.servicePort === port) : telling;
  const lines = wanted.slice(0, maxRecords).map(recordLine);
  const rest = wanted.length - lines.length;
  if (rest > 0) lines.push(`- and ${rest} more DNS records`);
  return lines.join('\n');
}

function recordLine({ name, type, answers, unnamed = [] }: DnsRecord): string {
  const shown = answers.slice(0, maxAnswers).map(escapeMarkdown).join(', ');
  const rest = answers.length > maxAnswers ? ` and ${answers.length - maxAnswers} more` : '';
  const others = unnamed.map(({ port, count }) => `${port} of ${counted(count)} without hostname`);
  const parts = [...(answers.length ? [shown + rest] : []), ...others];
  const suffix = others.length ? ' (the DNS server makes up names)' : '';
  return `- ${type} ${code(name)} → ${parts.length ? parts.join(', ') + suffix : 'no answer yet'}`;
}

function counted(count: number): string {
  return count === 1 ? 'an endpoint' : `${count} endpoints`;
}
