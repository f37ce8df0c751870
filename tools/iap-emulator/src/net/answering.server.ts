import type { IncomingMessage, RequestListener, Server } from 'node:http';
import { send } from './answer.ts';
import type { Answer } from './answer.ts';
import { createHardenedServer } from './hardened.server.ts';

/** Makes an answer; `undefined` breaks the connection off. */
export type AnswerTo = (request: IncomingMessage) => Promise<Answer | undefined>;

/** A server that answers every request with what one function makes of it. */
export function createAnsweringServer(answerTo: AnswerTo): Server {
  return createHardenedServer(answeringWith(answerTo));
}

/** The listener of such a server. */
export function answeringWith(answerTo: AnswerTo): RequestListener {
  return (request, response) => {
    const fail = (): void => {
      response.destroy();
    };
    response.on('error', fail);
    answerTo(request)
      .then((answer) => {
        if (answer) send(response, answer);
        else fail();
      })
      .catch(fail);
  };
}
