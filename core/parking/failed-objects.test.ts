import { describe, expect, it } from 'vitest'
import { isSetAside, marksKey, redrivenKey } from './failed-objects.ts'

const parkedAs = (stage: string, functionName: string, processor: string): string =>
  `parked/${stage}/${functionName}/${processor}/0-a.json`

describe('an object that a redrive has set aside or made', () => {
  it.each([
    redrivenKey('a.json'),
    marksKey('a.json'),
    redrivenKey(parkedAs('live', 'shop', 'mail')),
    marksKey(parkedAs('live', 'shop', 'mail')),
    `folder/${redrivenKey('a.json')}`,
    `folder/${marksKey(parkedAs('redriven', 'shop', 'mail'))}`,
    `folder/deeper/${redrivenKey('below/a.json')}`,
    // Of a redrive of one function, or of one processor, which has its own place.
    'parked/live/shop/redriven/mail/0-a.json',
    'parked/live/redriven/0-a.json',
  ])('is known by where it lies: %s', key => {
    expect(isSetAside(key)).toBe(true)
  })

  it.each([
    'a.json',
    'redriven',
    'folder/redriving',
    'discarded/2026/redriven.json',
    parkedAs('live', 'shop', 'mail'),
    `folder/${parkedAs('live', 'shop', 'mail')}`,
    parkedAs('redriven', 'shop', 'mail'),
    parkedAs('live', 'redriving', 'mail'),
    parkedAs('live', 'shop', 'redriven'),
    `folder/${parkedAs('redriving', 'redriven', 'redriving')}`,
  ])('is not what waits, whatever a stage, a function or a processor is called: %s', key => {
    expect(isSetAside(key)).toBe(false)
  })
})
