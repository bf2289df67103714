import { writeFileSync, mkdirSync } from 'node:fs'
import { randomInt } from 'node:crypto'
import { exampleDocument, GRID_COMPANY, pointId } from '../reading-documents.ts'
import { glnWithCheckDigit } from '../../src/kernel/index.ts'
const D = '/dev/shm/prooftrial'
mkdirSync(`${D}/in`)
writeFileSync(`${D}/areas.csv`, `code;name;price_area;valid_from;metered_data_responsible_id\n801;Byen;DK1;2020-01-01;${GRID_COMPANY}\n`)
const header = 'metering_point_id;valid_from;type;settlement_method;resolution;grid_area;energy_supplier_id;balance_responsible_id;connection_state'
writeFileSync(`${D}/points.csv`, [header, ...Array.from({ length: 40 }, (_, n) => `${pointId(n + 1)};2020-01-01;consumption;flex;PT15M;801;${glnWithCheckDigit(1)};${glnWithCheckDigit(901)};connected`)].join('\n'))
const days = Array.from({ length: 28 }, (_, d) => `2026-03-${String(d + 1).padStart(2, '0')}`)
for (let m = 0; m < 12; m++) writeFileSync(`${D}/in/m${m}.json`, exampleDocument(`m-${m}`, Array.from({ length: 40 }, (_, p) => days.map((day) => ({ transactionId: `${m}-${p}-${day}`, meteringPointId: pointId(p + 1), day, registeredAtMs: Date.UTC(2026, 4, 1) + m * 1000, milliKwh: Array.from({ length: 96 }, () => randomInt(9_999_999)).slice(0, 96) }))).flat()))
