/** Requests that the client takes back before their turn comes are answered as cancelled, without being worked on. */
import { type ConnectionStrategy, LSPErrorCodes, Message, type ResponseMessage } from 'vscode-languageserver';

export const cancelsWaitingRequests: ConnectionStrategy = {
  cancelUndispatched: (message): ResponseMessage | undefined => {
    if (!Message.isRequest(message)) return undefined;
    const error = { code: LSPErrorCodes.RequestCancelled, message: 'The client took the request back.' };
    return { jsonrpc: '2.0', id: message.id, error };
  },
};
