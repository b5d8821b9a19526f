import { describe, expect, it } from 'vitest'
import { newBus } from './bus.ts'

describe('a bus', () => {
  it('tells every listener of every event in order, until it unsubscribes', () => {
    const bus = newBus<number>(() => undefined)
    const [one, other]: [number[], number[]] = [[], []]
    bus.subscribe(event => one.push(event))
    const end = bus.subscribe(event => other.push(event))

    bus.tell(1)
    end()
    bus.tell(2)

    expect([one, other]).toEqual([[1, 2], [1]])
  })

  it('goes on without a listener that throws', () => {
    const broken: unknown[] = []
    const heard: number[] = []
    const bus = newBus<number>(error => broken.push(error))
    bus.subscribe(event => {
      throw new Error(`cannot draw ${event}`)
    })
    bus.subscribe(event => heard.push(event))

    bus.tell(1)
    bus.tell(2)

    expect(heard).toEqual([1, 2])
    expect(broken).toEqual([new Error('cannot draw 1')])
  })
})
