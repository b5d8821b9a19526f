import type { JSX } from 'preact'
import type { Image } from '../../core/attributes/attribute-value.ts'
import { sameAttribute } from '../../core/diff/same-attribute.ts'
import { shortened, shown, shownValue } from './shown.ts'

/** What is otherwise in the new image than in the old one, attribute by attribute, numbers to the last digit. */
export const ImageDiff = ({
  before = {},
  after = {},
}: {
  before?: Image | undefined
  after?: Image | undefined
}): JSX.Element => {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted()
  return (
    <dl class="diff">
      {names.map(name => {
        const [old, now] = [before[name], after[name]]
        const isSame = old !== undefined && now !== undefined && sameAttribute(old, now)
        return (
          <>
            <dt class="key">{shortened(shown(name))}</dt>
            <dd class="key">
              {isSame ? (
                <span class="quiet">{shortened(shownValue(now))}</span>
              ) : (
                <>
                  {old !== undefined && (
                    <del>
                      <span class="hidden">was </span>
                      <span aria-hidden="true">− </span>
                      {shortened(shownValue(old))}
                    </del>
                  )}
                  {now !== undefined && (
                    <ins>
                      <span class="hidden">is </span>
                      <span aria-hidden="true">+ </span>
                      {shortened(shownValue(now))}
                    </ins>
                  )}
                </>
              )}
            </dd>
          </>
        )
      })}
    </dl>
  )
}
