import { traceOf, traceparentOf } from './trace.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

const traceparent = (value: string) => traceOf({ traceparent: value });
const cloudTrace = (value: string) => traceOf({ 'x-cloud-trace-context': value });

describe('traceparent', () => {
  it.each`
    form                         | header                           | sampled
    ${'sampled'}                 | ${`00-${TRACE}-${SPAN}-01`}      | ${true}
    ${'not sampled'}             | ${`00-${TRACE}-${SPAN}-00`}      | ${false}
    ${'other flags'}             | ${`00-${TRACE}-${SPAN}-fe`}      | ${false}
    ${'a later version'}         | ${`01-${TRACE}-${SPAN}-01`}      | ${true}
    ${'a later version, longer'} | ${`cc-${TRACE}-${SPAN}-01-what`} | ${true}
  `('is read when it is $form', ({ header, sampled }) => {
    expect(traceparent(header)).toEqual({ traceId: TRACE, spanId: SPAN, sampled });
  });

  it.each`
    flaw                       | header
    ${'version ff'}            | ${`ff-${TRACE}-${SPAN}-01`}
    ${'more after version 00'} | ${`00-${TRACE}-${SPAN}-01-x`}
    ${'a trace of zeros'}      | ${`00-${'0'.repeat(32)}-${SPAN}-01`}
    ${'a span of zeros'}       | ${`00-${TRACE}-${'0'.repeat(16)}-01`}
    ${'a short trace'}         | ${`00-${TRACE.slice(1)}-${SPAN}-01`}
    ${'a long trace'}          | ${`00-${TRACE}0-${SPAN}-01`}
    ${'capitals'}              | ${`00-${TRACE.toUpperCase()}-${SPAN}-01`}
    ${'a line break'}          | ${`00-${TRACE}-${SPAN}-01\nseverity: x`}
    ${'a line break before'}   | ${`\n00-${TRACE}-${SPAN}-01`}
    ${'two headers, joined'}   | ${`00-${TRACE}-${SPAN}-01, 00-${TRACE}-${SPAN}-01`}
    ${'quotes'}                | ${`00-${TRACE}-${SPAN}-"}`}
    ${'nothing'}               | ${''}
    ${'a megabyte'}            | ${'0'.repeat(1 << 20)}
  `('is not believed with $flaw', ({ header }) => {
    expect(traceparent(header).traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(traceparent(header).traceId).not.toBe(TRACE);
  });

  it('goes before X-Cloud-Trace-Context', () => {
    const other = TRACE.replace('4', '5');
    const headers = { traceparent: `00-${TRACE}-${SPAN}-01`, 'x-cloud-trace-context': `${other}/1;o=1` };
    expect(traceOf(headers).traceId).toBe(TRACE);
  });
});

describe('X-Cloud-Trace-Context', () => {
  it.each`
    form                | header                                 | spanId                | sampled
    ${'whole'}          | ${`${TRACE}/74;o=1`}                   | ${'000000000000004a'} | ${true}
    ${'not sampled'}    | ${`${TRACE}/74;o=0`}                   | ${'000000000000004a'} | ${false}
    ${'no options'}     | ${`${TRACE}/74`}                       | ${'000000000000004a'} | ${false}
    ${'no span'}        | ${TRACE}                               | ${undefined}          | ${false}
    ${'span zero'}      | ${`${TRACE}/0;o=1`}                    | ${undefined}          | ${true}
    ${'the last span'}  | ${`${TRACE}/18446744073709551615;o=1`} | ${'ffffffffffffffff'} | ${true}
    ${'a span too far'} | ${`${TRACE}/18446744073709551616;o=1`} | ${undefined}          | ${true}
    ${'in capitals'}    | ${`${TRACE.toUpperCase()}/74;o=1`}     | ${'000000000000004a'} | ${true}
  `('is read when it is $form', ({ header, spanId, sampled }) => {
    expect(cloudTrace(header)).toEqual({ traceId: TRACE, ...(spanId && { spanId }), sampled });
  });

  it.each`
    flaw                  | header
    ${'a trace of zeros'} | ${`${'0'.repeat(32)}/74;o=1`}
    ${'a short trace'}    | ${`${TRACE.slice(1)}/74;o=1`}
    ${'a span in hex'}    | ${`${TRACE}/4a;o=1`}
    ${'a negative span'}  | ${`${TRACE}/-1;o=1`}
    ${'a long span'}      | ${`${TRACE}/${'1'.repeat(21)};o=1`}
    ${'more after it'}    | ${`${TRACE}/74;o=1;drop table`}
    ${'a line break'}     | ${`${TRACE}/74;o=1\n`}
  `('is not believed with $flaw', ({ header }) => {
    expect(cloudTrace(header).traceId).not.toBe(TRACE);
  });
});

it('starts a trace of its own when there is none', () => {
  const trace = traceOf({});
  expect(trace).toEqual({
    traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
    spanId: expect.stringMatching(/^[0-9a-f]{16}$/),
    sampled: false,
  });
  expect(traceOf({}).traceId).not.toBe(trace.traceId);
});

it.each([true, false])('writes a traceparent that reads back the same (sampled: %s)', (sampled) => {
  const trace = { traceId: TRACE, spanId: SPAN, sampled };
  expect(traceparent(traceparentOf(trace))).toEqual(trace);
});

it('writes a whole traceparent when the caller named no span', () => {
  expect(traceparentOf({ traceId: TRACE, sampled: true })).toMatch(
    new RegExp(`^00-${TRACE}-[0-9a-f]{16}-01$`),
  );
});
