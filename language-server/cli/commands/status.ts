/** `routelens status`: what is known of each root's cluster, and which file and line decides it. */
import { visibleLine } from '../../core/base/visibleText.ts';
import type { SettingView, StatusView } from '../../core/views/model.ts';
import { overruledText, settingLabels, settingText } from '../../core/views/settingWords.ts';
import { analyse } from '../../core/workspace/analyse.ts';
import { rootsOf } from '../../core/workspace/roots.ts';
import { statusOf } from '../../core/workspace/statusOf.ts';
import type { Console } from '../console.ts';
import { loadInputs } from '../loadInputs.ts';
import { readOptions, validatedReleases } from '../options.ts';
import { chooseRoots, rootOption } from '../rootChoice.ts';

export async function status(args: readonly string[], console: Console): Promise<number> {
  const { common, own } = readOptions(args, {
    own: rootOption,
    formats: ['text', 'json'],
    releases: validatedReleases,
  });
  const { snapshot } = await loadInputs(common, console);
  const { locate } = analyse(snapshot);
  const { roots } = chooseRoots(rootsOf(snapshot), own.root);
  const found = roots.map(root => statusOf(root, snapshot, locate));
  if (common.format === 'json') console.out(`${JSON.stringify({ roots: found.map(toJson) }, null, 2)}\n`);
  else if (found.length === 0) console.err('no manifests in the inputs\n');
  else console.print(found.map(toText).join('\n'));
  return 0;
}

function toJson({ root, services, settings, remarks }: StatusView): unknown {
  return { root, services, settings, remarks };
}

const width = Math.max(...Object.values(settingLabels).map(label => label.length));

function toText({ root, services, settings, remarks }: StatusView): string {
  const count = services === 1 ? '1 Service' : `${services} Services`;
  const lines = [
    `Root ${root || '(no root folder)'}: ${count}`,
    ...settings.flatMap(settingLines),
    ...remarks.map(remark => `  ${remark}`),
  ];
  return lines.map(line => `${visibleLine(line)}\n`).join('');
}

function settingLines(setting: SettingView): string[] {
  const label = settingLabels[setting.setting].padEnd(width);
  const indent = ' '.repeat(width + 4);
  return [
    `  ${label}  ${settingText(setting)}`,
    ...setting.overruled.map(stated => `${indent}overruled: ${overruledText(stated)}`),
  ];
}
