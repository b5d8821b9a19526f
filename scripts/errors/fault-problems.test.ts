import { describe, expect, it } from 'vitest'
import { declaredFaults } from './declared-faults.ts'
import { errorPages } from './error-pages.ts'
import { faultProblems } from './fault-problems.ts'
import { raisedCodes } from './raised-codes.ts'

const file = 'room/faults.ts'

const declaring = (code: string, remedy = 'Mend it.', name = 'roomFaults'): string => `
import { defineFaults } from '../core/errors/define-faults.ts'

/** Errors of a room. */
export const ${name} = defineFaults({
  '${code}': {
    disposition: 'retry',
    scope: 'sink',
    message: (d: { what: string; images: readonly string[] }) =>
      \`\${JSON.stringify(d.what)} lacks \${d.images.join(', ')}\${d.what === '' ? '' : ' now'}.\`,
    remedy: '${remedy}',
  },
})
`

const raising = "throw raise(roomFaults, 'room.lacking', { what, images })"

/** The problems of a repository of these sources, with the pages of it unless others are given. */
const problemsOf = (sources: Readonly<Record<string, string>>, pages?: string): readonly string[] => {
  const faults = Object.entries(sources).flatMap(([name, text]) => declaredFaults(name, text))
  const codes = new Set(faults.map(({ code }) => code))
  const raisers = Object.entries(sources).filter(([name]) => !name.endsWith('faults.ts'))
  const raisedIn = new Map(
    [...codes].map(code => [
      code,
      raisers.filter(([name, text]) => raisedCodes(name, text, codes).has(code)).map(([name]) => name),
    ]),
  )
  const generated = [...errorPages(faults, raisedIn).values()].join('\n')
  return faultProblems(faults, {
    raisedIn,
    pages: pages ?? generated,
    isShipped: page => page === 'README.md',
  })
}

describe('the faults of a repository', () => {
  it('are sound where each code is declared once, raised, on a page, and says what to do', () => {
    expect(problemsOf({ [file]: declaring('room.lacking'), 'room/use.ts': raising })).toEqual([])
  })

  it('are refused where a code is declared twice', () => {
    const sources = { [file]: declaring('room.lacking'), 'shed/faults.ts': declaring('room.lacking') }

    expect(problemsOf({ ...sources, 'room/use.ts': raising })).toEqual([
      'shed/faults.ts: room.lacking is declared in room/faults.ts, too',
    ])
  })

  it.each([
    ['nobody names it', 'export const nothing = 0'],
    ['it is only looked for', "if (isFault(error, roomFaults, 'room.lacking')) return"],
    ['it is only compared with', "if (error.code === 'room.lacking' || 'room.lacking' !== code) return"],
    ['it is one of a list', "const passing = ['room.lacking', 'room.other'].includes(code)"],
    ['it is a case', "switch (code) { case 'room.lacking': return }"],
    ['it is a type', "type Code = 'room.lacking'"],
    ['a comment names it', "// throw raise(roomFaults, 'room.lacking', {})"],
  ])('are refused where a code is never raised: %s', (_, text) => {
    expect(problemsOf({ [file]: declaring('room.lacking'), 'room/use.ts': text })).toEqual([
      'room/faults.ts: room.lacking is never raised',
    ])
  })

  it.each([
    ['by a choice', "raise(roomFaults, isAway ? 'room.away' : 'room.lacking', detail)"],
    ['by a rule of a table', "const rules = [{ answer: '404', code: 'room.lacking' }]"],
    ['by a row of a table', "const causes = [['None', 'room.lacking']] as const"],
    ['by default', "raise(roomFaults, fault ?? 'room.lacking', detail)"],
  ])('count as raised %s', (_, text) => {
    expect(problemsOf({ [file]: declaring('room.lacking'), 'room/use.ts': text })).toEqual([])
  })

  it('are refused where a code stands on no page', () => {
    const sources = { [file]: declaring('room.lacking'), 'room/use.ts': raising }

    expect(problemsOf(sources, '# Errors\n\nroom.lacking\n')).toEqual([
      'room/faults.ts: room.lacking stands on no page of docs/errors',
    ])
  })

  it.each([
    ['docs/reference/environment.md lists them.', 'points to docs/reference/environment.md'],
    ['See docs/errors for more.', 'points to docs/errors'],
    ['Read CONTRIBUTING.md first.', 'points to CONTRIBUTING.md'],
    ['See the table guide.', 'points to a guide'],
  ])('are refused where the remedy leads to what the package lacks: %s', (remedy, words) => {
    const sources = { [file]: declaring('room.lacking', remedy), 'room/use.ts': raising }

    expect(problemsOf(sources)).toEqual([
      `room/faults.ts: room.lacking has a remedy that ${words}, which the package lacks`,
    ])
  })

  it.each(['README.md says how.', 'https://example.org/docs/guides/table.md says how.'])(
    'may send the reader to what is shipped or has a URL: %s',
    remedy => {
      expect(problemsOf({ [file]: declaring('room.lacking', remedy), 'room/use.ts': raising })).toEqual([])
    },
  )

  it('are refused without a remedy, and with a code of another form', () => {
    const sources = {
      [file]: declaring('Lacking', ''),
      'room/use.ts': "raise(roomFaults, 'Lacking', detail)",
    }

    expect(problemsOf(sources)).toEqual([
      'room/faults.ts: Lacking is not of the form area.problem',
      'room/faults.ts: Lacking has no remedy',
    ])
  })
})

describe('the page of a room', () => {
  it('says of each code what it means, what to do, what follows and who raises it', () => {
    const faults = declaredFaults(file, declaring('room.lacking'))

    const page = errorPages(faults, new Map([['room.lacking', ['room/use.ts']]])).get('room.md')

    expect(page).toContain(`
Errors of a room. Declared in \`room/faults.ts\`.

### room.lacking

> \\<what\\> lacks \\<images\\> now.

Mend it.

\`retry\`, scope sink; raised in \`room/use.ts\`
`)
  })
})
