/**
 * A program that sits in a network namespace, answers on addresses it is told of, and opens connections. Requests and
 * replies are lines of JSON on its standard input and output. It ends with its input, so the namespace ends with the test.
 */
import dgram from 'node:dgram';
import { readdirSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { createInterface } from 'node:readline';
import type { Answer, Listener, Probe, Request, Sighting, Tally } from './flowsProtocol.ts';

const place = process.argv[2]!;

/** What a server tells those who reach it. */
function answer(at: Listener, from: { address: string; port: number }): string {
  return JSON.stringify({ place, address: at.address, port: at.port, from } satisfies Answer);
}

function listen(at: Listener): Promise<() => void> {
  return at.protocol === 'tcp' ? listenTcp(at) : listenUdp(at);
}

function listenTcp(at: Listener): Promise<() => void> {
  const server = net.createServer(socket => {
    socket.on('error', () => socket.destroy());
    socket.end(answer(at, { address: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 }));
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: at.address, port: at.port }, () => resolve(() => server.close()));
  });
}

function udpSocket(address: string): dgram.Socket {
  return dgram.createSocket(net.isIPv6(address) ? 'udp6' : 'udp4');
}

function listenUdp(at: Listener): Promise<() => void> {
  const socket = udpSocket(at.address);
  // A socket for each address, so that the answer leaves from the address that was asked.
  socket.on('message', (_, { address, port }) => socket.send(answer(at, { address, port }), port, address, () => {}));
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind({ address: at.address, port: at.port }, () => {
      socket.off('error', reject).on('error', () => {});
      resolve(() => socket.close());
    });
  });
}

let lastPort = 33_000;

/**
 * A port of one's own for every try: the kernel would take a known pair of ports for the old connection, and a changed
 * one tells of masquerading even where the address stays.
 */
function freshPort(): number {
  lastPort = lastPort < 60_999 ? lastPort + 1 : 33_001;
  return lastPort;
}

function sightingOf(data: string, probe: Probe, sourcePort: number, source: string | undefined): Sighting {
  const { place: where, address, port, from } = JSON.parse(data) as Answer;
  const changed = from.port !== sourcePort || (source !== undefined && from.address !== source);
  const isAsked = address === probe.address && port === probe.port;
  const disposition = !isAsked ? 'delivered' : where === 'node' ? 'local' : 'forwarded';
  return { disposition, address, port, source: from.address, changed };
}

/** A port, a host or a network that is said to be out of reach, or the way there to be forbidden. */
const refusals: readonly (string | undefined)[] = ['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EACCES'];

function failureOf(error: NodeJS.ErrnoException): Sighting | undefined {
  // What a rule takes away on its way out is reported to a local sender; if it was rejected, that is yet to come.
  if (error.code === 'EPERM') return undefined;
  return { disposition: refusals.includes(error.code) ? 'rejected' : `error ${error.code}` };
}

function tryTcp(probe: Probe, patience: number): Promise<Sighting> {
  const localPort = freshPort();
  const family = net.isIPv6(probe.address) ? 6 : 4;
  const { source: localAddress, address: host, port } = probe;
  // Half open, it does not answer the server's end with its own, which would go on being sent where no answer comes.
  const at = { host, port, family, localPort, allowHalfOpen: true };
  const socket = net.connect(localAddress ? { ...at, localAddress } : at);
  return settle(patience, done => {
    socket.on('data', data => done(sightingOf(String(data), probe, localPort, localAddress)));
    socket.on('end', () => done({ disposition: 'error closed' }));
    socket.on('error', error => done(failureOf(error)));
    // A reset leaves no port waiting; it would itself wait for a connection that does not come about.
    return () => (socket.connecting ? socket.destroy() : socket.resetAndDestroy());
  });
}

function tryUdp(probe: Probe, patience: number): Promise<Sighting> {
  const socket = udpSocket(probe.address);
  const port = freshPort();
  const { source } = probe;
  return settle(patience, done => {
    const failed = (error: Error | null) => error && done(failureOf(error));
    socket.on('message', data => done(sightingOf(String(data), probe, port, source)));
    socket.on('error', failed);
    socket.bind({ port, ...(source ? { address: source } : {}) }, () => {
      // Connected, it hears of rejections.
      socket.connect(probe.port, probe.address, ((error?: Error) => {
        if (error) failed(error);
        else socket.send('?', failed);
      }) as () => void);
    });
    return () => socket.close();
  });
}

function settle(
  patience: number,
  start: (done: (sighting: Sighting | undefined) => void) => () => void,
): Promise<Sighting> {
  return new Promise(resolve => {
    let isSettled = false;
    const done = (sighting: Sighting | undefined) => {
      if (!sighting || isSettled) return;
      isSettled = true;
      clearTimeout(timer);
      close();
      resolve(sighting);
    };
    const timer = setTimeout(() => done({ disposition: 'silence' }), patience);
    const close = start(done);
  });
}

const taken = ['error EADDRINUSE', 'error EADDRNOTAVAIL'];

/** With another port where an old connection, or a listener, still holds the first. */
async function attempt(probe: Probe, patience: number): Promise<Sighting> {
  const start = probe.protocol === 'tcp' ? tryTcp : tryUdp;
  const first = await start(probe, patience);
  return taken.includes(first.disposition) ? start(probe, patience) : first;
}

const atOnce = 96;

/** All tries of all probes, so many at a time; equal sightings are counted. */
async function run(probes: readonly Probe[], patience: number): Promise<Tally[][]> {
  const tries = probes.flatMap((probe, i) => Array.from({ length: probe.tries }, () => ({ probe, i })));
  const tallies = probes.map(() => new Map<string, number>());
  let next = 0;
  const work = async () => {
    while (next < tries.length) {
      const { probe, i } = tries[next++]!;
      const seen = JSON.stringify(await attempt(probe, patience));
      tallies[i]!.set(seen, (tallies[i]!.get(seen) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return tallies.map(tally => [...tally].map(([seen, count]) => ({ sighting: JSON.parse(seen) as Sighting, count })));
}

const recentLists = '/proc/net/xt_recent';

/** Empties the lists in which iptables rules keep who had which endpoint. */
function forget(): void {
  for (const list of readdirSync(recentLists)) writeFileSync(`${recentLists}/${list}`, '/\n');
}

let stopListening: (() => void)[] = [];

async function handle(request: Request): Promise<unknown> {
  switch (request.do) {
    case 'listen':
      for (const stop of stopListening) stop();
      stopListening = await Promise.all(request.listeners.map(listen));
      return null;
    case 'probe':
      return run(request.probes, request.patience);
    case 'forget':
      return forget();
    case 'set':
      for (const [file, value] of request.values) writeFileSync(`/proc/sys/net/${file}`, value);
      return null;
  }
}

createInterface({ input: process.stdin })
  .on('line', line => {
    handle(JSON.parse(line) as Request).then(
      result => console.log(JSON.stringify({ result: result ?? null })),
      error => console.log(JSON.stringify({ error: `${place}: ${error instanceof Error ? error.stack : error}` })),
    );
  })
  .on('close', () => process.exit());
