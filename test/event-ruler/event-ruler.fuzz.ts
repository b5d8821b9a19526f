import fc from 'fast-check'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { jsonTree, plainValue } from '../../core/pattern/json-tree.ts'
import { matchesPattern } from '../../core/pattern/matches-pattern.ts'
import type { Pattern } from '../../core/pattern/pattern.ts'
import { parsePattern } from '../../core/pattern/parse-pattern.ts'
import { pair } from './arbitraries.ts'
import { eventRulerOrReason } from './ask-event-ruler.ts'

const { env } = process
const cacheFolder = join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'tailrace')
const ask = await eventRulerOrReason(cacheFolder, env)
const isMissing = typeof ask === 'string'

/** CI has one seed, so that a change is what makes it fail; elsewhere EVENT_RULER_SEED and _PAIRS say more. */
const seed = Number(env['EVENT_RULER_SEED'] ?? 20_261)
const numRuns = Number(env['EVENT_RULER_PAIRS'] ?? 6_000)

const parsedOrRefused = (text: string): Pattern | undefined => {
  try {
    return parsePattern(text)
  } catch {
    return undefined
  }
}

const ourAnswer = (pattern: string, event: string): string => {
  const parsed = parsedOrRefused(pattern)
  return parsed === undefined ? 'refused' : String(matchesPattern(parsed, plainValue(jsonTree(event))))
}

describe('core/pattern', () => {
  it.skipIf(isMissing && env['CI'] === undefined)(
    `answers as event-ruler does${isMissing ? ` (${ask})` : ''}`,
    async () => {
      if (typeof ask === 'string') throw new Error(`event-ruler cannot be asked: ${ask}`)
      const pairs = fc.sample(pair, { seed, numRuns })
      const answers = await ask(pairs)
      const disagreements = pairs.flatMap(([pattern, event], position) => {
        // What was refused for which reason is told in other words.
        const theirs = answers[position]?.split(' ')[0]
        const ours = ourAnswer(pattern, event)
        return ours === theirs ? [] : [{ pattern, event, ours, theirs: answers[position] }]
      })

      expect(disagreements).toEqual([])
      // A generator that says the same of everything would agree with anything.
      for (const answer of ['true', 'false', 'refused']) {
        expect(answers.filter(each => each.startsWith(answer)).length).toBeGreaterThan(numRuns / 50)
      }
    },
  )
})
