// Measures the rows of the benchmark, each variant in fresh processes, and writes bench/results.json.
import { spawnSync } from 'node:child_process'
import { statSync, writeFileSync } from 'node:fs'
import { child } from './child.ts'
import type { ColdFigures } from './cold/figures.ts'
import { median } from './median.ts'
import { missed } from './missed.ts'

interface Figures {
  readonly ratio: number
  readonly workMs: number
  readonly aloneMs: number
}

/** As a function runs, and with a collection forced before each sample, as the goals were drawn. */
type Way = 'asRun' | 'collected'
type Measured = Readonly<Record<Way, Figures>>
type TwoWays = Readonly<Record<Way, number>>
/** What is not the processor's time (waiting, requests, memory) is measured in one way only. */
type Figure = number | TwoWays

interface Row {
  readonly name: string
  /** As a function runs. */
  readonly ours: number
  readonly peers: Readonly<Record<string, number>>
  /** The same with forced collections, where it was measured so. */
  readonly collected?: { readonly ours: number; readonly peers: Readonly<Record<string, number>> }
  /** The best that was ever measured for this, by hand-written code without order, ledger or parking. */
  readonly limit: number | string
  readonly goal: string
  /** The goal is met, and ours is ahead of every peer, in both ways. By hand is no peer: it is what effects cost. */
  readonly ok: boolean
  /** What `--check` holds a ratio to; nothing for a rate, which is the machine's. */
  readonly bound: number | undefined
  readonly isHeld: boolean
}

const isFull = process.argv.includes('--full')
const isCheck = process.argv.includes('--check')
/** What needs no peer and does not wait, one process each, with wide bounds: `--short`, for CI. */
const isShort = process.argv.includes('--short')
/** Only what has this word in its name is measured: `--only job`. */
const only = process.argv[process.argv.indexOf('--only') + 1 || Infinity] ?? ''
const processes = isShort ? 1 : isFull ? 5 : 3
const rounds = isFull ? 11 : 5
const say = (text: string): void => void process.stderr.write(text)

/** npm writes down what it has installed; an older note is of an older list of peers. */
const installed = statSync('bench/node_modules/.package-lock.json', { throwIfNoEntry: false })
if (
  !isShort &&
  (installed === undefined || installed.mtimeMs < statSync('bench/package-lock.json').mtimeMs)
) {
  say('installing the peers into bench/\n')
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: 'bench',
    stdio: ['ignore', 2, 2],
  })
  if (status !== 0) throw new Error('the peers could not be installed')
}

const names = [
  ...['route ours', 'route by hand', 'route naive', 'route powertools'],
  ...['unmarshal ours', 'unmarshal util-dynamodb', 'lazy ours'],
  ...['match ours 10', 'match ours 100', 'match ours 1000', 'match linear 100', 'match linear 1000'],
  ...['ndjson ours full', 'ndjson ours projection', 'ndjson util-dynamodb'],
  ...['job ours', 'job by hand', 'job naive', 'job aws-lambda-stream'],
  ...['diff ours', 'diff util-dynamodb and microdiff'],
]
  .filter(name => name.includes(only))
  .filter(name => !isShort || /ours|by hand/.test(name))

const startedAt = performance.now()
const found = new Map<string, Measured[]>()
let done = 0
for (let turn = 0; turn < processes; turn += 1) {
  // Interleaved, so that a noisy minute does not fall on one variant alone.
  for (const name of names) {
    const measured = (await child('--expose-gc', 'bench/measure.ts', name, String(rounds))) as Measured
    found.set(name, [...(found.get(name) ?? []), measured])
    done += 1
    const leftMs = ((performance.now() - startedAt) / done) * (processes * names.length - done)
    say(
      `${done} of ${processes * names.length}: ${name} ${measured.asRun.ratio.toFixed(2)}, ${measured.collected.ratio.toFixed(2)} (${Math.ceil(leftMs / 1000)} s left)\n`,
    )
  }
}
const counts = async (script: string): Promise<Readonly<Record<string, number>>> =>
  script.includes(only) && !isShort
    ? ((await child(`bench/${script}.ts`)) as Readonly<Record<string, number>>)
    : {}
const lanes = await counts('lanes')
const right = await counts('correctness')
const engine = await counts('engine')
const memory = await counts('memory')
const sinks = await counts('sinks')
const cold = ('cold'.includes(only) && !isShort ? await child('bench/cold.ts') : undefined) as
  ColdFigures | undefined
const inspector = await counts('inspector')

type Find = (name: string, what: keyof Figures) => number
const inBoth = (figure: (find: Find) => number): TwoWays => {
  const find =
    (way: Way): Find =>
    (name, what) =>
      median((found.get(name) ?? []).map(each => each[way][what]))
  return { asRun: figure(find('asRun')), collected: figure(find('collected')) }
}
const ratio = (name: string): TwoWays => inBoth(find => find(name, 'ratio'))
/** How many times the one is the other. */
const share = (name: string, of: string, what: keyof Figures): TwoWays =>
  inBoth(find => find(name, what) / find(of, what))
