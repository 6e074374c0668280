/** @file The form of the table in operators.ts. */
import type { AttributeKind } from './model.ts';

export interface AttributeSchema {
  readonly kind: Exclude<AttributeKind, 'opaque' | 'reference'> | 'sparse_tensor' | 'type_proto';
  readonly required?: true;
  readonly default?: number | string | readonly (number | string)[];
}

export interface OperatorSchema {
  /** The first opset version in which the operator is as described here. */
  readonly since: number;
  /** Fewest and most; null: no limit. */
  readonly inputs: readonly [number, number | null];
  readonly outputs: readonly [number, number | null];
  readonly attributes: Readonly<Record<string, AttributeSchema>>;
  readonly deprecated?: true;
}

export type OperatorTable = Readonly<Record<string, readonly OperatorSchema[]>>;
