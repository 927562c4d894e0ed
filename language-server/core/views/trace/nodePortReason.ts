/**
 * Why a packet to one of the node's own addresses is no Service's. In: the result of a trace that ended at the node's
 * sockets. Out: the nearest miss: a node port that does not answer on this address, or one of another protocol.
 */
import { isLoopback } from '../../ip/address.ts';
import type { ServicePort } from '../../routing/servicePort.ts';
import { type Reason, serviceNameOf, specField } from './reason.ts';
import { portsOfNodePort } from './traceClaims.ts';
import type { TraceResult } from './traceRequest.ts';

export function nodePortReason(result: TraceResult): Reason | undefined {
  const { node, target, protocol } = result;
  const withNodePort = portsOfNodePort(node.plan, target.port).map(({ port }) => port);
  const same = withNodePort.find(port => port.protocol === protocol);
  if (same) return silentAddress(same, result);
  const other = withNodePort[0];
  if (other) {
    return {
      text: `${target.port} is the node port of ${other.name} for ${other.protocol}, not for ${protocol}.`,
      place: specField(other, 'ports', other.portIndex, 'nodePort'),
    };
  }
  const ports = node.plan.servicePorts.map(({ port }) => port);
  const checked = ports.find(({ healthCheckNodePort }) => healthCheckNodePort?.port === target.port);
  if (checked && protocol === 'tcp') {
    return {
      text: `${target.port} is the health check node port of ${serviceNameOf(checked)}: kube-proxy itself answers, and tells load balancers whether this node runs an endpoint.`,
      place: specField(checked, 'healthCheckNodePort'),
    };
  }
  return { text: `No Service has node port ${target.port}/${protocol}: only a process of the node itself can answer.` };
}

function silentAddress(port: ServicePort, { node, target, mode, family }: TraceResult): Reason {
  const { address } = target;
  const place = specField(port, 'ports', port.portIndex, 'nodePort');
  const what = `${target.port} is the node port of ${port.name}, but`;
  if (node.lineOf) return { text: `${what} the captured rules do not take what is sent to it here.`, place };
  const own = node.plan.nodePorts.addresses.filter(candidate => !isLoopback(candidate)).map(({ text }) => text);
  const instead = own.length ? ` Ask ${own.slice(0, 3).join(' or ')}.` : '';
  if (!isLoopback(address)) {
    return {
      text: `${what} node ports do not answer on ${address.text} (kube-proxy’s nodePortAddresses).${instead}`,
      place,
    };
  }
  const why =
    family === 'IPv6'
      ? 'no mode serves node ports on ::1'
      : mode === 'iptables'
        ? 'kube-proxy is not to serve node ports on 127.0.0.1 here (localhostNodePorts, nodePortAddresses)'
        : `${mode} mode serves no node ports on 127.0.0.1`;
  return { text: `${what} ${why}.${instead}`, place };
}
