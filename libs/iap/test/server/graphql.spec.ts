import { Controller } from '@nestjs/common';
import { Field, GraphQLModule, ObjectType, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius';
import { AllowAnonymous, AllowCallers, Caller, type IapPrincipal } from '../../src/server/index.ts';
import { type GuardedApp, HEADER, issuer, startGuarded, WEB } from './guarded-app.ts';

const OPS = 'ops-sa@quotes-demo.iam.gserviceaccount.com';

@ObjectType()
class Quote {
  @Field(() => String)
  secret!: string;
}

@Resolver(() => Quote)
class QuotesResolver {
  @Query(() => String)
  caller(@Caller() caller: IapPrincipal): string {
    return 'email' in caller ? (caller.email ?? '') : caller.kind;
  }

  @AllowCallers(`serviceAccount:${OPS}`)
  @Query(() => String)
  ops(): string {
    return 'ops';
  }

  @AllowAnonymous()
  @Query(() => Quote)
  quote(): Partial<Quote> {
    return {};
  }

  @ResolveField(() => String)
  secret(): string {
    return 'secret';
  }
}

@Controller()
class NoController {}

let guarded: GuardedApp;
beforeAll(async () => {
  const allowedCallers = [`serviceAccount:${WEB}`, `serviceAccount:${OPS}`];
  guarded = await startGuarded(NoController, { allowedCallers }, undefined, {
    imports: [
      GraphQLModule.forRoot<MercuriusDriverConfig>({
        driver: MercuriusDriver,
        autoSchemaFile: true,
        fieldResolverEnhancers: ['guards'],
      }),
    ],
    providers: [QuotesResolver],
  });
});
afterAll(() => guarded.app.close());

/** What the server answers to a query: the data, and the message of every error. */
async function ask(query: string, email?: string): Promise<{ data: unknown; errors: string[] }> {
  const headers = { ...(email && issuer.asServiceAccount(email)), 'content-type': 'application/json' };
  const url = new URL('/graphql', await guarded.app.getUrl());
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) });
  const { data, errors = [] } = (await response.json()) as { data: unknown; errors?: { message: string }[] };
  return { data, errors: errors.map(({ message }) => message) };
}

it('tells a resolver who calls', async () => {
  expect(await ask('{ caller }', WEB)).toEqual({ data: { caller: WEB }, errors: [] });
});

it('refuses a query without an assertion, and says no more than HTTP', async () => {
  expect(await ask('{ caller }')).toEqual({ data: null, errors: ['Unauthorized'] });
  expect(guarded.logger.records).toContainEqual(
    expect.objectContaining({ route: 'QuotesResolver.caller', reason: 'assertion-missing' }),
  );
});

it('judges every query of one request by its own list', async () => {
  expect(await ask('{ caller ops }', OPS)).toEqual({ data: { caller: OPS, ops: 'ops' }, errors: [] });
  expect(await ask('{ caller ops }', WEB)).toEqual({ data: null, errors: ['Forbidden'] });
});

it('refuses a caller for whom IAP vouches and whom the list does not name', async () => {
  expect(await ask('{ caller }', 'eve@quotes-demo.iam.gserviceaccount.com')).toMatchObject({
    errors: ['Forbidden'],
  });
});

it('judges fields, too, where the schema says that guards are for them', async () => {
  expect(await ask('{ quote { __typename } }')).toMatchObject({ errors: [] });
  expect(await ask('{ quote { secret } }')).toEqual({ data: null, errors: ['Unauthorized'] });
  expect(await ask('{ quote { secret } }', WEB)).toMatchObject({ data: { quote: { secret: 'secret' } } });
});

it('leaves no way around by a header that is named like the claim', async () => {
  const url = new URL('/graphql?query={caller}', await guarded.app.getUrl());
  const response = await fetch(url, { headers: { [HEADER]: 'a.b.c' } });
  expect(await response.json()).toMatchObject({ data: null, errors: [{ message: 'Unauthorized' }] });
});
