import type { EmulatorContext } from '../emulator.context.ts';
import type { AnswerTo } from '../net/answering.server.ts';
import type { OnRefused } from '../net/refused.request.ts';
import { recordedPath } from './request.record.ts';
import type { RequestRecord } from './request.record.ts';

/** The same answers, each of them recorded before it is sent: who has the answer finds the record. */
export function recording(
  { now, record }: EmulatorContext,
  at: RequestRecord['at'],
  service: string,
  answerTo: AnswerTo,
): AnswerTo {
  return async (request) => {
    const time = new Date(now()).toISOString();
    const begun = performance.now();
    const answer = await answerTo(request);
    const { method = '?', url = '' } = request;
    const [status, reason] = answer ? [answer.status, ''] : [0, 'fault: the connection was broken off'];
    const ms = Math.round(performance.now() - begun);
    record({ time, at, service, method, path: recordedPath(url), status, reason, ms });
    return answer;
  };
}

/** Records what a front's parser refused: neither method nor path of it can be believed. */
export function recordRefused({ now, record }: EmulatorContext, service: string): OnRefused {
  return (status, reason) => {
    const time = new Date(now()).toISOString();
    record({ time, at: 'front', service, method: '?', path: '?', status, reason, ms: 0 });
  };
}
