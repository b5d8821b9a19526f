import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { newPace } from '../../operations/verify/pace.ts'
import { fillPart } from '../../operations/rebuild/fill-part.ts'
import type { FillingCheck } from '../../core/processor/processor.ts'
import { hastyClock } from '../support/hasty-clock.ts'
import { readerOf } from '../support/table-double.ts'

/** What Amazon States Language says of a state, as far as this machine uses it. */
interface State {
  readonly Type: 'Task' | 'Wait' | 'Map' | 'Choice' | 'Succeed'
  readonly Next?: string
  readonly End?: true
  readonly Parameters?: { readonly Payload: Readonly<Record<string, unknown>> }
  readonly OutputPath?: string
  readonly SecondsPath?: string
  readonly ItemsPath?: string
  readonly ResultPath?: string | null
  readonly Choices?: readonly {
    readonly Variable: string
    readonly BooleanEquals: boolean
    readonly Next: string
  }[]
  readonly Default?: string
  readonly ItemProcessor?: Machine & { readonly ProcessorConfig: Readonly<Record<string, string>> }
}

interface Machine {
  readonly StartAt: string
  readonly States: Readonly<Record<string, State>>
}

const machine = (): Machine => {
  const text = readFileSync('infra/rebuild.yml', 'utf8')
  const { Resources } = parse(text, { logLevel: 'silent' }) as {
    readonly Resources: { readonly RebuildMachine: { readonly Properties: { readonly Definition: Machine } } }
  }
  return Resources.RebuildMachine.Properties.Definition
}

const problemsIn = ({ StartAt, States }: Machine): readonly string[] => {
  const names = Object.keys(States)
  const led = Object.values(States).flatMap(({ Next, Default, Choices = [] }) => [
    ...(Next === undefined ? [] : [Next]),
    ...(Default === undefined ? [] : [Default]),
    ...Choices.map(each => each.Next),
  ])
  const found = [StartAt, ...led].filter(name => !names.includes(name)).map(name => `no state ${name}`)
  found.push(
    ...names.filter(name => ![StartAt, ...led].includes(name)).map(name => `nothing leads to ${name}`),
  )
  for (const [name, { Type, Next, End, Default, ItemProcessor }] of Object.entries(States)) {
    const isLast = Type === 'Succeed'
    const hasEnd = Next !== undefined || End === true || Default !== undefined
    if (isLast === hasEnd) found.push(`${name} ends nowhere, or twice`)
    if (Type === 'Map' && ItemProcessor?.ProcessorConfig['Mode'] !== 'DISTRIBUTED')
      found.push(`${name} is not distributed`)
    if (ItemProcessor !== undefined) found.push(...problemsIn(ItemProcessor))
  }
  return found
}

const at = (input: unknown, path: string): unknown =>
  path
    .split('.')
    .slice(1)
    .reduce<unknown>((value, name) => (value as Readonly<Record<string, unknown>>)[name], input)

const payloadOf = (template: Readonly<Record<string, unknown>>, input: unknown): unknown =>
  Object.fromEntries(
    Object.entries(template).map(([name, value]) =>
      name.endsWith('.$') ? [name.slice(0, -2), at(input, String(value))] : [name, value],
    ),
  )

type Invoke = (payload: unknown) => Promise<unknown>

/** Runs a machine as the language says, without its retries; `waits` says what it waited. */
const runMachine = async (
  { StartAt, States }: Machine,
  given: unknown,
  invoke: Invoke,
  waits: unknown[],
): Promise<unknown> => {
  let [name, input] = [StartAt, given]
  for (;;) {
    const state = States[name]
    if (state === undefined) throw new Error(`no state ${name}`)
    if (state.Type === 'Succeed') return input
    if (state.Type === 'Task') {
      const Payload = await invoke(payloadOf(state.Parameters?.Payload ?? {}, input))
      input = at({ Payload: JSON.parse(JSON.stringify(Payload)) as unknown }, state.OutputPath ?? '$')
    } else if (state.Type === 'Wait') waits.push(at(input, state.SecondsPath ?? '$'))
    else if (state.Type === 'Map' && state.ItemProcessor !== undefined) {
      for (const item of at(input, state.ItemsPath ?? '$') as readonly unknown[])
        await runMachine(state.ItemProcessor, item, invoke, waits)
      if (state.ResultPath !== null) throw new Error('the results of a map are not to be gathered')
    }
    const chosen = state.Choices?.find(({ Variable, BooleanEquals }) => at(input, Variable) === BooleanEquals)
    name = chosen?.Next ?? state.Default ?? state.Next ?? ''
  }
}

describe('the state machine of a rebuild', () => {
  it('leads from its start to its end, through every state', () => {
    expect(problemsIn(machine())).toEqual([])
  })

  it('has every item of every part filled in once, however short an invocation is', async () => {
    const keys = Array.from({ length: 53 }, (_, place) => `k${place}`)
    const table = readerOf({ keys: () => keys, get: key => ({ PK: { S: key } }) }, { pageItems: 3 })
    const filled: string[] = []
    const check = {
      fill: async (items: readonly { readonly keys: unknown }[]) => {
        filled.push(...items.map(each => (each.keys as { PK: { S: string } }).PK.S))
        return Promise.resolve(items.map(() => 'filled' as const))
      },
    } as unknown as FillingCheck
    const clock = hastyClock()
    const signal = new AbortController().signal
    const surroundings = {
      run: 'r',
      sinks: [{ functionName: 'f', processor: { name: 'p' } as never, check, tables: [table] }],
      pace: newPace(undefined, clock, signal),
      clock,
      signal,
      tell: () => undefined,
    }
    let calls = 0
    const invoke: Invoke = async payload => {
      const call = payload as { step: string; segments: number; part: { segment: number; segments: number } }
      if (call.step === 'begin')
        return {
          waitSeconds: 960,
          parts: Array.from({ length: call.segments }, (_, segment) => ({
            segment,
            segments: call.segments,
          })),
        }
      calls += 1
      // One page an invocation: the time is up after it.
      return { ...call.part, ...(await fillPart(surroundings, table, call.part, 0)) }
    }
    const waits: unknown[] = []
    await runMachine(machine(), { segments: 5 }, invoke, waits)
    expect(waits).toEqual([960])
    expect(filled.toSorted()).toEqual(keys.toSorted())
    expect(calls).toBeGreaterThan(5)
  })
})
