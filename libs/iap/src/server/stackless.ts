/**
 * Makes an error without a stack: a refusal is an answer and no fault, and the stack costs more than most of the checks
 * that refuse.
 */
export function stackless<Made extends Error>(make: () => Made): Made {
  const { stackTraceLimit } = Error;
  // Not assigned: with --frozen-intrinsics that would throw.
  Reflect.set(Error, 'stackTraceLimit', 0);
  try {
    return make();
  } finally {
    Reflect.set(Error, 'stackTraceLimit', stackTraceLimit);
  }
}
