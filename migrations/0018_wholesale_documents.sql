-- Amounts of wholesale services as documents: RSM-019 in the queues of a hub, and what a supplier takes out of its own.
alter table exchange.queue_batch drop constraint queue_batch_document_type_check;
alter table exchange.queue_batch add constraint queue_batch_document_type_check
  check (document_type in ('RSM-009', 'RSM-012', 'RSM-014', 'RSM-019'));
