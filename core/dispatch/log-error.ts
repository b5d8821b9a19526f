import { describeError } from '../errors/describe-error.ts'
import { isPipelineError } from '../errors/pipeline-error.ts'
import type { RecordView } from '../record/record-view.ts'
import type { DispatchOptions } from './options.ts'
import type { LogDetail } from './write-log.ts'
import { writeLog } from './write-log.ts'

type LogTarget = Pick<DispatchOptions, 'logger' | 'logKeys'>

const textOf = (value: object): readonly string[] =>
  Object.values(value).filter((text: unknown) => typeof text === 'string')

/** The key as errors may quote it: whole, and attribute by attribute; longest first, as one may hold another. */
const keyTexts = (view: RecordView): readonly string[] =>
  [view.key, ...Object.values(view.keys).flatMap(textOf)]
    .flatMap(text => [text, JSON.stringify(text).slice(1, -1)])
    .filter(text => text !== '')
    .sort((a, b) => b.length - a.length)

const without = (texts: readonly string[], value: unknown): unknown => {
  if (typeof value === 'string') return texts.reduce((text, each) => text.replaceAll(each, '…'), value)
  if (Array.isArray(value)) return value.map(each => without(texts, each))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, without(texts, each)]))
}

/** Logs an error with what can be done about it, its stack and what led to it. `views`: the records it is about. */
export const logError = (
  options: LogTarget,
  level: 'warn' | 'error',
  error: Error,
  detail: LogDetail,
  views: readonly RecordView[] = [],
): void => {
  const { message, code, name, ...rest } = describeError(error)
  const all = {
    code: code ?? name,
    ...(isPipelineError(error) && { remedy: error.remedy }),
    ...detail,
    error: { name, message, ...rest },
  }
  if (options.logKeys !== false) {
    writeLog(options.logger, level, message, all)
    return
  }
  const texts = views.flatMap(keyTexts)
  // A key may be as short as a digit, and what finds the record is not to be spoilt by it.
  const { processor, sequenceNumber } = detail
  const kept = { code: all.code, processor, sequenceNumber }
  const told = { ...(without(texts, all) as LogDetail), ...kept }
  writeLog(options.logger, level, String(without(texts, message)), told)
}
