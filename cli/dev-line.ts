import type { DevEvent } from '../operations/dev/dev-event.ts'
import { counted } from './counted.ts'
import { findingLine } from './finding-line.ts'

type Name = DevEvent['event']
type Told<N extends Name> = Extract<DevEvent, { readonly event: N }>

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1)

/** What is said of an event that needs nothing of others. */
const lines: { readonly [N in Name]?: (event: Told<N>) => string | undefined } = {
  Fetching: ({ doneBytes, totalBytes }) =>
    `fetching DynamoDB Local: ${megabytes(doneBytes)} of ${megabytes(totalBytes)} MB`,
  Finding: event =>
    // What only costs is said by tailrace check.
    event.severity === 'notes' ? undefined : findingLine(event),
  DiffersHere: ({ functionName, message }) => `${functionName}: ${message}`,
  LeftOut: ({ functionName, table }) =>
    `${functionName} is left out of the stream of ${table}, which no file here describes: tables in tailrace.config.ts can`,
  InputLeftOut: ({ tables }) => `the input is not written: ${tables.join(', ')} was there before`,
  InputGoesOn: () =>
    'the input was cut off and goes on; a module that does not write by its steps begins again',
  Kept: ({ folder, leftBehind }) => {
    const stopped = leftBehind === undefined ? '' : `; table engine ${leftBehind} of a killed run was stopped`
    return `kept     ${folder}: table, checkpoints, ledger and sinks${stopped}`
  },
  AccountAllowed: ({ account, region }) =>
    `functions may use AWS account ${account} in ${region}, and the sinks that this environment names`,
  Synthesizing: ({ command }) => command,
  Paused: () => 'paused: nothing is read from the streams',
  Resumed: () => 'going on',
  WatchFailed: ({ message }) => `a change of files was not taken up: ${message}`,
  SettingsChanged: ({ file, changed }) =>
    `${file} is not what this run was started with (${changed.join(', ')}): start anew for it`,
  SettingsUnreadable: ({ message }) => message,
  Inspecting: ({ functionName, port }) => `a debugger reaches ${functionName} at 127.0.0.1:${port}`,
  ListenerFailed: ({ message }) => `a part of the display failed: ${message}`,
  Reloaded: ({ functionName }) => `${functionName} is loaded anew`,
  ReloadFailed: ({ functionName, message }) => `${functionName} is not loaded: ${message}`,
  Warned: ({ functionName, message, detail, remedy, code }) =>
    `${functionName}: ${message}${detail === undefined ? '' : ` (${detail})`}. ${remedy} [${code}]`,
  Building: ({ line }) => line,
  NotVerified: ({ functionName }) =>
    `${functionName} is not verified: it exports no pipeline that says what it has to write`,
  InvokeEnded: ({ mapping, result, message }) =>
    result === 'failure' || result === 'not-invoked' ? `${mapping} failed: ${message ?? result}` : undefined,
  FilterWarning: ({ mapping, message }) => `${mapping}: ${message}`,
  ClockWarning: ({ mapping, message }) => `${mapping}: ${message}`,
  Discarded: ({ mapping, records, condition }) =>
    `${mapping} gave up ${counted(records.length, 'record')}: ${condition}`,
  SourceFailed: ({ mapping, message }) => `${mapping} cannot read the stream: ${message}`,
  LeaseLost: ({ mapping, holder }) => `${mapping} was stopped: ${holder} has it now`,
  Gap: ({ mapping, shardId }) => `${mapping} missed records of ${shardId}: they left the stream unread`,
}

/** An event in a line for a person; nothing for those that are not told, or not by themselves. */
export const devLine = (event: DevEvent): string | undefined =>
  // The index access loses the tie between name and event, which the table keeps.
  (lines[event.event] as ((told: DevEvent) => string | undefined) | undefined)?.(event)
