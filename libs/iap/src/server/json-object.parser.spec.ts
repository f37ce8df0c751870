import { parseJsonObject } from './json-object.parser.ts';

const parse = parseJsonObject;

it.each([
  '{}',
  '{"a":1,"b":{"a":2}}',
  '{"a":[{"x":1},{"x":1}]}',
  '{"a:b":"c:\\"d:","\\\\":":"}',
  '{"__proto__":{"a":1},"constructor":2}',
  ' { "ключ" : "значение" } ',
])('reads %s', (text) => {
  expect(parse(text)).toEqual(JSON.parse(text));
});

it.each(['', 'null', '1', '"{}"', '[]', '[{}]', '{', '{}{}', "{'a':1}", '{"a":1,}', '\uFEFF{}', '{"a":NaN}'])(
  'refuses %j: not-json',
  (text) => {
    expect(parse(text)).toBe('not-json');
  },
);

it.each([
  '{"a":1,"a":1}',
  '{"a":1,"\\u0061":2}',
  '{"x":{"a":1,"a":2}}',
  '{"x":[[{"a":1,"a":2}]]}',
  '{"__proto__":1,"__proto__":2}',
  '{ "a\\\\":1}',
  '{"x":[{ "a\\\\":1}]}',
])('refuses %s: duplicate-member', (text) => {
  expect(parse(text)).toBe('duplicate-member');
});

it('never takes an escaped name for another, as JSON.parse of some versions of Node.js does', () => {
  parse('{"h":[],"\\\\":0}');
  expect([{ h: 1, b: 2 }, 'duplicate-member']).toContainEqual(parse('{"h":1,"\\u0062":2}'));
  expect(parse('{"h":1,"\\u0062":2,"b":3}')).toBe('duplicate-member');
});

it('takes what is nested deeper than the stack is left for no JSON', () => {
  const text = `{"a":${'['.repeat(4000)}${']'.repeat(4000)},"b":1,"b":1}`;
  const deep = (frames: number): unknown => (frames === 0 ? parseJsonObject(text) : deep(frames - 1));
  const atDepth = (frames: number): unknown => {
    try {
      return deep(frames);
    } catch {
      return 'no stack for the test itself';
    }
  };
  const found = new Set(Array.from({ length: 60 }, (_, n) => atDepth(n * 200)));
  expect([...found].filter((flaw) => flaw !== 'no stack for the test itself')).toEqual(
    expect.arrayContaining(['duplicate-member', 'not-json']),
  );
  expect(found.size).toBeLessThanOrEqual(3);
});
