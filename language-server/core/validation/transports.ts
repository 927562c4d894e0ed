/**
 * Application protocols that run over one transport only, and what a port's name says of its transport. In: words that
 * people give ports. Out: the transport that they mean, or undefined where several would do: HTTPS may be HTTP/3, which
 * runs over UDP; DNS and SIP run over both.
 */
import type { ServicePortSpec } from '../cluster/objects.ts';
import type { protocols } from './serviceFacts.ts';

export type Transport = (typeof protocols)[number];

const wordsOf: Readonly<Record<Transport, readonly string[]>> = {
  // Without TLS there is no HTTP/3, so that plain HTTP and what is built on it needs TCP.
  TCP: ['tcp', 'http', 'http2', 'h2c', 'ws', 'grpc', 'grpc-web', 'mongo', 'redis', 'mysql', 'postgres', 'postgresql'],
  UDP: ['udp', 'quic', 'ntp', 'tftp', 'wireguard', 'gtpu', 'gtp-u', 'pfcp'],
  // The signalling of mobile networks.
  SCTP: ['sctp', 'ngap', 's1ap', 'xnap', 'm3ua'],
};

const transportOfWord = new Map(
  Object.entries(wordsOf).flatMap(([transport, words]) => words.map(word => [word, transport as Transport] as const)),
);

/** RFC 6455, which the names of Kubernetes refer to, is WebSocket over TCP, with TLS or without. */
const kubernetesWords = new Map<string, Transport>([
  ['kubernetes.io/h2c', 'TCP'],
  ['kubernetes.io/ws', 'TCP'],
  ['kubernetes.io/wss', 'TCP'],
]);

/** The one transport of an appProtocol; undefined where it has several or is not known. */
export function transportOfAppProtocol(appProtocol: string): Transport | undefined {
  const word = appProtocol.toLowerCase();
  return kubernetesWords.get(word) ?? transportOfWord.get(word);
}

/** Ports that serve a program's own pages and figures, whatever protocol the name speaks of besides. */
const sideWords =
  /^(?:admin|api|dashboard|exporter|health|healthz|http|https|metrics|monitoring|probe|stats|status|ui|web)$/;

/**
 * The transport that a port's name speaks of: "dns-udp" and "udp-dns" say it outright. A protocol's name ("ntp") counts
 * only where nobody wrote the transport down. Undefined where the name says nothing, or two things.
 */
export function transportOfPortName({ name, protocol }: ServicePortSpec): Transport | undefined {
  const words = (name ?? '').toLowerCase().split('-');
  if (words.some(word => sideWords.test(word))) return undefined;
  const outright = new Set(
    words.flatMap(word => (/^(?:tcp|udp|sctp)$/.test(word) ? (word.toUpperCase() as Transport) : [])),
  );
  if (outright.size > 1) return undefined;
  const [said] = outright;
  if (said) return said === words[0]?.toUpperCase() || said === words.at(-1)?.toUpperCase() ? said : undefined;
  const implied = protocol ? undefined : transportOfWord.get(words.join('-'));
  return implied === 'TCP' ? undefined : implied;
}
