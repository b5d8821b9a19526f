import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { smallProjects } from '../test/support/small-project.ts'
import { objectsIn, tailrace } from '../test/support/tailrace.ts'

const projectOf = smallProjects()

describe('tailrace check', () => {
  it('exits with 5 where something breaks, and says what, why and how it is mended', async () => {
    const folder = projectOf({ stream: 'maximumRetryAttempts: 100' })

    const { code, out } = await tailrace(['check', '--output', 'ndjson'], {}, '', folder)

    expect(code).toBe(5)
    expect(objectsIn(out)[0]).toEqual({
      check: 'response-type',
      severity: 'breaks',
      subject: 'orders',
      what: 'functionResponseType is not ReportBatchItemFailures',
      why: expect.stringContaining('is lost') as unknown,
      fix: 'functionResponseType: ReportBatchItemFailures',
    })
  })

  it('exits with 0 where nothing breaks, and with 5 for warnings where that is wanted', async () => {
    const folder = projectOf({
      stream: 'functionResponseType: ReportBatchItemFailures, maximumRetryAttempts: 100',
    })

    const [lenient, strict] = [
      await tailrace(['check'], {}, '', folder),
      await tailrace(['check', '--strict'], {}, '', folder),
    ]

    expect([lenient.code, strict.code]).toEqual([0, 5])
    expect(lenient.out).toContain('warns  orders: bisectBatchOnFunctionError is not set')
    expect(lenient.said).toMatch(/^1 mapping checked, \d findings\n$/)
  })

  it('names a project that it cannot read', async () => {
    const { code, said } = await tailrace(['check'], {}, '', projectOf({ handler: 'nowhere.handler' }))

    expect(code).toBe(5)
    expect(said).toContain('nowhere cannot be read')
  })

  it('says once what of the project is left out', async () => {
    const folder = projectOf({ stream: 'functionResponseType: ReportBatchItemFailures' })
    appendFileSync(
      join(folder, 'serverless.yml'),
      '  clicks:\n    handler: orders.handler\n    events: [{ stream: { type: kinesis, arn: !GetAtt Clicks.Arn } }]\n',
    )

    const { code, said } = await tailrace(['check'], {}, '', folder)

    expect(code).toBe(0)
    expect(said.match(/clicks is left out on the Kinesis stream/g)).toHaveLength(1)
  })
})
