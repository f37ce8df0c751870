/** A discount on one line: `percent` of it from the quantity `from` on. */
export interface Tier {
  readonly from: number;
  readonly percent: number;
}

export interface Product {
  readonly id: string;
  readonly name: string;
  /** Euro cents, before any discount. */
  readonly unitPrice: number;
  /** Ascending. The last tier that the quantity reaches counts, and no other. */
  readonly tiers: readonly Tier[];
}

const COFFEE: readonly Tier[] = [
  { from: 12, percent: 4 },
  { from: 48, percent: 8 },
  { from: 120, percent: 12 },
];
const EQUIPMENT: readonly Tier[] = [{ from: 3, percent: 5 }];
const SUPPLIES: readonly Tier[] = [
  { from: 10, percent: 5 },
  { from: 50, percent: 15 },
];

export const CATALOGUE: readonly Product[] = [
  { id: 'espresso-machine', name: 'Espresso machine, two groups', unitPrice: 489_000, tiers: EQUIPMENT },
  { id: 'grinder', name: 'Grinder, 64 mm burrs', unitPrice: 74_900, tiers: EQUIPMENT },
  { id: 'house-blend', name: 'House blend, 1 kg', unitPrice: 2_190, tiers: COFFEE },
  { id: 'single-origin', name: 'Single origin, 1 kg', unitPrice: 2_950, tiers: COFFEE },
  { id: 'decaf', name: 'Decaf, 1 kg', unitPrice: 2_490, tiers: COFFEE },
  { id: 'paper-filters', name: 'Paper filters, box of 1,000', unitPrice: 1_850, tiers: SUPPLIES },
];