const round = (value: number): number => Math.round(value * 100) / 100
/** `--check` allows this much more than a goal: what runs differ by, and in one process on a busy machine. */
const slack = isShort ? 2.5 : 1.15

/** A rate is the machine's as much as the code's, and no ratio. */
const isRate = (name: string): boolean => /^(engine|inspector)/.test(name)

type Side = 'at most' | 'at least'
const figureIn = (figure: Figure, way: Way): number => (typeof figure === 'number' ? figure : figure[way])
const figuresIn = (peers: Readonly<Record<string, Figure>>, way: Way): Row['peers'] =>
  Object.fromEntries(
    Object.entries(peers)
      .map(([peer, value]) => [peer, round(figureIn(value, way))] as const)
      // What was not measured this time is not told.
      .filter(([, value]) => !Number.isNaN(value)),
  )

const rowOf =
  (side: Side) =>
  (
    name: string,
    ours: Figure,
    goal: number,
    limit: number | string,
    peers: Readonly<Record<string, Figure>> = {},
  ): Row => {
    const isIn = (value: number, of: number): boolean => (side === 'at most' ? value <= of : value >= of)
    const isAhead = Object.entries(peers).every(
      ([peer, value]) =>
        peer === 'by hand' ||
        typeof value === 'number' ||
        // It was not measured this time.
        Number.isNaN(value.asRun) ||
        (['asRun', 'collected'] as const).every(way => isIn(figureIn(ours, way), value[way])),
    )
    const base = missed[name] ?? goal
    const bound = isRate(name) ? undefined : side === 'at most' ? base * slack : base / slack
    const asRun = figureIn(ours, 'asRun')
    return {
      name,
      ours: round(asRun),
      peers: figuresIn(peers, 'asRun'),
      ...(typeof ours !== 'number' && {
        collected: { ours: round(ours.collected), peers: figuresIn(peers, 'collected') },
      }),
      limit,
      goal: `${side === 'at most' ? '<=' : '>='} ${goal}`,
      ok: isIn(asRun, goal) && isAhead,
      bound: bound === undefined ? undefined : round(bound),
      isHeld: bound === undefined || isIn(asRun, bound),
    }
  }
const atMost = rowOf('at most')
const atLeast = rowOf('at least')

/** Ours over the faster of the other function's formats, in time of the processor; its goal by whether it has a ledger. */
const coldRows = ({ importMs, cpuMs, rows }: ColdFigures): readonly Row[] => [
  atMost(
    'row 13: own code’s import, of the typical function’s',
    (cpuMs.own - cpuMs.empty) / Math.max(...rows.map(({ typicalLoadCpuMs }) => typicalLoadCpuMs)),
    0.12,
    'see README',
    { 'own, ms': importMs.own, 'empty, ms': importMs.empty },
  ),
  ...rows.map(({ name, cpuRatio, ratio: onTheWall, oursMs, esmMs, cjsMs }) =>
    atMost(`rows 14, 15: first effect, ${name}`, cpuRatio, name.endsWith('ledger') ? 0.75 : 1, 'see README', {
      'by the wall': onTheWall,
      'ours, ms': oursMs,
      'typical as ES module, ms': esmMs,
      'typical as CommonJS, ms': cjsMs,
    }),
  ),
]

