import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linksOf, linksTo } from '../../core/cluster/references.ts';
import { rootsOf } from '../../core/workspace/roots.ts';
import { deployment, ingress, policy, route, service, shop, slice } from './shop.ts';
import { fixture } from './support.ts';

function finds(text: string, options = { withDeclaration: true }): void {
  const { navigation, file, offset, marked, name } = fixture(text);
  const found = navigation.referencesAt(file, offset, options).map(name);
  assert.deepEqual([...found].sort(), [...marked].sort());
}

const mark = (text: string, ...words: string[]) =>
  words.reduce(
    (marked, word) =>
      marked.replace(
        word,
        word.replace(/\w[\w-]*$/, found => `«${found}»`),
      ),
    text,
  );

const namingService =
  deployment +
  ingress.replaceAll('name: web', 'name: «web»') +
  mark(route, 'name: web') +
  policy +
  mark(slice, 'service-name: web');

test('a Service is spoken of by Ingresses, routes and slices', () => {
  finds(service.replace('name: web', 'name: «w$0eb»') + namingService);
  finds(mark(service, 'name: web') + namingService.replace('«web»', '«we$0b»'));
  finds(service.replace('name: web', 'name: w$0eb') + namingService, { withDeclaration: false });
});

test('a port of a Service is spoken of by name and by number', () => {
  const naming =
    deployment + mark(ingress, 'name: http') + mark(route, 'port: 80') + policy + mark(slice, 'name: http');
  finds(service.replace('name: http', 'name: «ht$0tp»') + naming);
  finds(service.replace('name: http', 'name: «http»').replace('port: 80', 'port: $080') + naming);
});

test('the labels of a template are spoken of by every selector that chooses them', () => {
  const selecting = mark(service, 'selector') + mark(policy, 'podSelector');
  const chosen = deployment.replace('  selector', '  «selector»').replace('      labels', '      «labels»');
  finds(selecting + chosen.replace('app: web\n        tier', 'app: we$0b\n        tier'));
  const named = chosen.replace('«labels»', 'labels').replace('name: web', 'name: «w$0eb»');
  finds(selecting + named);
  finds(selecting.replace('app: web', 'app: $0web') + chosen);
});

test('a container port is spoken of by Services, policies and probes that lead to it', () => {
  const probed = deployment.replace('port: web-http', 'port: «web-http»');
  const asking = mark(service, 'targetPort: web-http') + mark(policy, 'port: web-http');
  finds(asking + probed.replace('- name: web-http', '- name: «web-$0http»'));
  finds(asking.replace('«web-http»', '«we$0b-http»') + probed.replace('- name: web-http', '- name: «web-http»'));
  finds(
    service.replace('port: 9090', 'port: «9090»') +
      deployment.replace('- containerPort: 9090', '- containerPort: «90$090»'),
  );
});

test('what nothing speaks of has no references', () => {
  finds(shop.replace('addressType: IPv4', 'address$0Type: IPv4'));
});

test('every link is found from its other end', () => {
  const { snapshot } = fixture(shop);
  const { cluster } = rootsOf(snapshot).of('service.yaml')!;
  const links = [...snapshot.files.values()].flatMap(file => file.objects).flatMap(object => linksOf(object, cluster));
  assert.equal(links.length, 15);
  for (const link of links) {
    for (const target of link.targets) {
      const back = linksTo(target, cluster).map(({ from }) => from);
      assert.ok(back.some(from => from.object === link.from.object && from.path.join() === link.from.path.join()));
    }
  }
});
