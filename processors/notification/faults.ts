import { defineFaults } from '../../core/errors/define-faults.ts'

/** Errors of messages. */
export const notificationFaults = defineFaults({
  'notification.message-invalid': {
    disposition: 'park',
    message: (d: { processor: string; found: string }) =>
      `The message function of ${d.processor} gave ${d.found}, which nobody can be sent.`,
    remedy:
      'A message is an object with a subject, a well-formed text, and a body, an object with fields; undefined says that there is none. Mend the function, then redrive.',
  },
})
