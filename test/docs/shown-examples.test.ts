import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

it.each([
  ['docs/guides/testing.md', 'test/docs/testing-guide.test.ts', '../../testing/index.ts', 'tailrace/testing'],
])('%s shows what %s compiles and runs', (guide, example, source, entry) => {
  const code = readFileSync(example, 'utf8').replace(source, entry).trimEnd()

  expect(readFileSync(guide, 'utf8')).toContain(`\`\`\`ts\n${code}\n\`\`\``)
})
