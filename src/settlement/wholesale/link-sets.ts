import type { Engine } from '../../platform/index.ts'
import { integerColumn } from '../models/calculation-days.ts'

/** Files of link sets. */
export type LinkSetPaths = { readonly linkSet: string; readonly linkSetCharge: string }

/**
 * Numbers the sets of tariffs that pieces have. Writes link_set (link_set INTEGER, link_key VARCHAR; in the order of the keys)
 * and link_set_charge (link_set, charge_no INTEGER; a row for each link). They are few: points of an area share them.
 * @param pointPiece relation point_piece
 */
export async function writeLinkSets(pointPiece: string, engine: Engine, paths: LinkSetPaths): Promise<void> {
  const sets = await engine.rows<{ link_key: string }>(
    `select distinct link_key from ${pointPiece} as p where link_key is not null order by link_key`,
  )
  const charges = sets.flatMap(({ link_key: key }, at) =>
    key.split(',').map((chargeNo) => ({ linkSet: at + 1, chargeNo: Number(chargeNo) })),
  )
  await engine.writeParquet(paths.linkSet, sets.length, [
    integerColumn(
      'link_set',
      sets.map((_, at) => at + 1),
      (linkSet) => linkSet,
    ),
    { name: 'link_key', type: 'VARCHAR', data: sets.map(({ link_key: key }) => key) },
  ])
  await engine.writeParquet(paths.linkSetCharge, charges.length, [
    integerColumn('link_set', charges, ({ linkSet }) => linkSet),
    integerColumn('charge_no', charges, ({ chargeNo }) => chargeNo),
  ])
}
