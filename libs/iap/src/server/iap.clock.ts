/** Milliseconds since the epoch, as `Date.now` tells them; tests put a frozen one in its place. */
export type IapClock = () => number;

/** Injection token of the {@link IapClock}. */
export const IAP_CLOCK = Symbol('IAP_CLOCK');
