import { fault } from './fault.ts'

/** Errors of packing large attributes. */
export const largeFaults = {
  'large.threshold-invalid': fault<{ option: string; value: number; least: number }>({
    disposition: 'stop',
    message: d => `${d.option} is ${d.value} bytes, allowed are whole numbers from ${d.least}.`,
    remedy: 'Smaller values gain nothing, and push-down patterns rest on them staying as they are.',
  }),
}
