import type { OriginRules } from '../../core/record/origin.ts'

/** The attribute that says where an item was written last. */
export const regionAttribute = 'writtenIn'

/**
 * An item with the region that writes it. Global tables of version 2019.11.21 mark nothing themselves, so this is
 * what tells a write of this region from one that was replicated into it.
 *
 * @example
 * ```ts
 * await put(shop, stamped(order, 'eu-central-1'))
 * ```
 */
export const stamped = <I extends object>(
  item: I,
  region: string,
): I & { readonly [regionAttribute]: string } => ({ ...item, [regionAttribute]: region })

/**
 * The rule for the handler of a stream: with it, `.origin('user')` selects what was written in the stream's own region,
 * so that of all regions one acts.
 *
 * A removal carries the stamp of the last write, so the region that wrote an item last acts on its removal, wherever
 * that happened. A removal by the TTL service has its identity in one region only; in the others it reads as any removal.
 *
 * @example
 * ```ts
 * streamHandler(registry([notification({ filter: when(Order).origin('user'), … })]), { originRules: regionRules, … })
 * ```
 */
export const regionRules: OriginRules = Object.freeze({ regionAttribute })
