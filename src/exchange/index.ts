export type { Identified } from './identify.ts'
export { masterDataRootKey } from './master-data-forms.ts'
export type { MasterDataName } from './master-data-forms.ts'
export { inspectFile } from './inspect.ts'
export type { InspectedStream, Inspection } from './inspection.ts'
export { renderInspection } from './render-inspection.ts'

export { decodeRsm012, largestDocumentBytes, tooLargeDocument } from './rsm012/decode.ts'
export type { DecodeOptions } from './rsm012/decode-options.ts'
export { decodePool } from './decode-pool.ts'
export { takeDocument } from './take-document.ts'
export type { TakenDocument } from './take-document.ts'
export type { DecodePool, DecodePoolOptions } from './decode-pool.ts'
export { encodeDocument, encodeRsm012 } from './rsm012/encode.ts'
export type { EncodableTransaction } from './rsm012/encode.ts'
export type { EncodablePoint, EncodableRows } from './rsm012/encode-points.ts'

export { seriesPath } from './rsm012/document.ts'
export type { PeriodValue, QualityCounts, Rsm012Document, Rsm012Header, Rsm012Transaction } from './rsm012/document.ts'
export { meteringPointTypeCode, meteringPointTypeOf, unitCode, unitOf } from './rsm012/codes.ts'
export type { EnergyUnit } from './rsm012/codes.ts'
export { chargeTypeCode, chargeTypeOf, settlementMethodCode, settlementMethodOf } from './document/codes.ts'
export type { ChargeWord } from './document/codes.ts'
export {
  connectionStateCode,
  connectionStateOf,
  connectionTypeCode,
  connectionTypeOf,
  disconnectionMethodCode,
  disconnectionMethodOf,
  meteringMethodCode,
  meteringMethodOf,
} from './document/point-codes.ts'
export type { ConnectionStateWord, ConnectionTypeWord, DisconnectionMethodWord } from './document/point-codes.ts'
export { productCode, productOf, quantityUnitCode, quantityUnitOf } from './document/quantity-codes.ts'
export type { ProductWord, QuantityUnitWord } from './document/quantity-codes.ts'
export { assetTypeCode, assetTypeOf } from './document/plant-codes.ts'
export type { AssetTypeWord } from './document/plant-codes.ts'
export { serviceCode, serviceOf } from './document/service-codes.ts'
export type { ServiceWord } from './document/service-codes.ts'

export { documentFormatOf } from './document/format.ts'
export type { DocumentFormat } from './document/format.ts'
export type { DocumentHeader } from './document/head-text.ts'
export { xmlElement, xmlEscaped } from './xml/xml-text.ts'
export type { ActivityDocument, ActivityRecord } from './activity/activity-form.ts'
export {
  decodeCharacteristics,
  decodeCharacteristicsRequest,
  encodeCharacteristics,
  encodeCharacteristicsRequest,
} from './characteristics/codec.ts'
export type {
  CharacteristicsDocument,
  CharacteristicsRecord,
  EncodableCharacteristics,
} from './characteristics/document.ts'
export type { CharacteristicsPoint, ChildPoint } from './characteristics/point.ts'
export { decodeServiceRequest, encodeServiceRequest } from './service/codec.ts'
export type { EncodableService, ServiceDocument, ServiceRecord } from './service/document.ts'
export { decodeNotification, encodeNotification } from './notification/codec.ts'
export type { EncodableNotification, NotificationDocument, NotificationRecord } from './notification/document.ts'
export { decodeAnswer, encodeAnswer } from './answer/codec.ts'
export { ANSWER_FORMS } from './answer/document.ts'
export type { AnswerDocument, AnswerKind, AnswerReason, AnswerRecord, EncodableAnswer } from './answer/document.ts'

export { tokenSource } from './client/token-source.ts'
export type { TokenSource, TokenSourceOptions } from './client/token-source.ts'
export { hubClient } from './client/hub-client.ts'
export type { HubClient, HubClientOptions, SendOutcome } from './client/hub-client.ts'
export { wasUsedBefore } from './client/used-before.ts'
export type { HubError } from './client/hub-error.ts'
export type { HubRoutes } from './client/hub-routes.ts'
export type { PeekedMessage } from './client/peek-once.ts'
export { pauseMs } from './client/retry.ts'
export type { RetryPolicy } from './client/retry.ts'
export { secureUrl } from './client/secure-url.ts'
export { openTransport } from './client/transport.ts'
export type { Transport } from './client/transport.ts'

