/** The listing of an IPVS state for people. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileIpvs } from '../../core/backends/ipvs/compile.ts';
import { printIpvsListing } from '../../core/netfilter/printIpvs.ts';
import { makeCase, nodeHere, plan, webService } from './support.ts';

function listing(spec: string, config = ''): string {
  const engineCase = makeCase(nodeHere + webService({ spec, here: 1, there: 1 }), `hostnameOverride: here\n${config}`);
  return printIpvsListing(compileIpvs(plan(engineCase, 'ipvs', 'IPv4')));
}

test('virtual servers with their real servers, then sets, addresses, sysctls and rules', () => {
  const text = listing('');
  assert.match(
    text,
    /^TCP {2}10\.96\.0\.10:80 rr\n {2}-> 10\.244\.0\.1:8080 +Masq +1 +0 +0\n {2}-> 10\.244\.0\.2:8080/m,
  );
  assert.match(text, /^Name: KUBE-CLUSTER-IP\nType: hash:ip,port\nMembers: 1\n {2}10\.96\.0\.10,tcp:80$/m);
  assert.match(text, /^Addresses on kube-ipvs0:\n {2}10\.96\.0\.10$/m);
  assert.match(text, /^ {2}net\/ipv4\/vs\/conntrack = 1$/m);
  assert.match(text, /^-A KUBE-SERVICES -m set --match-set KUBE-CLUSTER-IP dst,dst -j ACCEPT$/m);
});

test('persistence and the scheduler mh show', () => {
  const text = listing('sessionAffinity: ClientIP', 'ipvs: { scheduler: mh }');
  assert.match(text, /^TCP {2}10\.96\.0\.10:80 mh persistent 10800 \(mh-port\)$/m);
});
