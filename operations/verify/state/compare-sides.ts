import type { Image } from '../../../core/attributes/attribute-value.ts'
import type { DifferenceKind } from '../report.ts'
import type { Spill } from '../spill.ts'

/** A document, or the version of an entry, that an item wants: `table` is the place of its table among those that are compared. */
export interface Claim {
  readonly table: number
  readonly keys: Image
  readonly hash: string
}

/** Two sides that differ at an id. Without a claim nobody wants it, without `found` there is nothing. */
export interface Mismatch {
  readonly id: string
  readonly problem: Extract<DifferenceKind, 'missing' | 'stale' | 'ghosts'>
  readonly claim?: Claim
  readonly found?: string
}

type ClaimLine = readonly [id: string, hash: string, table: number, keys: Image]
type FoundLine = readonly [id: string, hash: string]

/** Adds what an item wants. */
export const addClaim = (side: Spill, id: string, { hash, table, keys }: Claim): void => {
  side.add(id, JSON.stringify([id, hash, table, keys] satisfies ClaimLine))
}

/** Adds what is there. */
export const addFound = (side: Spill, id: string, hash: string): void => {
  side.add(id, JSON.stringify([id, hash] satisfies FoundLine))
}

/** After an interruption an item may have been read twice: its later claim counts. */
const withClaim = (claims: readonly Claim[], claim: Claim): readonly Claim[] => {
  const owner = JSON.stringify([claim.table, claim.keys])
  return [...claims.filter(({ table, keys }) => JSON.stringify([table, keys]) !== owner), claim]
}

const claimsIn = (side: Spill, part: number): Map<string, readonly Claim[]> => {
  const claims = new Map<string, readonly Claim[]>()
  for (const line of side.linesOf(part)) {
    const [id, hash, table, keys] = JSON.parse(line) as ClaimLine
    const claim = { table, keys, hash }
    const known = claims.get(id)
    claims.set(id, known === undefined ? [claim] : withClaim(known, claim))
  }
  return claims
}

const foundIn = (side: Spill, part: number): Map<string, string> => {
  const found = new Map<string, string>()
  for (const line of side.linesOf(part)) found.set(...(JSON.parse(line) as [string, string]))
  return found
}

/**
 * Where two sides differ, part by part: what is held in memory is one part of them. Two items that claim one document
 * both come out of it, also the one whose content is there: whose it is has to be looked at.
 */
export const compareSides = function* (wanted: Spill, found: Spill): Generator<Mismatch> {
  for (let part = 0; part < wanted.parts; part += 1) {
    const claims = claimsIn(wanted, part)
    for (const [id, hash] of foundIn(found, part)) {
      const own = claims.get(id) ?? []
      if (own.length === 0) yield { id, problem: 'ghosts', found: hash }
      for (const claim of own)
        if (claim.hash !== hash || own.length > 1) yield { id, problem: 'stale', claim, found: hash }
      claims.delete(id)
    }
    for (const [id, own] of claims) for (const claim of own) yield { id, problem: 'missing', claim }
  }
}
