import { describe, expect, it } from 'vitest'
import type { RedriveSummary } from '../operations/redrive/redrive-event.ts'
import { exitCodeOfRedrive, redriveLines } from './redrive-command.ts'

const done: RedriveSummary = {
  ...{ received: 3, applied: 3, unchanged: 0, filtered: 0, parked: 0, failed: 0, batches: 1, retries: 0 },
  ...{ objects: 1, redriven: 1, objectsFailed: 0, objectsLeft: 0, objectsInHand: 0, wouldDeliver: 0 },
  inDoubt: 0,
  interrupted: false,
}

describe('tailrace redrive', () => {
  it.each<readonly [string, Partial<RedriveSummary>, number]>([
    ['all is done', {}, 0],
    ['other processors still wait', { objectsLeft: 1 }, 0],
    ['another redrive has settled everything', { objects: 0, redriven: 0, unchanged: 3, applied: 0 }, 0],
    ['a change failed', { failed: 1 }, 4],
    ['something is in doubt', { inDoubt: 1 }, 4],
    ['an object was refused', { objectsFailed: 1 }, 4],
    ['another redrive has an object in hand', { objectsInHand: 1 }, 4],
    ['it was interrupted', { interrupted: true }, 130],
    ['it was interrupted after a failure', { interrupted: true, failed: 1, objectsFailed: 1 }, 130],
  ])('ends as it should when %s', (_, ending, code) => {
    expect(exitCodeOfRedrive({ ...done, ...ending })).toBe(code)
  })

  it('says of what is in doubt what a person needs to decide', () => {
    const lines: string[] = []
    const tell = redriveLines({ out: text => lines.push(text), say: text => lines.push(`not data: ${text}`) })
    const doubt = {
      event: 'InDoubt',
      functionName: 'reactions',
      processor: 'mail',
      eventName: 'INSERT',
      key: 'ORDER#1',
      sequenceNumber: '42',
      why: 'read ECONNRESET',
    } as const

    tell({ ...doubt, claimedAt: '2026-01-01T00:00:00.000Z' })
    tell({ ...doubt, resolve: 'applied' })

    expect(lines).toEqual([
      'INSERT ORDER#1  reactions: mail is in doubt at 42, begun at 2026-01-01T00:00:00.000Z: read ECONNRESET\n',
      'INSERT ORDER#1  reactions: mail is in doubt at 42, begun at an unknown time: read ECONNRESET; taken as applied\n',
    ])
  })

  it('says what became of an object, and whose it is', () => {
    const said: string[] = []
    const tell = redriveLines({ out: text => said.push(text), say: text => said.push(text) })

    tell({ event: 'Redriven', object: 'file:a/1' })
    tell({ event: 'Kept', object: 'file:a/2' })
    tell({ event: 'InHand', object: 'file:a/3', holder: 'process 7 on laptop', untilMs: 1 })
    tell({ event: 'SettledElsewhere', object: 'file:a/4' })

    expect(said).toEqual([
      'file:a/1 is home\n',
      'file:a/2 stays where it is\n',
      'file:a/3 is left to process 7 on laptop, which redrives it\n',
      'file:a/4 was settled by another redrive meanwhile\n',
    ])
  })
})
