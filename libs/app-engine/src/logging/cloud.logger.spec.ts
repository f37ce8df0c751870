import { jest } from '@jest/globals';
import { CloudLogger, type CloudLoggerOptions } from './cloud.logger.ts';
import { loggerFor } from './logger.factory.ts';
import { withTrace } from './trace.storage.ts';

const TRACE = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7', sampled: true };

/** What `work` writes, by stream. */
function written(work: () => void): { stdout: string; stderr: string } {
  const output = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((stream) =>
    jest.spyOn(process[stream], 'write').mockImplementation((text) => {
      output[stream] += String(text);
      return true;
    }),
  );
  try {
    work();
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  return output;
}

function entryOf(
  work: (logger: CloudLogger) => void,
  options: CloudLoggerOptions = {},
): Record<string, unknown> {
  const logger = new CloudLogger({
    json: true,
    logLevels: ['verbose', 'debug', 'log', 'warn', 'error', 'fatal'],
    ...options,
  });
  const { stdout, stderr } = written(() => {
    work(logger);
  });
  const lines = `${stdout}${stderr}`.split('\n').filter(Boolean);
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0]!) as Record<string, unknown>;
}

describe('an entry for Cloud Logging', () => {
  it.each`
    level        | severity
    ${'verbose'} | ${'DEBUG'}
    ${'debug'}   | ${'DEBUG'}
    ${'log'}     | ${'INFO'}
    ${'warn'}    | ${'WARNING'}
    ${'error'}   | ${'ERROR'}
    ${'fatal'}   | ${'CRITICAL'}
  `('says $severity for $level', ({ level, severity }: { level: 'log'; severity: string }) => {
    const entry = entryOf((logger) => {
      logger[level]('a quote was made', 'Quotes');
    });
    expect(entry).toMatchObject({ severity, message: 'a quote was made', context: 'Quotes' });
    expect(new Date(entry.time as string).toISOString()).toBe(entry.time);
  });

  it('carries the trace of its request, in the project', () => {
    const entry = entryOf(
      (logger) => {
        withTrace(TRACE, () => {
          logger.log('x');
        });
      },
      { projectId: 'quotes-demo' },
    );
    expect(entry).toMatchObject({
      'logging.googleapis.com/trace': `projects/quotes-demo/traces/${TRACE.traceId}`,
      'logging.googleapis.com/spanId': TRACE.spanId,
      'logging.googleapis.com/trace_sampled': true,
    });
  });

  it('carries the bare trace id without a project, and nothing outside of a request', () => {
    const inside = entryOf((logger) => {
      withTrace(TRACE, () => {
        logger.log('x');
      });
    });
    expect(inside['logging.googleapis.com/trace']).toBe(TRACE.traceId);
    expect(
      Object.keys(
        entryOf((logger) => {
          logger.log('x');
        }),
      ),
    ).toEqual(['severity', 'time', 'message']);
  });

  it('has the stack of an error where Error Reporting looks', () => {
    const error = Object.assign(new TypeError('no price'), { code: 'E_PRICE', cause: new Error('deeper') });
    const entry = entryOf((logger) => {
      logger.error(error);
    });
    expect(entry).toMatchObject({ severity: 'ERROR', message: 'no price', error: { code: 'E_PRICE' } });
    expect(entry.stack_trace).toMatch(/^TypeError: no price\n {4}at /);
    expect(JSON.stringify(entry.error)).toContain('deeper');
  });

  it('has the stack that Nest hands over as a string', () => {
    const { stack } = new Error('broken');
    expect(
      entryOf((logger) => {
        logger.error('it broke', stack, 'Quotes');
      }),
    ).toMatchObject({
      message: 'it broke',
      stack_trace: stack,
      context: 'Quotes',
    });
  });

  it('puts fields at the root, where they cannot pose as the logger’s own', () => {
    const forged = {
      severity: 'DEFAULT',
      time: 'never',
      message: 'forged',
      context: 'Forged',
      code: 'ERR_X',
    };
    const entry = entryOf((logger) => {
      logger.warn('refused', forged, 'Quotes');
    });
    expect(entry).toMatchObject({
      severity: 'WARNING',
      message: 'refused',
      context: 'Quotes',
      code: 'ERR_X',
    });
    expect(entry.time).not.toBe('never');
  });

  it('stays on one line, whatever the message holds', () => {
    const message = 'one\ntwo"}\r\n{"severity":"CRITICAL"}\u2028';
    expect(
      entryOf((logger) => {
        logger.log(message);
      }).message,
    ).toBe(message);
  });

  it('writes errors to stderr and the rest to stdout', () => {
    const logger = new CloudLogger({ json: true });
    expect(
      written(() => {
        logger.error('x');
      }),
    ).toMatchObject({ stdout: '' });
    expect(
      written(() => {
        logger.log('x');
      }),
    ).toMatchObject({ stderr: '' });
  });
});

