import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { guideSteps } from '../../scripts/first-minutes/guide-steps.ts'
import { tailrace } from '../support/tailrace.ts'
import { temporaryPaths } from '../support/temporary-folder.ts'

const path = temporaryPaths()

it('what the first five minutes change fits what a project starts with', async () => {
  const folder = path('tickets')
  const { code } = await tailrace(['init', '--into', folder, '--yes', '--deploy', 'serverless'])
  expect(code).toBe(0)

  const steps = guideSteps(readFileSync('docs/guides/first-five-minutes.md', 'utf8'))
  const patches = steps.flatMap(step => (step.do === 'patch' ? [step.text] : []))
  for (const [index, patch] of patches.entries()) {
    const file = join(folder, `${index}.patch`)
    writeFileSync(file, patch)
    execFileSync('git', ['apply', '--unidiff-zero', file], { cwd: folder })
  }

  expect(patches).toHaveLength(2)
  expect(readFileSync(join(folder, 'src/changes.ts'), 'utf8')).toContain("when(Ticket).changed('title')")
})
