/** Actions of views as commands of the client, for those that it announced. */
import type { Command } from 'vscode-languageserver';
import type { ViewAction } from '../core/views/model.ts';
import { goToEndpointsCommand, showChainsCommand, tracePacketCommand } from './protocol.ts';
import type { ClientFacts } from './session.ts';
import { type Places, toServiceArgument } from './toProto.ts';

const commandOf = {
  'show-chains': showChainsCommand,
  'go-to-endpoints': goToEndpointsCommand,
  trace: tracePacketCommand,
} as const;

/** A command with an empty id shows its title and does nothing. */
export function toCommand(title: string, action: ViewAction, places: Places, { commandLinks }: ClientFacts): Command {
  const command = commandOf[action.kind];
  if (!commandLinks.has(command)) return { title, command: '' };
  return { title, command, arguments: [toServiceArgument(action.service, places)] };
}

/** "[Show chains](command:…) · [Go to endpoints](command:…)", or "" where the client announced none of them. */
export function toLinkLine(actions: readonly ViewAction[], places: Places, client: ClientFacts): string {
  return actions
    .map(action => toCommand(action.title, action, places, client))
    .filter(({ command }) => command !== '')
    .map(({ title, command, arguments: args }) => `[${title}](command:${command}?${encodeArguments(args)})`)
    .join(' · ');
}

/** Parentheses would end the Markdown link. */
function encodeArguments(args: unknown): string {
  return encodeURIComponent(JSON.stringify(args)).replaceAll('(', '%28').replaceAll(')', '%29');
}
