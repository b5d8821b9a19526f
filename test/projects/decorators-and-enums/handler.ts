import { setTimeout as wait } from 'node:timers/promises'
import limits from './limits.json' with { type: 'json' }

const enum Size {
  small = 1,
  large = 1 << 3,
}

enum Status {
  Open = 'OPEN',
  Done = 'DONE',
}

namespace Rules {
  export const limit: number = limits.max
}

const logged: string[] = []

const Logged = (label: string) => (_: object, name: string, descriptor: PropertyDescriptor) => {
  const inner = descriptor.value as (...args: unknown[]) => unknown
  descriptor.value = function (this: unknown, ...args: unknown[]) {
    logged.push(`${label}.${name}`)
    return inner.apply(this, args)
  }
}

class Base {
  constructor(protected readonly name: string) {}
}

class Handler extends Base {
  own = `${this.name}!`

  @Logged('handler')
  run(): object {
    return { own: this.own, size: Size.large, status: Status[ready ? 'Done' : 'Open'], limit: Rules.limit, logged }
  }
}

const ready = await wait(1, true)

export const handler = (): object => new Handler('it').run()
