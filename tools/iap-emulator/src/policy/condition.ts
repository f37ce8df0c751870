import type { Environment, ParseResult } from '@marcbachmann/cel-js';
import type { Binding, Policy } from './access.policy.ts';

/** What a condition can ask about a request. */
export interface ConditionedRequest {
  /** The host that the client named, without its port. */
  readonly host: string;
  /** Without the query. */
  readonly path: string;
  /** Milliseconds since the epoch, by IAP's clock. */
  readonly time: number;
}

/** Loaded with the first condition: few policies have one, and it would cost every start a tenth of its time. */
let cel: Environment | undefined;
/** By expression: a policy is asked with every request. Emptied when that many are known. */
const MOST_PARSED = 1_000;
const parsed = new Map<string, ParseResult | undefined>();

/** Whether an expression is CEL. To be asked before one is stored: until then none is met. Source: the CEL specification. */
export async function isExpression(expression: string): Promise<boolean> {
  if (cel === undefined) {
    const { Environment } = await import('@marcbachmann/cel-js');
    cel = new Environment({ unlistedVariablesAreDyn: true });
  }
  return parse(expression) !== undefined;
}

/**
 * The policy as it is for one request: a binding whose condition is met has none any more, and one whose condition is not
 * met, or cannot be evaluated, is not there.
 */
export function policyFor({ bindings }: Policy, request: ConditionedRequest): Policy {
  if (bindings.every(({ condition }) => condition === undefined)) return { bindings };
  const { host, path, time } = request;
  const context = { request: { host, path, time: new Date(time), auth: { access_levels: [] } } };
  const met = bindings.filter(({ condition }) => condition === undefined || holds(condition, context));
  return { bindings: met.map(({ role, members }): Binding => ({ role, members })) };
}

function holds(condition: object, context: Record<string, unknown>): boolean {
  const { expression } = condition as { expression?: unknown };
  try {
    return typeof expression === 'string' && parse(expression)?.(context) === true;
  } catch {
    return false; // An attribute that is not there, or of another type.
  }
}

function parse(expression: string): ParseResult | undefined {
  if (!parsed.has(expression)) {
    if (parsed.size >= MOST_PARSED) parsed.clear();
    parsed.set(expression, tryParse(expression));
  }
  return parsed.get(expression);
}

function tryParse(expression: string): ParseResult | undefined {
  try {
    return cel?.parse(expression);
  } catch {
    return undefined;
  }
}
