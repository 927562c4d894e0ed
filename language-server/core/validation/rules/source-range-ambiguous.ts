import { cidrProblem, parseAddress, parseCidr } from '../addressForms.ts';
import { defineRule } from '../defineRule.ts';
import { invalid } from '../drafts.ts';
import { service } from '../examples.ts';
import { useSuggestion } from '../fixes.ts';
import { anyOf, describe, quote } from '../serviceFacts.ts';
import { writtenSourceRanges } from '../sourceRanges.ts';

export const sourceRangeAmbiguous = defineRule({
  id: 'source-range-ambiguous',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  since: '1.36',
  summary: 'A source range with bits behind its prefix, leading zeros or a mapped address.',
  rationale: `\`192.0.2.7/24\` may mean the network or the one address, and programs disagree about leading zeros. Refused since 1.36; before, the API server warns.`,
  *check({ object: service, settings }) {
    const isRefused = settings.kubernetesMinor >= 36;
    for (const { text, path, field } of writtenSourceRanges(service)) {
      const problem = cidrProblem(text);
      if (problem !== 'host-bits' && problem !== 'nonstandard') continue;
      const network = parseCidr(text)!;
      const single = parseAddress(text.slice(0, text.indexOf('/')))!;
      const host = `${single.text}/${single.family === 'IPv4' ? 32 : 128}`;
      const isInField = path[0] === 'spec';
      const choices = problem === 'host-bits' ? [network.text, host] : [network.text];
      const message = `${describe(service)}: the source range ${quote(text)} can be read in two ways: the API server ${isRefused ? 'refuses it' : 'warns of it, and refuses it from 1.36 on'}. Write ${anyOf(choices)}.`;
      yield invalid(path, message, {
        field: isRefused || !isInField ? field : undefined,
        ...(isInField ? { suggestions: choices } : {}),
        ...(isRefused ? {} : { verdict: 'warned' }),
      });
    }
  },
  fixes: useSuggestion(),
  examples: {
    bad: [
      {
        text: service(`
  type: LoadBalancer
  loadBalancerSourceRanges: [192.0.2.7/24]
  #                          ^^^^^^^^^^^^ Invalid spec.LoadBalancerSourceRanges[0]
  ports: [{ port: 80 }]
`),
        fixed: service(`
  type: LoadBalancer
  loadBalancerSourceRanges: [192.0.2.0/24]
  ports: [{ port: 80 }]
`),
      },
      {
        title: 'Up to 1.35 a warning',
        text: service(`
  type: LoadBalancer
  loadBalancerSourceRanges: [192.0.2.7/24]
  #                          ^^^^^^^^^^^^ spec.loadBalancerSourceRanges[0]
  ports: [{ port: 80 }]
`),
        settings: { kubernetesVersion: '1.35' },
      },
    ],
    good: [
      {
        text: service(`
  type: LoadBalancer
  loadBalancerSourceRanges: [192.0.2.0/24]
  ports: [{ port: 80 }]
`),
      },
    ],
  },
});
