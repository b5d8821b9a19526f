import type { XmlElement } from '../read-xml.ts'
import { readXml, xmlAt, xmlText } from '../read-xml.ts'
import { refusedBy, unreadableAnswer } from './answer-facts.ts'
import type { PostedAnswer } from './post-request.ts'

/** What the root element of an answer is. @throws Error where the answer is no XML */
export const xmlRoot = (answer: PostedAnswer, service: string): XmlElement => {
  try {
    return readXml(answer.text)
  } catch {
    throw unreadableAnswer(answer, service)
  }
}

/** A service that answers in XML. */
export interface XmlService {
  readonly service: string
  /** What the SDK calls an error that goes by this code on the wire. */
  readonly nameOf: (code: string) => string
  /** What it says of an error without words. */
  readonly wordless: string
}

/** The error that an answer in XML is. An answer without a body has no name but its status. */
export const xmlError = (answer: PostedAnswer, { service, nameOf, wordless }: XmlService): Error => {
  const root = answer.text === '' ? undefined : xmlRoot(answer, service)
  const [found] = root?.name === 'Error' ? [root] : root === undefined ? [] : xmlAt(root, 'Error')
  if (root !== undefined && found === undefined) return unreadableAnswer(answer, service)
  const code = (found && xmlText(found, 'Code')) ?? (answer.status === 404 ? 'NotFound' : 'Unknown')
  const words = found && xmlText(found, 'Message')
  return refusedBy(answer, { name: nameOf(code), words: words ?? wordless })
}
