/** What api answers, as far as web relies on it. Amounts are whole cents. */
export interface ApiQuote {
  readonly currency: string;
  readonly lines: readonly {
    readonly product: string;
    readonly name: string;
    readonly quantity: number;
    readonly unitPrice: number;
    readonly discount: number;
    readonly total: number;
  }[];
  readonly discounts: readonly { readonly name: string; readonly amount: number }[];
  readonly discount: number;
  readonly total: number;
  readonly call: {
    readonly caller: { readonly kind: string; readonly email: string };
    readonly audience: string;
    /** Milliseconds. */
    readonly ms: number;
  };
}

export interface ApiProducts {
  readonly products: readonly { readonly id: string; readonly name: string; readonly unitPrice: number }[];
}

/** api's own word on what the visitor sent. */
export interface ApiRejection {
  readonly statusCode: number;
  readonly message: string;
  readonly faults: readonly { readonly field: string; readonly message: string }[];
}

export type Check<T> = (value: unknown) => value is T;

export const isApiProducts: Check<ApiProducts> = shape({
  products: list(shape({ id: isText, name: isText, unitPrice: Number.isSafeInteger })),
});

export const isApiQuote: Check<ApiQuote> = shape({
  currency: isText,
  lines: list(
    shape({
      product: isText,
      name: isText,
      quantity: Number.isSafeInteger,
      unitPrice: Number.isSafeInteger,
      discount: Number.isSafeInteger,
      total: Number.isSafeInteger,
    }),
  ),
  discounts: list(shape({ name: isText, amount: Number.isSafeInteger })),
  discount: Number.isSafeInteger,
  total: Number.isSafeInteger,
  call: shape({ caller: shape({ kind: isText, email: isText }), audience: isText, ms: Number.isFinite }),
});

export const isApiRejection: Check<ApiRejection> = shape({
  statusCode: Number.isSafeInteger,
  message: isText,
  faults: list(shape({ field: isText, message: isText })),
});

function shape<T>(checks: Record<string, (value: unknown) => boolean>): Check<T> {
  return (value): value is T =>
    typeof value === 'object' &&
    value !== null &&
    Object.entries(checks).every(([key, check]) => check((value as Record<string, unknown>)[key]));
}

function list(check: (value: unknown) => boolean): (value: unknown) => boolean {
  return (value) => Array.isArray(value) && value.every(check);
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}
