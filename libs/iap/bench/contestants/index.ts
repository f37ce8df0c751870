import { awsJwtVerify } from './aws-jwt-verify.contestant.ts';
import type { ContestantFactory } from './contestant.ts';
import { expressOauth2JwtBearer } from './express-oauth2-jwt-bearer.contestant.ts';
import { fastJwtCached, fastJwtUncached } from './fast-jwt.contestant.ts';
import { googleAuthLibrary } from './google-auth-library.contestant.ts';
import { joseLocal, joseRemote } from './jose.contestant.ts';
import { jsonWebToken } from './jsonwebtoken.contestant.ts';
import { nestjsIap, nestjsIapInRequests } from './nestjs-iap.contestant.ts';
import { nodeCrypto } from './node-crypto.contestant.ts';
import { passportJwt } from './passport-jwt.contestant.ts';

/** The limit, ours, and every library that a Nest team would otherwise take. */
export const CONTESTANTS: readonly ContestantFactory[] = [
  nodeCrypto,
  nestjsIap,
  nestjsIapInRequests,
  jsonWebToken,
  fastJwtUncached,
  fastJwtCached,
  googleAuthLibrary,
  awsJwtVerify,
  joseLocal,
  joseRemote,
  expressOauth2JwtBearer,
  passportJwt,
];

/** Those whose cost depends on whether an assertion was seen before, and the limit for comparison. */
export const CACHING: readonly ContestantFactory[] = [
  nodeCrypto,
  nestjsIap,
  nestjsIapInRequests,
  fastJwtUncached,
  fastJwtCached,
];

/** Those that can be asked to refuse. The bare check stands for what an accepted assertion costs at least. */
export const REFUSING: readonly ContestantFactory[] = [
  nestjsIap,
  jsonWebToken,
  fastJwtUncached,
  googleAuthLibrary,
  awsJwtVerify,
  joseRemote,
  expressOauth2JwtBearer,
  passportJwt,
];
