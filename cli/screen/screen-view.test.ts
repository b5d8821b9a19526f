import { describe, expect, it } from 'vitest'
import { startView, viewAfter, viewWithNew } from './screen-view.ts'
import { keysIn } from './tty.ts'

describe('the view of the screen', () => {
  const after = (keys: readonly string[], changes: number) =>
    keys.reduce((view, key) => viewAfter(view, key, changes) ?? view, startView)

  it('marks the newest change first, goes back to the oldest, and follows again below the newest', () => {
    expect(after(['k'], 3).back).toBe(0)
    expect(after(['k', 'up', 'k', 'k', 'k'], 3).back).toBe(2)
    expect(after(['k', 'k', 'j', 'down'], 3).back).toBeUndefined()
    expect(after(['escape'], 3)).toEqual(startView)
  })

  it('scrolls where a detail is open, and closes it', () => {
    expect(after(['k', 'd', 'j', 'j'], 3)).toEqual({ back: 0, isDetail: true, scroll: 2 })
    expect(after(['d', 'd'], 3).isDetail).toBe(false)
  })

  it('keeps the mark on its change when others come', () => {
    expect(viewWithNew({ ...startView, back: 1 }, 2, 10).back).toBe(3)
    expect(viewWithNew(startView, 2, 10).back).toBeUndefined()
  })

  it('leaves other keys alone', () => {
    expect(viewAfter(startView, 'x', 3)).toBeUndefined()
  })
})

describe('what is typed', () => {
  it('comes key by key, and what a terminal reports is none', () => {
    expect(keysIn('wk\u001b[A\u001b[5~\u001b[<0;3;4Mq')).toEqual(['w', 'k', 'up', 'page-up', 'q'])
    expect(keysIn('\u001b')).toEqual(['escape'])
    expect(keysIn('\u0003')).toEqual(['\u0003'])
  })
})
