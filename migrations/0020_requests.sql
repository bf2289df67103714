-- Room settlement-requests: what actors asked for and what they were answered (settlement 5). A hub fills request, waiting
-- and answer; a supplier sent, sent_outcome and rejection.
create schema if not exists settlement_requests;

-- Queues hand out rejections of requests: RSM-015, RSM-016 and RSM-017 name them by what they reject.
alter table exchange.queue_batch drop constraint queue_batch_document_type_check;
alter table exchange.queue_batch add constraint queue_batch_document_type_check
  check (document_type in ('RSM-009', 'RSM-012', 'RSM-014', 'RSM-015', 'RSM-016', 'RSM-017', 'RSM-019'));

-- Grain: a transaction of a request that was accepted as it arrived. Its document is in measurements.document, with the
-- bytes; message and transaction ids are used up there, so that they are unique over all that a sender ever sends.
create table settlement_requests.request (
  request_id bigint generated always as identity primary key,
  document_id text not null references measurements.document,
  transaction_index integer not null check (transaction_index >= 0),
  request_type text not null check (request_type in ('RSM-015', 'RSM-016', 'RSM-017')),
  process_type text not null,
  requester_id text not null, -- GLN or EIC
  requester_role text not null,
  message_id text not null,
  transaction_id text not null,
  series jsonb not null, -- what is asked for, as the document says it
  received_at timestamptz not null,
  recorded_seq bigint not null,
  unique (document_id, transaction_index)
);
create index request_of_requester on settlement_requests.request (requester_id, request_id);

-- Grain: a request that is not answered yet. Whoever answers it takes its row away in the transaction of the answer.
create table settlement_requests.waiting (
  request_id bigint primary key references settlement_requests.request
);

-- Grain: an answered request. What was sent stands in the queues, under the message id of the request.
create table settlement_requests.answer (
  request_id bigint primary key references settlement_requests.request,
  outcome text not null check (outcome in ('answered', 'rejected')),
  series integer not null check (series >= 0), -- documents' transactions that were enqueued with data
  reasons jsonb not null default '[]', -- of a rejection: code, text
  answered_at timestamptz not null,
  check ((outcome = 'answered') = (series > 0) and (outcome = 'rejected') = (reasons <> '[]'))
);

-- Grain: a request that a supplier sends, one transaction in a message; stored before it goes out, so that its ids are known
-- whatever becomes of it.
create table settlement_requests.sent (
  message_id text primary key,
  transaction_id text not null unique,
  request_type text not null check (request_type in ('RSM-015', 'RSM-016', 'RSM-017')),
  process_type text not null,
  series jsonb not null, -- what is asked for
  sent_at timestamptz not null
);

-- Grain: what the hub said at once to a request: that it arrived, or why it was refused. None: nobody knows.
create table settlement_requests.sent_outcome (
  message_id text primary key references settlement_requests.sent,
  outcome text not null check (outcome in ('accepted', 'refused')),
  errors jsonb not null default '[]', -- of a refusal: code, message
  recorded_at timestamptz not null
);

-- Grain: a transaction of a rejection that a supplier took from its queues.
create table settlement_requests.rejection (
  message_id text not null, -- of the hub's message
  transaction_id text not null,
  request_type text not null check (request_type in ('RSM-015', 'RSM-016', 'RSM-017')),
  process_type text not null,
  original_transaction_id text not null, -- the id that the supplier gave its request
  metering_point_id text, -- RSM-015 only
  reasons jsonb not null,
  received_at timestamptz not null,
  primary key (message_id, transaction_id)
);
create index rejection_of_request on settlement_requests.rejection (original_transaction_id);

create trigger request_is_append_only before update or delete or truncate on settlement_requests.request
  for each statement execute function platform.refuse_change();
create trigger answer_is_append_only before update or delete or truncate on settlement_requests.answer
  for each statement execute function platform.refuse_change();
create trigger sent_is_append_only before update or delete or truncate on settlement_requests.sent
  for each statement execute function platform.refuse_change();
create trigger sent_outcome_is_append_only before update or delete or truncate on settlement_requests.sent_outcome
  for each statement execute function platform.refuse_change();
create trigger rejection_is_append_only before update or delete or truncate on settlement_requests.rejection
  for each statement execute function platform.refuse_change();
create trigger waiting_is_unchanged before update or truncate on settlement_requests.waiting
  for each statement execute function platform.refuse_change();
