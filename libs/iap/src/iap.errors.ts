/** Every code that an error of this library can carry. Stable: safe to switch on, to alert on, to document. */
export type IapErrorCode =
  | 'ERR_IAP_CONFIG'
  | 'ERR_IAP_JWT_INVALID'
  | 'ERR_IAP_CALLER_NOT_ALLOWED'
  | 'ERR_IAP_KEYS_UNAVAILABLE'
  | 'ERR_IAP_TOKEN_UNAVAILABLE'
  | 'ERR_IAP_TOKEN_INVALID'
  | 'ERR_IAP_ORIGIN'
  | 'ERR_IAP_SIGN_IN_REQUIRED'
  | 'ERR_IAP_REFUSED';

/** Base of every error this library throws. Made of codes, never of token text. */
export abstract class IapError extends Error {
  abstract readonly code: IapErrorCode;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** An option is missing or malformed. Thrown at start-up; the message says which one and what to set. */
export class IapConfigError extends IapError {
  readonly code = 'ERR_IAP_CONFIG';
}
