import { expect, it } from 'vitest'
import { smallProjects } from '../support/small-project.ts'
import { tailrace } from '../support/tailrace.ts'

const project = smallProjects()

/** As a client of a cache does between two calls. */
const busy = `setInterval(() => undefined, 1_000)
export const pipeline = () => ({ processors: [], criteria: () => [] })
export const handler = () => undefined
`

it.each([
  ['check', 5],
  ['filters', 0],
])(
  'ends %s when it has done its work, whatever the modules of a project keep open',
  async (command, expected) => {
    const { code, said } = await tailrace([command], {}, '', project({ code: busy }))

    expect(code, said).toBe(expected)
  },
  30_000,
)
