import type { MetricAlarm } from '@aws-sdk/client-cloudwatch'
import { raise } from '../../core/errors/pipeline-error.ts'
import type { Alarm } from './alarm.ts'
import type { AlarmProperties } from './alarm-input.ts'
import { alarmProperties, differingProperties } from './alarm-input.ts'
import type { AccountAlarms } from './cloudwatch-alarms.ts'
import { alarmName } from './alarm-names.ts'
import { alarmFaults } from './faults.ts'

/** Alarms of one subject, a table or a function, and what their names begin with. */
export interface AlarmSet {
  readonly prefix: string
  readonly alarms: readonly Alarm[]
}

/** One alarm, and what is to become of it. */
export interface AlarmStep {
  readonly step: 'create' | 'update' | 'remove' | 'unchanged'
  readonly name: string
  /** Of which set: value of its tag. */
  readonly owner: string
  /** Properties that differ, of one that is updated. */
  readonly differs: readonly string[]
  /** Nothing of one that is removed. */
  readonly properties?: AlarmProperties
}

/** By this tag alarms are known as this tool's own; its value is what they are of. */
const ownerTag = 'tailrace'

const ownOf = async (
  account: AccountAlarms,
  { prefix }: AlarmSet,
): Promise<ReadonlyMap<string, { readonly alarm: MetricAlarm; readonly isOwn: boolean }>> => {
  const found = await account.list(prefix)
  const judged = new Map<string, { readonly alarm: MetricAlarm; readonly isOwn: boolean }>()
  for (const each of found) {
    const { [ownerTag]: owner } = await account.tags(each.AlarmArn ?? '')
    judged.set(each.AlarmName ?? '', { alarm: each, isOwn: owner === prefix })
  }
  return judged
}

const stepsOf = async (
  account: AccountAlarms,
  set: AlarmSet,
  topic: string,
  foreign: string[],
): Promise<readonly AlarmStep[]> => {
  const there = await ownOf(account, set)
  const { prefix: owner } = set
  const wanted = new Map(set.alarms.map(each => [alarmName(set.prefix, each.id), alarmProperties(each)]))
  const steps = [...wanted].map(([name, properties]): AlarmStep => {
    const found = there.get(name)
    if (found === undefined) return { step: 'create', name, owner, differs: [], properties }
    if (!found.isOwn) foreign.push(name)
    const differs = differingProperties({ ...properties, AlarmActions: [topic] }, found.alarm)
    return { step: differs.length === 0 ? 'unchanged' : 'update', name, owner, differs, properties }
  })
  const left = [...there].flatMap(([name, { isOwn }]): readonly AlarmStep[] =>
    isOwn && !wanted.has(name) ? [{ step: 'remove', name, owner, differs: [] }] : [],
  )
  return [...steps, ...left]
}

/**
 * What is to be done so that an account has these alarms, and of its own no others of these subjects.
 *
 * @throws PipelineError `alarms.foreign` where somebody else's has the name of one
 */
export const planApply = async (
  account: AccountAlarms,
  sets: readonly AlarmSet[],
  topic: string,
): Promise<readonly AlarmStep[]> => {
  const foreign: string[] = []
  const steps: AlarmStep[] = []
  for (const set of sets) steps.push(...(await stepsOf(account, set, topic, foreign)))
  if (foreign.length > 0) throw raise(alarmFaults, 'alarms.foreign', { names: foreign })
  return steps
}

/**
 * What is to be done so that none of this tool's own alarms is left whose names begin so: those of a table with those
 * of its functions, or those of one function.
 */
export const planRemove = async (account: AccountAlarms, prefix: string): Promise<readonly AlarmStep[]> => {
  const steps: AlarmStep[] = []
  for (const { AlarmName: name = '', AlarmArn = '' } of await account.list(prefix)) {
    const { [ownerTag]: owner = '' } = await account.tags(AlarmArn)
    if (owner.startsWith(prefix) && name.startsWith(owner))
      steps.push({ step: 'remove', name, owner, differs: [] })
  }
  return steps
}

/** Tags what was made without: LocalStack takes no tags with an alarm, and what has none would be foreign for ever. */
const tagUntagged = async (account: AccountAlarms, made: readonly AlarmStep[]): Promise<void> => {
  for (const prefix of new Set(made.map(({ owner }) => owner))) {
    const names = new Set(made.flatMap(({ owner, name }) => (owner === prefix ? [name] : [])))
    for (const { AlarmName = '', AlarmArn = '' } of await account.list(prefix)) {
      if (!names.has(AlarmName)) continue
      const { [ownerTag]: owner } = await account.tags(AlarmArn)
      if (owner === undefined) await account.tag(AlarmArn, { [ownerTag]: prefix })
    }
  }
}

/** Does what a plan says. */
export const carryOut = async (
  account: AccountAlarms,
  steps: readonly AlarmStep[],
  topic: string,
): Promise<void> => {
  for (const { step, name, owner, properties } of steps) {
    if (properties === undefined || step === 'unchanged') continue
    // CloudWatch takes no tags for one that is there, and keeps those it has.
    const tags = step === 'create' ? { [ownerTag]: owner } : undefined
    await account.put(name, properties, { actions: [topic], tags })
  }
  await tagUntagged(
    account,
    steps.filter(({ step }) => step === 'create'),
  )
  const removed = steps.flatMap(({ step, name }) => (step === 'remove' ? [name] : []))
  if (removed.length > 0) await account.remove(removed)
}