const all: readonly Row[] = [
  atMost('row 1: route 5 rules, x floor', ratio('route ours'), 1.25, '1.15-1.19', {
    'by hand': ratio('route by hand'),
    naive: ratio('route naive'),
    powertools: ratio('route powertools'),
  }),
  atMost('row 2: unmarshal 3 maps, x floor', ratio('unmarshal ours'), 1.8, '1.6-1.75', {
    'util-dynamodb': ratio('unmarshal util-dynamodb'),
  }),
  atMost(
    'row 2: its work as a share of util-dynamodb’s',
    share('unmarshal ours', 'unmarshal util-dynamodb', 'workMs'),
    0.5,
    '0.33-0.48',
  ),
  atLeast('row 2: long numbers right, of 4', right['numbersOurs'] ?? Number.NaN, 4, 4, {
    'util-dynamodb': right['numbersPeer'] ?? Number.NaN,
  }),
  atMost('row 3: lazy, 4 attributes, x floor', ratio('lazy ours'), 1.35, '1.08-1.36'),
  atMost('row 4: match 100 filters, x floor', ratio('match ours 100'), 1.15, 1.1, {
    'pattern by pattern': ratio('match linear 100'),
  }),
  atMost('row 4: match 1000 filters, x floor', ratio('match ours 1000'), 1.25, 1.18, {
    'pattern by pattern': ratio('match linear 1000'),
  }),
  atMost(
    'row 5: growth of match cost, 10 to 1000 filters',
    share('match ours 1000', 'match ours 10', 'aloneMs'),
    5,
    '2.6-3.7',
  ),
  atLeast(
    'row 5: faster than pattern by pattern at 1000',
    share('match linear 1000', 'match ours 1000', 'aloneMs'),
    40,
    59,
  ),
  atMost('row 8: NDJSON of full images, x floor', ratio('ndjson ours full'), 2.1, 1.92, {
    'util-dynamodb': ratio('ndjson util-dynamodb'),
  }),
  atMost('row 8: NDJSON of 9 attributes, x floor', ratio('ndjson ours projection'), 1.4, '1.19-1.38'),
  atMost('row 9: whole job, x floor', ratio('job ours'), 2, '1.70-1.78', {
    'by hand': ratio('job by hand'),
    naive: ratio('job naive'),
    'aws-lambda-stream': ratio('job aws-lambda-stream'),
  }),
  atMost('row 9: whole job, of the same by hand', share('job ours', 'job by hand', 'ratio'), 1.08, 1),
  atLeast('row 9: faster than naive', share('job naive', 'job ours', 'ratio'), 2, 2.2),
  atLeast(
    'row 9: faster than aws-lambda-stream',
    share('job aws-lambda-stream', 'job ours', 'ratio'),
    3,
    4.2,
  ),
  atMost('row 10: diff, x floor', ratio('diff ours'), 1.3, '1.11-1.25', {
    'util-dynamodb and microdiff': ratio('diff util-dynamodb and microdiff'),
  }),
  atLeast(
    'row 10: cheaper than util-dynamodb and microdiff, fresh parse',
    share('diff util-dynamodb and microdiff', 'diff ours', 'workMs'),
    6,
    '7-14',
  ),
  atLeast(
    'row 10: cheaper on parsed records',
    share('diff util-dynamodb and microdiff', 'diff ours', 'aloneMs'),
    12,
    16,
  ),
  atLeast('row 10: cases right, of 9', right['differencesOurs'] ?? Number.NaN, 9, 9, {
    'util-dynamodb and microdiff': right['differencesPeer'] ?? Number.NaN,
  }),
  atLeast('row 11: faster than one by one, distinct keys', lanes['distinctFaster'] ?? Number.NaN, 42, 50),
  atMost('row 11: order violations', lanes['distinctViolations'] ?? Number.NaN, 0, 0),
  atMost('row 12: lanes over the hottest key', lanes['lanesOverBound'] ?? Number.NaN, 1.1, 1),
  atLeast('row 12: coalescing, faster than one by one', lanes['coalescedFaster'] ?? Number.NaN, 150, 182),
  atMost(
    'row 12: violations and stale keys',
    (lanes['lanesViolations'] ?? Number.NaN) + (lanes['coalescedStale'] ?? Number.NaN),
    0,
    0,
  ),
  atMost('row 6: bulk requests per 1,000 changes', sinks['bulkRequests'] ?? Number.NaN, 1, 1),
  atMost('row 6: new connections when warm', sinks['newConnections'] ?? Number.NaN, 0, 0),
  atLeast('row 7: search, faster than one by one', sinks['searchSpeedUp'] ?? Number.NaN, 50, 63),
  ...(cold === undefined ? [] : coldRows(cold)),
  atMost('row 16: round trips per 1,000 keys', sinks['invalidationRoundTrips'] ?? Number.NaN, 1, 1),
  atLeast(
    'row 16: 1,000 keys, faster than one by one',
    sinks['invalidationSpeedUp'] ?? Number.NaN,
    100,
    '132-240',
  ),
  atMost('row 17: peak memory of 6 MB, x parsing it', memory['peakOurs'] ?? Number.NaN, 1.4, 'none known', {
    'by hand': memory['peakByHand'] ?? Number.NaN,
  }),
  atMost(
    'row 17: the same with a young generation of 4 MB',
    memory['heldOurs'] ?? Number.NaN,
    1.4,
    'none known',
    { 'by hand': memory['heldByHand'] ?? Number.NaN },
  ),
  atLeast(
    'engine: records per second through one mapping, of 100,000',
    engine['recordsPerSecond'] ?? Number.NaN,
    20_000,
    'none known',
  ),
  atMost(
    'engine: growth of memory after the first 10,000, MB',
    engine['growthMb'] ?? Number.NaN,
    8,
    'none known',
  ),
  atLeast(
    'inspector: records per second with the page and a reader, of those without, 2,500 offered',
    inspector['share'] ?? Number.NaN,
    0.9,
    1,
  ),
]

const rows = all.filter(({ ours }) => !Number.isNaN(ours))
writeFileSync('bench/results.json', `${JSON.stringify(rows, undefined, 1)}\n`)
for (const { name, ours, peers, collected, goal, ok, isHeld, bound } of rows) {
  const two = (value: number, other: number | undefined): string =>
    other === undefined ? String(value) : `${value}, collected ${other}`
  const others = Object.entries(peers).map(
    ([peer, value]) => `; ${peer} ${two(value, collected?.peers[peer])}`,
  )
  process.stdout.write(
    `${ok ? 'ok    ' : 'MISSED'} ${name}: ${two(ours, collected?.ours)} (goal ${goal})${others.join('')}\n`,
  )
  if (isCheck && !isHeld) {
    process.stdout.write(`FAILED ${name}: ${ours}, and ${bound} at the worst\n`)
    process.exitCode = 1
  }
}
