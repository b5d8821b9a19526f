import type { Metafile } from 'esbuild'
import { expect, it } from 'vitest'
import { weightOf, weightTable, weightsOf } from './weights.ts'

const output = (inputs: Readonly<Record<string, number>>): Metafile['outputs'][string] => ({
  bytes: 0,
  imports: [],
  exports: [],
  inputs: Object.fromEntries(
    Object.entries(inputs).map(([path, bytesInOutput]) => [path, { bytesInOutput }]),
  ),
})

const metafile: Metafile = {
  inputs: {},
  outputs: {
    'a.mjs': output({ 'core/dispatch/run.ts': 5, 'core/clock.ts': 1, 'functions/a.ts': 2 }),
    'chunk.mjs': output({ 'core/dispatch/batch.ts': 7, 'node_modules/@scope/one/dist/index.js': 3 }),
    'later.mjs': output({ 'adapters/s3/s3-place.ts': 100 }),
  },
}

const weights = weightsOf(metafile, ['a.mjs', 'chunk.mjs'])

it('weighs what a start loads, by room and feature, and packages as a whole', () => {
  expect(weights).toEqual([
    ['core/dispatch', 12],
    ['@scope/one', 3],
    ['functions', 2],
    ['core', 1],
  ])
  expect(weightOf(weights, 'core')).toBe(13)
})

it('shows functions beside each other, the heaviest folder first', () => {
  const lines = weightTable([
    ['a', weights],
    ['b', [['processors/audit-log', 4]]],
  ]).split('\n')

  expect(lines.map(line => line.split(/\s{2,}/))).toEqual([
    ['minified bytes at start', 'a', 'b'],
    ['core/dispatch', '12', '0'],
    ['processors/audit-log', '0', '4'],
    ['@scope/one', '3', '0'],
    ['functions', '2', '0'],
    ['core', '1', '0'],
    [''],
  ])
})
