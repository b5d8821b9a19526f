import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { mkdirSync } from 'node:fs'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { temporaryPaths } from '../../../test/support/temporary-folder.ts'
import { openInputJournal } from './input-journal.ts'

const path = temporaryPaths()
const newFolder = (): string => {
  const folder = path('kept')
  mkdirSync(folder)
  return folder
}

it('does every step at least once over all runs, again only the one it was cut off in, wherever a kill cuts the file', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat({ max: 400 }), { maxLength: 4 }), async cuts => {
      const folder = newFolder()
      const file = join(folder, 'input.ndjson')
      const steps = ['a', 'b', 'c "\n', 'd']
      const begunIn = new Map<string, number>()
      let isDone = new Set<string>()
      for (const cut of [...cuts, undefined]) {
        const journal = openInputJournal(folder)
        for (const name of steps)
          await journal.step(name, async mayBeDone => {
            // What the text says that was left: a step that it calls done is not done again.
            expect(isDone.has(name)).toBe(false)
            begunIn.set(name, (begunIn.get(name) ?? 0) + 1)
            if (begunIn.get(name) === 1) expect(mayBeDone).toBe(false)
            return Promise.resolve()
          })
        const text = readFileSync(file, 'utf8')
        if (cut === undefined) continue
        const left = text.slice(0, cut)
        writeFileSync(file, left)
        const whole = left.split('\n').slice(0, -1)
        isDone = new Set(steps.filter(name => whole.includes(JSON.stringify(['done', name]))))
      }
      expect([...begunIn.keys()]).toEqual(steps)
    }),
  )
})

it('says that a step may be done only where its end is missing', async () => {
  const folder = newFolder()
  const first = openInputJournal(folder)
  first.begin()
  await first.step('a', async () => Promise.resolve())
  await expect(first.step('b', async () => Promise.reject(new Error('killed')))).rejects.toThrow('killed')
  appendFileSync(join(folder, 'input.ndjson'), '["beg')
  const again: unknown[] = []

  const second = openInputJournal(folder)
  for (const name of ['a', 'b', 'c'])
    await second.step(name, async mayBeDone => Promise.resolve(again.push([name, mayBeDone])))

  expect(second.wasCutOff).toBe(true)
  expect(again).toEqual([
    ['b', true],
    ['c', false],
  ])
})

it('is through once, and for all runs after', () => {
  const folder = newFolder()
  const journal = openInputJournal(folder)
  expect([journal.isThrough(), journal.wasCutOff]).toEqual([false, false])
  journal.begin()
  journal.finish()
  journal.finish()

  expect(openInputJournal(folder)).toMatchObject({ wasCutOff: false })
  expect(openInputJournal(folder).isThrough()).toBe(true)
  expect(readFileSync(join(folder, 'input.ndjson'), 'utf8')).toBe('["begun",""]\n["through"]\n')
})