describe('loggerFor', () => {
  it.each([{ NODE_ENV: 'production' }, { GAE_ENV: 'standard' }])('writes JSON with %j', (env) => {
    const { stdout } = written(() => {
      loggerFor({ ...env, GOOGLE_CLOUD_PROJECT: 'p' }, 'api').log('x');
    });
    expect(JSON.parse(stdout)).toMatchObject({ severity: 'INFO', message: 'x' });
  });

  it('writes readable lines elsewhere, with the fields but without httpRequest', () => {
    const logger = loggerFor({ NODE_ENV: 'development' }, 'api');
    const { stdout } = written(() => {
      logger.log('GET / 200 1 ms', { code: 'ERR_X', httpRequest: { status: 200 } }, 'Request');
    });
    expect(stdout).toMatch(/\[api\].*LOG.*\[Request\].*GET \/ 200 1 ms.*ERR_X/s);
    expect(stdout).not.toContain('httpRequest');
  });

  it.each([
    [undefined, ['log', 'warn', 'error', 'fatal']],
    ['debug', ['debug', 'log', 'warn', 'error', 'fatal']],
    ['>=warn', ['warn', 'error', 'fatal']],
  ])('with NEST_LOG_LEVEL %s prints %j', (level, printed) => {
    const before = process.env.NEST_LOG_LEVEL;
    if (level) process.env.NEST_LOG_LEVEL = level;
    const logger = loggerFor({ NEST_LOG_LEVEL: level }, 'api');
    const all = ['verbose', 'debug', 'log', 'warn', 'error', 'fatal'] as const;
    const enabled = all.filter((name) => logger.isLevelEnabled(name));
    if (before === undefined) delete process.env.NEST_LOG_LEVEL;
    expect(enabled).toEqual(printed);
  });

  it('leaves out what Nest tells of its start-up, unless debug is on', () => {
    const speak = (logger: CloudLogger) =>
      written(() => {
        logger.log('Mapped {/quotes, POST} route', 'RouterExplorer');
      }).stdout;
    expect(speak(loggerFor({}, 'api'))).toBe('');
    expect(speak(new CloudLogger({ logLevels: ['debug'] }))).toContain('Mapped');
  });

  it('leaves a failed start to whoever catches it', () => {
    const { stderr } = written(() => {
      loggerFor({}, 'api').error(new Error('no port'), undefined, 'ExceptionHandler');
    });
    expect(stderr).toBe('');
  });

  it.each(['authorization', 'Proxy-Authorization', 'cookie', 'x-goog-iap-jwt-assertion'])(
    'never writes %s',
    (name) => {
      for (const env of [{ NODE_ENV: 'production' }, {}]) {
        const { stdout } = written(() => {
          loggerFor(env, 'api').log('call', { headers: { [name]: 'eyJ.secret' } });
        });
        expect(stdout).toContain('call');
        expect(stdout).not.toContain('secret');
      }
    },
  );
});
