import { holdTo } from '../../test/contract/hold-to.ts'
import { httpStub } from '../../test/support/http-stub.ts'
import type {
  ArrivedNotification,
  NotificationSinkUnderTest,
} from '../../testing/contracts/notification-sink.ts'
import { notificationSinkContract } from '../../testing/contracts/notification-sink.ts'
import { webhookSink } from './webhook-sink.ts'

const password = 'marked-password'

/** A webhook that remembers what it took, and can be brought to refuse, to be away and to hang. */
const webhook = async (): Promise<NotificationSinkUnderTest> => {
  const arrived: ArrivedNotification[] = []
  const refused: string[] = []
  let calls = Infinity
  let onHang: (() => void) | undefined
  const { url } = await httpStub(({ body }) => {
    onHang?.()
    if (onHang !== undefined) return { hangs: true }
    calls -= 1
    if (calls < 0) return { status: 503 }
    if (refused.some(text => body.includes(text))) return { status: 422 }
    arrived.push(JSON.parse(body) as ArrivedNotification)
    return { status: 204 }
  })
  return {
    sink: webhookSink(url.replace('//', `//tailrace:${password}@`)),
    arrived: () => arrived,
    faults: {
      secrets: [password],
      refuse: text => void refused.push(text),
      breakDown: () => {
        calls = 0
      },
      breakAfterOne: () => {
        calls = 1
      },
      hang: async () =>
        new Promise(resolve => {
          onHang = resolve
        }),
    },
  }
}

holdTo('a webhook as a sink of notifications', notificationSinkContract(webhook))
