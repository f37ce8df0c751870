import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsObject,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { CATALOGUE } from './catalogue.ts';

const PRODUCTS = CATALOGUE.map(({ id }) => id);
/** More is a matter for a conversation, not for a form. */
const MAX_QUANTITY = 1_000;
const quantity = { message: `must be a whole number from 1 to ${MAX_QUANTITY}` };

export class QuoteItem {
  @IsIn(PRODUCTS, { message: `must be one of the products: ${PRODUCTS.join(', ')}` })
  readonly product!: string;

  @Max(MAX_QUANTITY, quantity)
  @Min(1, quantity)
  @IsInt(quantity)
  readonly quantity!: number;
}

export class QuoteRequest {
  @ValidateNested({ each: true, message: 'must be an object with a product and a quantity' })
  @ArrayUnique(({ product }: QuoteItem) => product, { message: 'must name each product once' })
  @ArrayMaxSize(PRODUCTS.length, { message: `must hold at most ${PRODUCTS.length} products` })
  // Lists are objects to ValidateNested, which then validates nothing of them.
  @IsObject({ each: true, message: 'must hold objects with a product and a quantity' })
  @ArrayNotEmpty({ message: 'must hold at least one product' })
  @IsArray({ message: 'must be a list' })
  @Type(() => QuoteItem)
  readonly items!: QuoteItem[];
}
