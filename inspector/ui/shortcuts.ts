import { batchRows } from './batches-panel.tsx'
import { openPlan } from './failures-panel.tsx'
import { liveRows } from './live-panel.tsx'
import { attempt, go, pageState, say, tell } from './page-state.ts'
import { copyRecordTest, exportRecord } from './record-panel.tsx'

/** What each key does, for the sheet. */
export const shortcutSheet: readonly (readonly [keys: string, does: string])[] = [
  ['j / k', 'next, previous row'],
  ['Enter', 'open the row that has the focus'],
  ['Esc', 'close what is open'],
  ['/', 'search'],
  ['w', 'write an item'],
  ['p', 'pause, go on'],
  ['r', 'plan a redrive'],
  ['e', 'export the open record as a fixture'],
  ['t', 'copy the open record as a vitest test'],
  ['g then l b s f h', 'go to Live, Batches, Shards, Failures, Handlers'],
  ['g then v x c t', 'go to Verify, Fixtures, Checks, Table'],
  ['?', 'this sheet'],
]

const panels: Readonly<Record<string, string | undefined>> = {
  b: 'batches',
  s: 'shards',
  f: 'failures',
  h: 'handlers',
  v: 'verify',
  x: 'fixtures',
  c: 'checks',
  t: 'table',
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]')

const step = (by: number): void => {
  const { place } = pageState
  if (place.value.get('panel') === 'batches') {
    const rows = batchRows()
    const at = rows.findIndex(({ id }) => id === place.value.get('batch'))
    const next = rows[Math.min(Math.max(at + by, 0), rows.length - 1)]
    if (next !== undefined) go({ batch: next.id })
    return
  }
  if (place.value.get('panel') !== null) return
  const rows = liveRows()
  const at = rows.findIndex(({ row }) => row.id === Number(place.value.get('record')))
  const next = rows[Math.min(Math.max(at + by, 0), rows.length - 1)]
  if (next !== undefined) go({ record: String(next.row.id) })
}

/** Reads no more from the streams, or goes on. */
export const togglePause = (): void => {
  const { model } = pageState
  attempt(async () => {
    await tell(model.value.now.isPaused ? 'actions/resume' : 'actions/pause')
  })
}

const closeOpen = (): void => {
  pageState.isHelpOpen.value = false
  go({ record: undefined, batch: undefined, plan: undefined, new: undefined })
}

const withRecord = (act: (id: number) => void): void => {
  const id = Number(pageState.place.value.get('record') ?? 0)
  if (id > 0) act(id)
}

/** What needs a run. */
const inRun = (act: () => void) => (): void => {
  if (pageState.run.value?.recorded === undefined) act()
  else say('This is a recording, in which nothing runs.')
}

const acts: Readonly<Record<string, () => void>> = {
  j: () => step(1),
  ArrowDown: () => step(1),
  k: () => step(-1),
  ArrowUp: () => step(-1),
  Escape: closeOpen,
  '/': () => document.getElementById('search')?.focus(),
  w: inRun(() => go({ panel: 'table', new: 'item' }, false)),
  p: inRun(togglePause),
  r: inRun(() => openPlan()),
  e: inRun(() => withRecord(exportRecord)),
  t: () => withRecord(copyRecordTest),
  '?': () => {
    pageState.isHelpOpen.value = !pageState.isHelpOpen.value
  },
}

/** Listens to the keyboard; no key acts while something is typed, but Esc. */
export const listenToKeys = (): void => {
  let isGoing = false
  document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (isTyping(event.target)) {
      if (event.key !== 'Escape') return
      ;(event.target as HTMLElement).blur()
    }
    if (isGoing && (event.key === 'l' || panels[event.key] !== undefined)) {
      isGoing = false
      event.preventDefault()
      go({ panel: panels[event.key] }, false)
      return
    }
    isGoing = event.key === 'g'
    const act = acts[event.key]
    if (act === undefined) return
    event.preventDefault()
    act()
  })
}
