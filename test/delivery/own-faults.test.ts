import { describe, expect, it } from 'vitest'
import { errorLine } from '../../cli/exit-code.ts'
import { isFault, isPipelineError, raise } from '../../core/errors/pipeline-error.ts'
import { everything } from '../../core/filter/words.ts'
import { processor } from '../../core/processor/define-processor.ts'
import { registry } from '../../core/registry/define-registry.ts'
import { explainRecord } from '../../core/registry/explain.ts'
import type { DispatchReport } from '../../core/dispatch/report.ts'
import { webhook, webhookFaults } from '../../docs/examples/errors.ts'
import { functionOf } from '../support/pipeline.ts'
import { recordOf } from '../support/records.ts'
import { newWorld } from '../support/redrive-world.ts'

const host = 'hooks.example.org'
const rejected = `${host} refuses the change with 422.`
const remedy = 'Look at what the receiver accepts, then redrive.'

const answering = (status: number) => webhook(host, async () => Promise.resolve(status))

describe('an error that a processor of somebody else declares', () => {
  it('parks its change at the first try, where it says park, and stands in the object with its remedy', async () => {
    const f = functionOf([answering(422)])

    expect(await f.invoke([recordOf({ seq: 1 })])).toEqual([])

    expect(await f.parked()).toMatchObject([
      { processor: 'webhook', attempts: 1, reason: { code: 'webhook.rejected', message: rejected, remedy } },
    ])
  })

  it('waits and counts no attempt, where it is the trouble of a sink', async () => {
    const reports: DispatchReport[] = []
    const f = functionOf([answering(503)], { maxAttempts: 2, observe: report => void reports.push(report) })

    for (let tries = 0; tries < 5; tries += 1) expect(await f.invoke([recordOf({ seq: 1 })])).toEqual([1])

    expect(await f.parked()).toEqual([])
    expect(reports.map(({ records }) => records[0]?.outcomes[0]?.attempt)).toEqual([0, 0, 0, 0, 0])
  })

  it('fails the batch, where it says stop', async () => {
    await expect(functionOf([answering(302)]).invoke([recordOf({ seq: 1 })])).rejects.toMatchObject({
      code: 'webhook.unknown-answer',
      disposition: 'stop',
    })
  })

  it('is logged with code, message and remedy', async () => {
    const lines: unknown[] = []
    const note = (message: string, detail?: object): void => void lines.push({ message, ...detail })
    const logger = { info: note, warn: note, error: note }

    await functionOf([answering(422)], { logger }).invoke([recordOf({ seq: 1 })])

    expect(lines).toContainEqual(
      expect.objectContaining({ message: rejected, code: 'webhook.rejected', remedy }),
    )
  })

  it('is told by a redrive with its message and remedy', async () => {
    const world = newWorld()
    await world.functionOf([answering(422)]).invoke([recordOf({ seq: 1 })])

    await world.redrive([answering(422)])

    expect(world.events).toContainEqual(
      expect.objectContaining({ event: 'Failed', code: 'webhook.rejected', message: rejected, remedy }),
    )
  })

  it('is said by explain where a filter threw it, and by a command in one line', () => {
    const error = raise(webhookFaults, 'webhook.rejected', { host, status: 422 })
    const picky = processor({
      name: 'picky',
      filter: everything().matching(() => {
        throw error
      }),
      handle: async () => Promise.resolve(),
    })

    const [explained] = explainRecord(registry([picky]), recordOf({ seq: 1 }))

    expect(explained?.failed).toEqual([`the filter threw: ${rejected}`])
    expect(errorLine(error)).toBe(`tailrace: ${rejected} ${remedy}\n`)
  })

  it('keeps what led to it', () => {
    const cause = new Error('socket hang up')

    expect(raise(webhookFaults, 'webhook.away', { host, status: 503 }, { cause }).cause).toBe(cause)
  })
})

describe('isFault', () => {
  const error: unknown = raise(webhookFaults, 'webhook.rejected', { host, status: 422 })

  it('tells faults apart by code, and narrows the detail', () => {
    expect(isFault(error, webhookFaults, 'webhook.rejected') && error.detail.status).toBe(422)
    expect(isFault(error, webhookFaults, 'webhook.away', 'webhook.unknown-answer')).toBe(false)
    expect(isFault(error, webhookFaults)).toBe(true)
    expect(isFault(new Error('webhook.rejected'), webhookFaults)).toBe(false)
  })

  it('is not deceived by a code of other faults, and knows an error of a second copy of the package', () => {
    const { 'webhook.away': away } = webhookFaults
    const copy = Object.assign(new Error('of another copy'), {
      [Symbol.for('tailrace.PipelineError')]: true,
      code: 'webhook.rejected',
    })

    expect(isFault(error, { 'webhook.away': away })).toBe(false)
    expect(isPipelineError(copy)).toBe(true)
    expect(isFault(copy, webhookFaults, 'webhook.rejected')).toBe(true)
  })
})

describe('raise', () => {
  it('takes no code and no detail that is not declared', () => {
    const refused = (): readonly Error[] => [
      // @ts-expect-error no such code
      raise(webhookFaults, 'webhook.rejcted', { host, status: 422 }),
      // @ts-expect-error a detail is missing
      raise(webhookFaults, 'webhook.rejected', { host }),
      // @ts-expect-error a detail is of another type
      raise(webhookFaults, 'webhook.rejected', { host, status: '422' }),
    ]

    expect(refused).toThrow(TypeError)
  })
})
