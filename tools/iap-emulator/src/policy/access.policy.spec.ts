import { ACCESSOR_ROLE, isPublic, mayAccess } from './access.policy.ts';
import type { Policy } from './access.policy.ts';
import { callerOf, hostedDomainOf } from './caller.ts';

const policyFor = (...members: string[]): Policy => ({ bindings: [{ role: ACCESSOR_ROLE, members }] });
const SA = 'web-sa@p.iam.gserviceaccount.com';

it.each([
  [`serviceAccount:${SA}`, SA, true],
  [`serviceAccount:${SA.toUpperCase()}`, SA, true],
  [`serviceAccount:${SA}`, SA.toUpperCase(), true],
  [`user:${SA}`, SA, false],
  [`serviceAccount:x${SA}`, SA, false],
  ['user:ada@example.com', 'ada@example.com', true],
  ['serviceAccount:ada@example.com', 'ada@example.com', false],
  ['domain:example.com', 'ada@example.com', true],
  ['domain:example.com', 'ada@sub.example.com', false],
  ['domain:gmail.com', 'ada@gmail.com', false],
  ['domain:p.iam.gserviceaccount.com', SA, false],
  ['group:team@example.com', 'team@example.com', false],
  ['allUsers', SA, true],
  ['allAuthenticatedUsers', SA, true],
  ['', SA, false],
])('%s lets %s in: %s', (member, email, allowed) => {
  expect(mayAccess(policyFor(member), callerOf(email))).toBe(allowed);
});

it('another role lets nobody in', () => {
  const policy = { bindings: [{ role: 'roles/iap.admin', members: ['allUsers'] }] };
  expect(isPublic(policy)).toBe(false);
  expect(mayAccess(policy, callerOf(SA))).toBe(false);
});

it('bindings add up', () => {
  const policy = {
    bindings: [...policyFor('user:a@b.c').bindings, ...policyFor(`serviceAccount:${SA}`).bindings],
  };
  expect(mayAccess(policy, callerOf(SA))).toBe(true);
});

it('only allUsers is public', () => {
  expect(isPublic(policyFor('allAuthenticatedUsers'))).toBe(false);
  expect(isPublic(policyFor('allUsers'))).toBe(true);
});

it('gives an address one subject of 21 digits, whatever its case', () => {
  expect(callerOf('Ada@Example.com')).toEqual(callerOf('ada@example.com'));
  expect(callerOf('ada@example.com').subject).toMatch(/^1\d{20}$/);
  expect(callerOf('ada@example.com').subject).not.toBe(callerOf('bob@example.com').subject);
});

it.each([
  ['ada@example.com', 'example.com'],
  ['ada@gmail.com', undefined],
  ['ada@googlemail.com', undefined],
  [SA, undefined],
])('%s belongs to the domain %s', (email, domain) => {
  expect(hostedDomainOf(callerOf(email))).toBe(domain);
});
