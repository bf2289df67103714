-- Services that suppliers ask of grid companies by way of the hub (BRS-039, datahub 3.1). A hub fills the tables of
-- metering_points and point_documents.stray_answer; a supplier point_documents.sent_service and what belongs to it.

-- Grain: a transaction of RSM-020 as it was judged when it arrived. Without findings it was forwarded; what became of it then
-- stands in service_answer, and nothing there means that it is open.
create table metering_points.service_request (
  service_request_id bigint primary key, -- rises in the order of a message
  metering_point_id text not null, -- as it was stated, whatever it is
  service text, -- code of the market, as it was stated; NULL: none was
  wanted_day date, -- NULL: what was stated is no market day
  description text, -- NULL: none was given
  supplier_id text not null, -- GLN or EIC of who asks
  message_id text not null, -- of the supplier's message
  transaction_id text not null, -- in that message
  document_id text not null, -- in measurements.document
  findings jsonb not null default '[]', -- why it was rejected at once: code, field, value, message, danish
  grid_area text, -- of the point on the wanted day; NULL: rejected
  grid_company_id text, -- GLN or EIC of the area's grid company on the wanted day; NULL: rejected
  forwarded_transaction_id text unique, -- under which the grid company knows it; NULL: rejected
  received_at timestamptz not null,
  due_at timestamptz, -- end of the thirtieth market day after that of receipt; NULL: rejected
  recorded_seq bigint not null,
  check (findings <> '[]' or num_nulls(service, wanted_day, grid_area, grid_company_id, forwarded_transaction_id, due_at) = 0)
);
create sequence metering_points.service_request_number;
create index service_request_of_point on metering_points.service_request (metering_point_id, service_request_id);
create index service_request_of_supplier on metering_points.service_request (supplier_id, service_request_id);
create index service_request_of_company on metering_points.service_request (grid_company_id, service_request_id);

-- Grain: a request that is open. Whoever answers, cancels or lets it run out takes its row away in that transaction, so it
-- happens once; and a point has one open request of a service at most.
create table metering_points.open_service_request (
  metering_point_id text not null,
  service text not null,
  -- Written before its request: whoever waits for another's row here must not hold the number of the commit.
  service_request_id bigint not null unique references metering_points.service_request deferrable initially deferred,
  due_at timestamptz not null,
  primary key (metering_point_id, service)
);
create index open_service_request_due on metering_points.open_service_request (due_at);

-- Grain: what became of a request that was forwarded, once for ever.
create table metering_points.service_answer (
  service_request_id bigint primary key references metering_points.service_request,
  outcome text not null check (outcome in ('accepted', 'refused', 'overdue', 'cancelled')),
  reasons jsonb not null default '[]', -- of a refusal: code, text, as the grid company said them
  sender_id text not null, -- GLN or EIC of who said so; of an overdue one the hub
  sender_role text not null,
  message_id text, -- of the answer; NULL: it did not come in a message
  transaction_id text, -- in that message
  document_id text, -- in measurements.document
  answered_at timestamptz not null,
  recorded_seq bigint not null,
  check ((outcome = 'refused') = (reasons <> '[]'))
);

create trigger service_request_is_append_only before update or delete or truncate on metering_points.service_request
  for each statement execute function platform.refuse_change();
create trigger service_answer_is_append_only before update or delete or truncate on metering_points.service_answer
  for each statement execute function platform.refuse_change();
create trigger open_service_request_is_unchanged before update or truncate on metering_points.open_service_request
  for each statement execute function platform.refuse_change();

-- Room point-documents.
create schema if not exists point_documents;

-- Grain: a transaction of a grid company's answer that answered no open request of its own; it was told so by RSM-009.
create table point_documents.stray_answer (
  document_id text not null, -- in measurements.document, with the bytes
  transaction_id text not null,
  message_id text not null,
  sender_id text not null, -- GLN or EIC
  kind text not null check (kind in ('RSM-020-A01', 'RSM-020-A02')),
  original_transaction_id text not null, -- to which it refers
  findings jsonb not null check (findings <> '[]'), -- why it answers nothing
  received_at timestamptz not null,
  recorded_seq bigint not null,
  primary key (document_id, transaction_id)
);

-- Grain: a service that a supplier asks for, one transaction in a message; stored before it goes out, so that its ids are
-- known whatever becomes of it.
create table point_documents.sent_service (
  message_id text primary key,
  transaction_id text not null unique,
  metering_point_id text not null,
  service text not null, -- code of the market
  wanted_day date not null,
  description text, -- NULL: none was given
  sent_at timestamptz not null
);

-- Grain: what the hub said at once: that the message arrived, or why it was refused. None: nobody knows.
create table point_documents.sent_service_outcome (
  message_id text primary key references point_documents.sent_service,
  outcome text not null check (outcome in ('accepted', 'refused')),
  errors jsonb not null default '[]', -- of a refusal: code, message
  recorded_at timestamptz not null
);

-- Grain: a transaction of an answer to RSM-020 that a supplier took from its queue.
create table point_documents.received_service_answer (
  message_id text not null, -- of the hub's message
  transaction_id text not null,
  kind text not null check (kind in ('RSM-020-A01', 'RSM-020-A02')),
  original_transaction_id text not null, -- the id that the supplier gave its request
  metering_point_id text, -- NULL: the answer does not name it
  reasons jsonb not null, -- of a rejection: code, text
  received_at timestamptz not null,
  primary key (message_id, transaction_id)
);
create index received_service_answer_of_request on point_documents.received_service_answer (original_transaction_id);

create trigger stray_answer_is_append_only before update or delete or truncate on point_documents.stray_answer
  for each statement execute function platform.refuse_change();
create trigger sent_service_is_append_only before update or delete or truncate on point_documents.sent_service
  for each statement execute function platform.refuse_change();
create trigger sent_service_outcome_is_append_only before update or delete or truncate on point_documents.sent_service_outcome
  for each statement execute function platform.refuse_change();
create trigger received_service_answer_is_append_only before update or delete or truncate on point_documents.received_service_answer
  for each statement execute function platform.refuse_change();
