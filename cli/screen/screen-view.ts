/** What a person looks at. */
export interface ViewState {
  /** How many changes back from the newest the marked one is; none is marked where it is `undefined`. */
  readonly back: number | undefined
  readonly isDetail: boolean
  /** First line of the detail that is shown. */
  readonly scroll: number
}

/** Nothing is marked, and the newest changes are shown as they come. */
export const startView: ViewState = Object.freeze({ back: undefined, isDetail: false, scroll: 0 })

const pageLines = 10

const moved = (view: ViewState, lines: number, changes: number): ViewState => {
  if (view.isDetail) return { ...view, scroll: Math.max(0, view.scroll + lines) }
  const back = (view.back ?? -1) - lines
  // Below the newest nothing is marked any more, and the list follows again.
  return { ...view, back: back < 0 ? undefined : Math.min(back, Math.max(0, changes - 1)) }
}

/**
 * The view after a key that moves in it; `undefined` for a key that does not.
 *
 * @param changes - how many there are to choose from
 */
export const viewAfter = (view: ViewState, key: string, changes: number): ViewState | undefined => {
  switch (key) {
    case 'd':
    case '\r':
      return { ...view, isDetail: !view.isDetail, scroll: 0 }
    case 'escape':
      return view.isDetail ? { ...view, isDetail: false, scroll: 0 } : startView
    case 'k':
    case 'up':
      return moved(view, -1, changes)
    case 'j':
    case 'down':
      return moved(view, 1, changes)
    case 'page-up':
      return moved(view, -pageLines, changes)
    case 'page-down':
      return moved(view, pageLines, changes)
    default:
      return undefined
  }
}

/** The same change stays marked when others have come. */
export const viewWithNew = (view: ViewState, added: number, kept: number): ViewState =>
  view.back === undefined || added === 0
    ? view
    : { ...view, back: Math.min(view.back + added, Math.max(0, kept - 1)) }
