import { AUDIENCE, ISSUER } from '../assertion.mint.ts';
import { loadPeer, nameAndVersion } from '../peer.package.ts';
import type { Arena, Contestant } from './contestant.ts';

interface StrategyOptions {
  readonly jwtFromRequest: (request: Request) => string;
  readonly secretOrKeyProvider: unknown;
  readonly algorithms: string[];
  readonly audience: string;
  readonly issuer: string;
  readonly jsonWebTokenOptions: { clockTolerance: number };
}

interface Request {
  readonly assertion: string;
}

interface Attempt {
  success(): void;
  fail(error: Error): void;
  error(error: Error): void;
  authenticate(request: Request): void;
}

interface PassportJwt {
  readonly Strategy: new (
    options: StrategyOptions,
    accept: (payload: object, done: (error: null, user: object) => void) => void,
  ) => object;
}

interface JwksRsa {
  readonly default: { passportJwtSecret(options: { jwksUri: string; cache: boolean }): unknown };
}

/** The strategy, driven as passport drives it: a copy per request with the three ways out. */
export async function passportJwt({ keyServer }: Arena): Promise<Contestant> {
  const { Strategy } = ((await loadPeer('passport-jwt')) as { default: PassportJwt }).default;
  const { default: jwksRsa } = (await loadPeer('jwks-rsa')) as JwksRsa;
  const strategy = new Strategy(
    {
      jwtFromRequest: ({ assertion }) => assertion,
      secretOrKeyProvider: jwksRsa.passportJwtSecret({ jwksUri: keyServer.url('/jwks-rsa'), cache: true }),
      algorithms: ['ES256'],
      audience: AUDIENCE,
      issuer: ISSUER,
      jsonWebTokenOptions: { clockTolerance: 30 },
    },
    (payload, done) => {
      done(null, payload);
    },
  );
  return {
    name: `${nameAndVersion('passport-jwt')} + ${nameAndVersion('jwks-rsa')}`,
    verify: (assertion) =>
      new Promise<void>((resolve, reject) => {
        const attempt = Object.create(strategy) as Attempt;
        attempt.success = resolve;
        attempt.fail = reject;
        attempt.error = reject;
        attempt.authenticate({ assertion });
      }),
  };
}
