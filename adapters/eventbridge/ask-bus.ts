import type { AskService } from '../aws/ask-service.ts'

/** An event that is put on a bus. */
interface PutEvent {
  readonly EventBusName: string
  readonly Source: string
  readonly DetailType: string
  readonly Detail: string
}

/** What became of an event. */
interface PutResult {
  readonly EventId?: string | undefined
  readonly ErrorCode?: string | undefined
  readonly ErrorMessage?: string | undefined
}

/** What is asked of buses. */
export interface BusOperations {
  readonly DescribeEventBus: { readonly input: { readonly Name: string }; readonly output: object }
  readonly PutEvents: {
    readonly input: { readonly Entries: readonly PutEvent[] }
    readonly output: { readonly Entries?: readonly PutResult[] | undefined }
  }
}

/** Makes a request of EventBridge. */
export type AskBus = AskService<BusOperations>
