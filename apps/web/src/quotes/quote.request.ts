import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsNumber,
  IsObject,
  IsString,
  MaxLength,
  ValidateNested,
} from 'class-validator';

/** Only the shape is looked at here. What may be ordered, and how much of it, is api's to say. */
export class QuoteItem {
  @MaxLength(64, { message: 'must be a product' })
  @IsString({ message: 'must be a product' })
  readonly product!: string;

  @IsNumber({}, { message: 'must be a number' })
  readonly quantity!: number;
}

export class QuoteRequest {
  @ValidateNested({ each: true, message: 'must be an object with a product and a quantity' })
  // Lists are objects to ValidateNested, which then validates nothing of them.
  @IsObject({ each: true, message: 'must hold objects with a product and a quantity' })
  @ArrayMaxSize(100, { message: 'must hold at most 100 products' })
  @IsArray({ message: 'must be a list' })
  @Type(() => QuoteItem)
  readonly items!: QuoteItem[];
}
