import { isKeeper } from '../../core/registry/shared-index.ts'
import type { Keeper } from '../../core/registry/shared-index.ts'
import type { Registry } from '../../core/registry/registry.ts'

/** A processor that keeps an index, under a name that says of which function it is. */
export interface FunctionKeeper {
  readonly functionName: string
  readonly keeper: Keeper
}

/** The processors of all functions that keep an index. */
export const indexKeepers = (registries: ReadonlyMap<string, Registry>): readonly FunctionKeeper[] =>
  [...registries].flatMap(([functionName, { processors }]) =>
    processors
      .filter(isKeeper)
      .map(each => ({ functionName, keeper: { ...each, name: `${each.name} of ${functionName}` } })),
  )
