import type { IncomingMessage, Server } from 'node:http';
import { send } from './answer.ts';
import type { Answer } from './answer.ts';
import { createHardenedServer } from './hardened.server.ts';

/** A server that answers every request with what one function makes of it. */
export function createAnsweringServer(answerTo: (request: IncomingMessage) => Promise<Answer>): Server {
  return createHardenedServer((request, response) => {
    const fail = (): void => {
      response.destroy();
    };
    response.on('error', fail);
    answerTo(request)
      .then((answer) => {
        send(response, answer);
      })
      .catch(fail);
  });
}
