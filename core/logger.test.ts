import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { jsonLogger } from './logger.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

const dangerous = ['\u001b', '\u009b', '\u0085', '\u2028', '\u2029', '\u202e', '\u2066', '\n', '\r', '\ud800']

describe('a line of the log', () => {
  it('is one line of JSON that says all and commands no terminal, whatever keys and messages hold', () => {
    const written: string[] = []
    vi.spyOn(process.stderr, 'write').mockImplementation(text => written.push(String(text)) > 0)
    const texts = fc.string({ unit: fc.oneof(fc.constantFrom(...dangerous), fc.string({ maxLength: 1 })) })
    fc.assert(
      fc.property(texts, texts, (message, key) => {
        jsonLogger.warn(message, { key, [key]: [message] })
        const line = written.pop() ?? ''

        expect(line.slice(0, -1)).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Cs}]/u)
        expect(JSON.parse(line)).toMatchObject({ level: 'WARN', message, [key]: [message] })
      }),
    )
  })
})
