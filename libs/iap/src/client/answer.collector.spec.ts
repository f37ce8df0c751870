import { AxiosHeaders, type InternalAxiosRequestConfig } from 'axios';

import { AnswerCollector } from './answer.collector.ts';

const request = { method: 'GET', protocol: 'https:', host: 'api.example.com', path: '/' };

/** What undici gives a handler to stop a request with. */
function controller() {
  const reasons: Error[] = [];
  const abort = (reason: Error) => {
    reasons.push(reason);
  };
  const rest = {
    aborted: false,
    paused: false,
    reason: null,
    pause: () => undefined,
    resume: () => undefined,
  };
  return { ...rest, abort, reasons };
}

describe('a call that is given up', () => {
  const start = (signal: AbortSignal) => {
    const config: InternalAxiosRequestConfig = { headers: new AxiosHeaders(), signal };
    let collector: AnswerCollector | undefined;
    const answer = new Promise((resolve, reject) => {
      collector = new AnswerCollector(config, request, resolve, reject);
    });
    answer.catch(() => undefined);
    return { collector: collector!, answer };
  };

  it('is not sent any more when a connection comes late', async () => {
    const abort = new AbortController();
    const { collector, answer } = start(abort.signal);
    abort.abort();
    await expect(answer).rejects.toMatchObject({ code: 'ERR_CANCELED', request });
    const late = controller();
    collector.onRequestStart(late);
    expect(late.reasons).toHaveLength(1);
  });

  it('is cut off when it is under way, and what comes after that is nobody’s', async () => {
    const abort = new AbortController();
    const { collector, answer } = start(abort.signal);
    const underWay = controller();
    collector.onRequestStart(underWay);
    collector.onResponseStart(undefined, 200, {});
    expect(underWay.reasons).toEqual([]);
    abort.abort();
    expect(underWay.reasons).toHaveLength(1);
    collector.onResponseEnd();
    await expect(answer).rejects.toMatchObject({ code: 'ERR_CANCELED' });
  });
});
