import { expect, it } from 'vitest'
import { checkOptions } from './options.ts'

it('refuses the first option that a factory does not know, and says which it knows', () => {
  expect(() => {
    checkOptions('sink', { name: 'x', nmae: 'y', els: 1 }, ['name', 'url'])
  }).toThrow(
    expect.objectContaining({
      code: 'registry.option-unknown',
      detail: { factory: 'sink', option: 'nmae', known: ['name', 'url'] },
    }) as Error,
  )
})

it('takes those that it knows, and none', () => {
  expect(() => {
    checkOptions('sink', { url: undefined, name: 'x' }, ['name', 'url'])
    checkOptions('sink', {}, [])
  }).not.toThrow()
})
