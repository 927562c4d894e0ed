/** How IPVS schedulers choose a server, in a few words each (ipvsadm(8), Linux 6). */
const schedulers: Readonly<Record<string, string>> = {
  rr: 'round robin: the servers take turns',
  wrr: 'weighted round robin: turns by weight, and all weights are 1 here',
  lc: 'least connections: the server with the fewest active connections',
  wlc: 'weighted least connections: as lc, weights being 1 here',
  lblc: 'locality-based least connections: one server for each destination until it is overloaded',
  lblcr: 'locality-based least connections with replication: a few servers for each destination',
  sh: 'source hashing: a client always meets the same server',
  dh: 'destination hashing: a destination always meets the same server, so a cluster IP has one',
  sed: 'shortest expected delay: the fewest connections, the new one counted',
  nq: 'never queue: an idle server at once, else as sed',
  mh: 'Maglev hashing: by client address and port, disturbed little when servers change',
};

export function schedulerSentence(name: string): string {
  const words = schedulers[name];
  return words ? `Scheduler ${name}, ${words}.` : `Scheduler ${name} is not one that this version knows.`;
}
