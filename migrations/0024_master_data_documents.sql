-- Master data as documents: the queues of a hub hand out what points are (RSM-022), word of what happened to them (RSM-004),
-- services asked of grid companies (RSM-020), and answers: -A01 confirms, -A02 rejects. What a queue_bundle holds is in the
-- format that its format names: json, or of these documents also xml.
alter table exchange.queue_batch drop constraint queue_batch_document_type_check;
alter table exchange.queue_batch add constraint queue_batch_document_type_check
  check (document_type in ('RSM-004', 'RSM-009', 'RSM-012', 'RSM-014', 'RSM-015', 'RSM-016', 'RSM-017', 'RSM-019',
    'RSM-020', 'RSM-020-A01', 'RSM-020-A02', 'RSM-021-A01', 'RSM-021-A02', 'RSM-022'));
