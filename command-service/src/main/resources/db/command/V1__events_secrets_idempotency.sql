-- The event store. Its order for the relay is (txid, global_index): what an unfinished transaction will add can only
-- come at or above its own txid, so everything below the oldest unfinished one is settled.
create table command.event (
    global_index     bigint generated always as identity primary key,
    txid             xid8   not null default pg_current_xact_id(),
    event_id         text   not null,
    aggregate_type   text   not null,
    aggregate_id     text   not null,
    sequence         bigint not null,
    written_at       text   not null,
    payload_type     text   not null,
    payload_revision text   not null,
    payload          text   not null,
    metadata         text   not null,
    unique (aggregate_id, sequence)
);
create index event_in_relay_order on command.event (txid, global_index);

-- The newest compressed state of a long aggregate; made anew from the events when its form is not known.
create table command.snapshot (
    aggregate_id text   primary key,
    form         text   not null,
    version      bigint not null,
    state        bytea  not null
);

-- Sealed; the row goes when the credential goes.
create table command.secret (
    owner         text  not null,
    credential_id text  not null,
    version       int   not null,
    ciphertext    bytea not null,
    primary key (credential_id, version)
);

-- SHA-256 of the whole key text; the row goes when the key is revoked.
create table command.api_key (
    key_id     text  primary key,
    account_id text  not null,
    role       text  not null,
    hash       bytea not null
);

-- Answers to requests with an Idempotency-Key; sealed, because they may hold a one-time secret.
create table command.idempotent_answer (
    scope       text        not null,
    key         text        not null,
    request_mac bytea       not null,
    answer      bytea       not null,
    answered_at timestamptz not null default now(),
    primary key (scope, key)
);
create index idempotent_answer_age on command.idempotent_answer (answered_at);
