import { searchAdmin } from '../../adapters/open/search-admin.ts'
import { searchPlaceOf } from '../../adapters/open/search-place.ts'
import type { IndexAdmin } from '../../adapters/opensearch/index-definition.ts'
import { openSearchTarget } from '../../adapters/opensearch/opensearch-target.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import type { FoundSubject, FoundSubjects } from '../verify/source/find-subjects.ts'
import { rebuildFaults } from './faults.ts'

/** An index, all functions with the processors that keep it, and who makes indexes beside it. */
export interface ChosenIndex {
  readonly index: string
  readonly subjects: readonly FoundSubject[]
  readonly admin: IndexAdmin
}

/** Two stores may be open at one place: what is the same is place and name. */
const nameOf = ({ place, index }: { readonly place: string; readonly index: string }): string =>
  `${index} at ${place}`

const opensearch = /^opensearch\+(https?|aws):(.*)$/s

/** A store that was opened by its URL names its place otherwise than one that was made of a target. */
const leadsTo = (url: string, place: string): boolean => {
  const [, way, rest = ''] = opensearch.exec(url) ?? []
  if (way !== 'http' && way !== 'https' && way !== 'aws') return false
  return searchPlaceOf(url) === place || openSearchTarget(way, rest).node === place
}

/** The URL that leads to a place. Places come first, as URLs without credentials; the environment's have them. */
const urlOf = (urls: FoundSubjects['urls'], place: string): string | undefined =>
  urls.findLast(url => url !== undefined && leadsTo(url, place))

/**
 * The index that is meant, where there are several by its name, with all processors of the chosen functions that keep it.
 *
 * @throws PipelineError `rebuild.index-unknown`, `rebuild.index-open`, `rebuild.sink-unsupported`
 */
export const chooseIndex = (
  { subjects, urls }: Pick<FoundSubjects, 'subjects' | 'urls'>,
  wanted: string | undefined,
): ChosenIndex => {
  const kept = subjects.flatMap(({ processors }) => processors.flatMap(({ keeps }) => keeps ?? []))
  const known = [...new Set(kept.map(({ index }) => index))]
  const fitting = kept.filter(({ index }) => wanted === undefined || index === wanted)
  const names = [...new Set(fitting.map(nameOf))]
  const [first] = fitting
  if (first === undefined) throw raise(rebuildFaults, 'rebuild.index-unknown', { index: wanted ?? '', known })
  if (names.length > 1) throw raise(rebuildFaults, 'rebuild.index-open', { known: names })
  const { place, index } = first
  const url = urlOf(urls, place)
  if (url === undefined)
    throw raise(rebuildFaults, 'rebuild.sink-unsupported', { index, place: place || 'memory' })
  const own = subjects.flatMap(subject => {
    const processors = subject.processors.filter(
      ({ keeps }) => keeps !== undefined && nameOf(keeps) === names[0],
    )
    return processors.length === 0 ? [] : [{ ...subject, processors }]
  })
  return { index, subjects: own, admin: searchAdmin(url) }
}
