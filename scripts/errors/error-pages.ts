import { scopeOf } from '../../core/errors/fault.ts'
import type { Disposition } from '../../core/errors/fault.ts'
import type { DeclaredFault } from './declared-faults.ts'

const heading = `# Errors

Every error that Tailrace raises, by its code; a page for each room has what it says, what to do about it and what follows
from it. Written by \`npm run error-pages\` from the faults that the rooms declare; not to be edited.

| disposition | what follows                                                                       |
| ----------- | ---------------------------------------------------------------------------------- |
| retry       | the record is reported, and comes again                                            |
| park        | the record is set aside with its reason, and its neighbours go on                  |
| stop        | the whole batch fails; outside of a batch the command ends                         |

| scope  | what counts                                                                             |
| ------ | --------------------------------------------------------------------------------------- |
| record | each failure is an attempt at the record                                                |
| sink   | none is: the sink as a whole is in trouble, however long that takes                     |
| —      | evidence decides, [as delivery says](../guides/delivery.md); what stops a batch counts for no record |

Names in angle brackets stand for values. Errors of one's own: [a guide](../guides/errors.md).

`

const roomOf = ({ file }: DeclaredFault): string => file.split('/')[0] ?? ''

const entryOf = (disposition: string, scope: string | undefined): Parameters<typeof scopeOf>[0] => ({
  disposition: disposition as Disposition,
  ...(scope !== undefined && { scope: scope as 'record' | 'sink' }),
})

/** What stops a batch says nothing of one record. */
const scopeText = ({ scope, disposition }: DeclaredFault): string =>
  (disposition === 'stop' ? undefined : scopeOf(entryOf(disposition, scope))) ?? '—'

/** Text that Markdown takes as it is. */
const escaped = (text: string): string => text.replaceAll(/[<>*_|[\]]/g, sign => `\\${sign}`)

const sectionOf = (fault: DeclaredFault, raisedIn: readonly string[]): string => `
### ${fault.code}

> ${escaped(fault.message)}

${escaped(fault.remedy)}

\`${fault.disposition}\`, scope ${scopeText(fault)}; raised in ${raisedIn.map(file => `\`${file}\``).join(', ')}
`

const byCode = (a: DeclaredFault, b: DeclaredFault): number => (a.code < b.code ? -1 : 1)

const pageOf = (
  room: string,
  faults: readonly DeclaredFault[],
  raisedIn: ReadonlyMap<string, readonly string[]>,
): string => {
  const sets = [...new Set(faults.map(each => each.faults))].toSorted()
  const parts = sets.map(name => {
    const own = faults.filter(each => each.faults === name).toSorted(byCode)
    const [{ about, file } = { about: '', file: '' }] = own
    const sections = own.map(each => sectionOf(each, raisedIn.get(each.code) ?? []))
    return `\n## ${name}\n\n${about} Declared in \`${file}\`.\n${sections.join('')}`
  })
  return `# Errors of ${room}/\n\nWritten by \`npm run error-pages\`; not to be edited. [All codes](README.md)\n${parts.join('')}`
}

const anchorOf = (code: string): string => code.replaceAll('.', '')

const rowOf = (fault: DeclaredFault): string =>
  `| [\`${fault.code}\`](${roomOf(fault)}.md#${anchorOf(fault.code)}) | ${fault.disposition} | ${scopeText(fault)} |\n`

/** The pages of docs/errors by their names, not yet formatted: an index, and one for each room. */
export const errorPages = (
  faults: readonly DeclaredFault[],
  raisedIn: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, string> => {
  const rooms = [...new Set(faults.map(roomOf))]
  const index = `| code | disposition | scope |\n| --- | --- | --- |\n${faults.toSorted(byCode).map(rowOf).join('')}`
  return new Map([
    ['README.md', heading + index],
    ...rooms.map((room): [string, string] => [
      `${room}.md`,
      pageOf(
        room,
        faults.filter(fault => roomOf(fault) === room),
        raisedIn,
      ),
    ]),
  ])
}
