import {
  AllowAppEngine,
  AllowCallers,
  type IapPrincipal,
  type IapRejectReason,
  IapServerModule,
} from '../../src/server/index.ts';

/** Judged by the type check: every marked line has to be an error, or the mark is one. */

const allowedCallers = ['serviceAccount:web-sa@quotes-demo.iam.gserviceaccount.com'];
const audience = '/projects/1/apps/quotes-demo';
const fromEnvironment: string | undefined = process.env.IAP_AUDIENCE;

IapServerModule.forRoot({ audience, allowedCallers });
IapServerModule.forRoot({ allowedCallers });

// @ts-expect-error -- nobody may leave the list out
IapServerModule.forRoot({ audience });

// @ts-expect-error -- a variable that may be unset has to be judged first
IapServerModule.forRoot({ audience: fromEnvironment, allowedCallers });

// @ts-expect-error -- one caller is a list of one
IapServerModule.forRoot({ audience, allowedCallers: allowedCallers[0] });

// @ts-expect-error -- no such mode
IapServerModule.forRoot({ audience, allowedCallers, mode: 'off' });

// @ts-expect-error -- no such option
IapServerModule.forRoot({ audience, allowedCallers, skip: true });

// @ts-expect-error -- a list without members lets nobody in
AllowCallers();

// @ts-expect-error -- no such source
AllowAppEngine('queue');

export function promote(caller: IapPrincipal): void {
  // @ts-expect-error -- a principal is what IAP said, and stays so
  caller.kind = 'user';
}

// @ts-expect-error -- not every caller has an address: ask for the kind first
export type Address = IapPrincipal['email'];

/** Every kind, and no other: a new one is an error here. */
export function nameOf(caller: IapPrincipal): string {
  switch (caller.kind) {
    case 'serviceAccount':
      return caller.email;
    case 'user':
      return caller.hostedDomain ?? caller.email;
    case 'workforce':
      return caller.member ?? caller.subject;
    case 'identityPlatform':
      return caller.subject;
    case 'appEngine':
      return caller.source;
    case 'anonymous':
      return 'nobody';
  }
}

// @ts-expect-error -- the list of reasons is closed
export const reason: IapRejectReason = 'because';
