import type { ClaimStore, ClaimWrite } from '../../core/ledger/claim-store.ts'
import { appendLines, followLines } from './ndjson-file.ts'

type Claim = Parameters<ClaimStore['write']>[0]

/**
 * Claims in an append-only file of lines, for runs on one machine. Every writer appends what it wants; the order of the
 * lines decides who gets it, and every reader comes to the same answer. Expired claims stay in the file.
 */
export const fileClaimStore = (path: string): ClaimStore => {
  const texts = new Map<string, string>()
  const follow = followLines(path)
  let lastCatchUp: Promise<unknown> = Promise.resolve()
  /** What became of the claim among the lines that came since; the first line of the same words is the one. */
  const catchUp = async (mine: Claim | undefined): Promise<ClaimWrite | undefined> => {
    let became: ClaimWrite | undefined
    for (const { place, expected, text } of (await follow()) as readonly Claim[]) {
      const found = texts.get(place)
      const isWritten = found === expected || found === text
      if (isWritten) texts.set(place, text)
      if (became === undefined && place === mine?.place && text === mine.text && expected === mine.expected)
        became = isWritten ? { isWritten } : { isWritten, found }
    }
    return became
  }
  const inTurn = async <T>(step: () => Promise<T>): Promise<T> => {
    const turn = lastCatchUp.then(step)
    lastCatchUp = turn.catch(() => undefined)
    return turn
  }
  return {
    write: async claim =>
      inTurn(async () => {
        await appendLines(path, [claim])
        const became = await catchUp(claim)
        if (became === undefined) throw new Error(`${path} does not hold what was just appended to it`)
        return became
      }),
    read: async place =>
      inTurn(async () => {
        await catchUp(undefined)
        return texts.get(place)
      }),
  }
}
