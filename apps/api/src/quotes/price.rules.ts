import { CATALOGUE, type Product, type Tier } from './catalogue.ts';

/** All amounts are whole euro cents. */
export interface Quote {
  readonly currency: 'EUR';
  readonly lines: readonly QuoteLine[];
  /** Discounts on the whole order; those on a line stand in the line. */
  readonly discounts: readonly Discount[];
  /** Sum of `discounts`. */
  readonly discount: number;
  /** Sum of the lines' totals, less `discount`. */
  readonly total: number;
}

export interface QuoteLine {
  readonly product: string;
  readonly name: string;
  readonly quantity: number;
  readonly unitPrice: number;
  /** For the quantity. */
  readonly discount: number;
  /** `quantity` × `unitPrice`, less `discount`. */
  readonly total: number;
}

export interface Discount {
  readonly name: string;
  readonly amount: number;
}

export interface Item {
  readonly product: string;
  readonly quantity: number;
}

/** Off each espresso machine that is bought together with a grinder, in cents. */
const BUNDLE = 15_000;

/** On what is left after the lines' discounts and the bundle, from that many cents on. */
const ORDER_TIERS: readonly Tier[] = [
  { from: 100_000, percent: 1 },
  { from: 500_000, percent: 3 },
];

/**
 * The price of an order. First each line by its quantity, then machine-and-grinder pairs, then the whole order by its
 * worth; a part of a cent is never given away.
 *
 * @param items known products, each once, with whole quantities of at least 1
 * @throws {RangeError} if a product is not in the catalogue
 */
export function quoteFor(items: readonly Item[]): Quote {
  const lines = items.map(lineFor);
  const beforeBundle = sum(lines.map(({ total }) => total));
  const bundle = BUNDLE * Math.min(quantityOf('espresso-machine', items), quantityOf('grinder', items));
  const beforeOrder = beforeBundle - bundle;
  const order = percentOf(beforeOrder, reached(ORDER_TIERS, beforeOrder));

  const discounts = [
    { name: 'Machine and grinder together', amount: bundle },
    { name: 'Order size', amount: order },
  ].filter(({ amount }) => amount > 0);
  const discount = sum(discounts.map(({ amount }) => amount));
  return { currency: 'EUR', lines, discounts, discount, total: beforeBundle - discount };
}

function lineFor({ product: id, quantity }: Item): QuoteLine {
  const { name, unitPrice, tiers } = productOf(id);
  const full = quantity * unitPrice;
  const discount = percentOf(full, reached(tiers, quantity));
  return { product: id, name, quantity, unitPrice, discount, total: full - discount };
}

function productOf(id: string): Product {
  const product = CATALOGUE.find((candidate) => candidate.id === id);
  if (!product) throw new RangeError('A product that is not in the catalogue has no price.');
  return product;
}

function quantityOf(id: string, items: readonly Item[]): number {
  return items.find(({ product }) => product === id)?.quantity ?? 0;
}

function reached(tiers: readonly Tier[], amount: number): number {
  return tiers.findLast(({ from }) => amount >= from)?.percent ?? 0;
}

/** Rounded down to the cent, in integers all the way. */
function percentOf(amount: number, percent: number): number {
  const hundredths = amount * percent;
  return (hundredths - (hundredths % 100)) / 100;
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
