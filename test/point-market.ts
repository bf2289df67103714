// Processes of metering points for tests of rooms that cannot enter the room by its inside.
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
