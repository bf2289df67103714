// Processes and documents of metering points for tests of rooms that cannot enter those of them by their inside.
export { WHOLE_POINT } from '../src/exchange/testing/master-data.ts'
export {
  asked,
  CHILD,
  COMPANY,
  connectedPoint,
  CONSUMPTION,
  OPERATOR,
  OTHER_COMPANY,
  portsOn,
  PRODUCTION,
  supplied,
  TODAY,
  withMarket,
} from '../src/metering-points/processes/example-processes.ts'
export { pointId, supplierId } from '../src/metering-points/example-points.ts'
