/** Freezes what JSON can hold, to the last leaf, so that one object serves for many. */
export function deepFreeze<Value>(value: Value): Readonly<Value> {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const child of Object.values(value) as unknown[]) deepFreeze(child);
  return value;
}
