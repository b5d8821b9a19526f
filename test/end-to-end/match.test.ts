import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { CommandResult } from '../support/tailrace.ts'
import { objectsIn, tailrace } from '../support/tailrace.ts'
import { temporaryPaths } from '../support/temporary-folder.ts'

const path = temporaryPaths()

const matched = async (pattern: string, event: string): Promise<CommandResult> => {
  const [patternFile, eventFile] = [path('pattern.json'), path('event.json')]
  writeFileSync(patternFile, pattern)
  writeFileSync(eventFile, event)
  return tailrace(['match', '--pattern', patternFile, '--event', eventFile])
}

describe('tailrace match', () => {
  it.each([
    ['{"a":[{"prefix":"x"}]}', '{"a":"xy"}', 'match\n', 0],
    ['{"a":[{"prefix":"x"}]}', '{"a":"y"}', 'nomatch\n', 1],
    ['{"a":[]}', '{}', 'invalid: Event pattern is not valid. Reason: Empty arrays are not allowed at a\n', 2],
  ])('says of %s and %s: %s', async (pattern, event, out, code) => {
    expect(await matched(pattern, event)).toEqual({ code, out, said: '' })
  })

  it('reads one of the two from stdin', async () => {
    const file = path('pattern.json')
    writeFileSync(file, '{"a":[1]}')

    const result = await tailrace(['match', '--pattern', file, '--event', '-'], {}, '{"a":1.0}')

    expect(result).toEqual({ code: 0, out: 'match\n', said: '' })
  })

  it.each([
    [
      'a file that is not there',
      ['--pattern', 'none.json', '--event', 'none.json'],
      'none.json cannot be read',
    ],
    ['only one of the two', ['--pattern', 'none.json'], 'lacks --event'],
    ['files beside --stdin', ['--stdin', '--event', 'none.json'], 'takes no file beside --stdin'],
    ['stdin for both', ['--pattern', '-', '--event', '-'], 'both pattern and event'],
  ])('refuses %s in one line, with exit code 2', async (_, args, message) => {
    const { code, out, said } = await tailrace(['match', ...args])

    expect([code, out, said.trim().split('\n')]).toEqual([2, '', [expect.stringContaining(message)]])
  })
})

describe('tailrace match --stdin', () => {
  it('answers every line in order, whatever the results', async () => {
    const lines = Array.from({ length: 3_000 }, (_, id) =>
      JSON.stringify({ id, pattern: { a: [{ numeric: ['>', 1_000] }] }, event: JSON.stringify({ a: id }) }),
    )

    const { code, out } = await tailrace(['match', '--stdin'], {}, `${lines.join('\n')}\n`)

    expect(code).toBe(0)
    expect(objectsIn(out)).toEqual(lines.map((_, id) => ({ id, result: id > 1_000 ? 'match' : 'nomatch' })))
  })

  it('ends with 2 and the number of a line that is not JSON', async () => {
    const line = '{"id":"a","pattern":{"a":[1]},"event":{"a":1}}'

    const { code, out, said } = await tailrace(['match', '--stdin'], {}, `${line}\nnonsense\n${line}\n`)

    expect([code, out]).toEqual([2, '{"id":"a","result":"match"}\n'])
    expect(said.trim().split('\n')).toEqual([expect.stringContaining('Line 2 is not JSON')])
  })

  it('answers a line before the next one comes', async () => {
    const child = spawn(process.execPath, ['bin/tailrace.mjs', 'match', '--stdin'])
    const answer = new Promise<string>(resolve =>
      child.stdout.setEncoding('utf8').once('data', (text: string) => {
        resolve(text)
      }),
    )

    child.stdin.write('{"id":1,"pattern":{"a":[1]},"event":{"a":1}}\n')

    expect(await answer).toBe('{"id":1,"result":"match"}\n')
    child.stdin.end()
    expect(await new Promise(resolve => child.once('close', resolve))).toBe(0)
  })
})
