import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

/** As users import what the examples here import by path. */
const asPublished = (text: string): string =>
  text.replaceAll(/'\.\.\/\.\.\/(core|store|processors|adapters)\/index\.ts'/g, (_, room: string) =>
    room === 'core' ? "'tailrace'" : `'tailrace/${room}'`,
  )

const folder = 'docs/examples'

describe.each(readdirSync(folder))('the example %s', file => {
  it('stands in its guide as it was compiled', () => {
    const guide = readFileSync(`docs/guides/${file.replace(/\.ts$/, '.md')}`, 'utf8')

    expect(guide).toContain(`\`\`\`ts\n${asPublished(readFileSync(`${folder}/${file}`, 'utf8'))}\`\`\``)
  })
})