export { deadLetters, readDeadLetter } from './inbox/dead-letters.ts'
export type { DeadLetter, KeptBytes } from './inbox/dead-letters.ts'
export type {
  InboundMessage,
  InboxEntry,
  KeptDocument,
  MessageHandler,
  RecordedOutcome,
} from './inbox/inbound-message.ts'
export { inboxCounts } from './inbox/inbox-counts.ts'
export type { InboxCount } from './inbox/inbox-counts.ts'
export type { InboxEvent } from './inbox/inbox-event.ts'
export { packBytes } from './inbox/packed-bytes.ts'
export type { PackedBytes } from './inbox/packed-bytes.ts'
export { takeWhole } from './inbox/take-whole.ts'
export { pollCategory } from './inbox/poll-category.ts'
export type { PollCounts, PollOptions } from './inbox/poll-category.ts'
export { pollForever } from './inbox/poll-forever.ts'
export type { PollForeverOptions } from './inbox/poll-forever.ts'
export { replayDeadLetter } from './inbox/replay-dead-letter.ts'
export type { Replayed, ReplayPorts } from './inbox/replay-dead-letter.ts'
export type { TakingPorts } from './inbox/take-message.ts'

export { QUEUE_CATEGORIES } from './queue/party.ts'
export type { MarketRole, Party, QueueCategory, Sender } from './queue/party.ts'
export type {
  OutgoingAcknowledgement,
  OutgoingAggregation,
  OutgoingReading,
  OutgoingRejection,
  OutgoingWholesale,
  OutgoingYearlyAmount,
} from './queue/outgoing.ts'
export type {
  OutgoingAnswer,
  OutgoingCharacteristics,
  OutgoingNotification,
  OutgoingServiceRequest,
} from './queue/outgoing-master-data.ts'
export {
  enqueueAcknowledgements,
  enqueueAggregations,
  enqueueCharacteristics,
  enqueueNotifications,
  enqueueProcessAnswers,
  enqueueReadings,
  enqueueRejections,
  enqueueServiceRequests,
  enqueueWholesale,
  enqueueYearlyAmounts,
} from './queue/enqueue.ts'
export { peek } from './queue/peek.ts'
export { dequeue } from './queue/dequeue.ts'
export type { QueuedMessage, QueuePorts } from './queue/ports.ts'
export { queueDepths } from './queue/depths.ts'
export type { QueueDepth } from './queue/depths.ts'
export { sweepQueues } from './queue/sweep.ts'
export type { QueueSweep } from './queue/sweep.ts'

export { decodeRsm014 } from './rsm014/decode.ts'
export { encodeRsm014 } from './rsm014/encode.ts'
export type { EncodableSeries } from './rsm014/encode.ts'
export { RSM014_ROOT_KEY } from './rsm014/document.ts'
export type { AggregatePoint, AggregateQuality, Rsm014Document, Rsm014Series } from './rsm014/document.ts'
export { decodeRsm019 } from './rsm019/decode.ts'
export { encodeRsm019 } from './rsm019/encode.ts'
export type { EncodableWholesale } from './rsm019/encode.ts'
export { RSM019_ROOT_KEY } from './rsm019/document.ts'
export type { Rsm019Document, Rsm019Series, WholesalePoint, WholesaleQuality } from './rsm019/document.ts'
export { decodeRsm009 } from './rsm009/decode.ts'
export type { AcknowledgementReason, RefusedTransaction, Rsm009Document } from './rsm009/document.ts'
export { decodeRequest } from './request/decode.ts'
export { encodeRequest } from './request/encode.ts'
export type { EncodableRequest } from './request/encode.ts'
export { REQUEST_FORMS } from './request/document.ts'
export type { RequestDocument, RequestedCharge, RequestSeries, RequestType } from './request/document.ts'
export { decodeRejection } from './rejection/decode.ts'
export { rejectionRootKey } from './rejection/document.ts'
export type { Rejection, RejectionDocument, RejectionReason } from './rejection/document.ts'
