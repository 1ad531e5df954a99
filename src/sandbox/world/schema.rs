//! The tables. Times are milliseconds of UTC, days are days since 1970.

/// Increases with every change of [`TABLES`]; a store of another version is not read.
pub(super) const VERSION: i64 = 6;

pub(super) const TABLES: &str = "
CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

-- Calls in the current window of each rate limit.
CREATE TABLE spent (
    pool  TEXT PRIMARY KEY,
    ends  INTEGER NOT NULL,
    calls INTEGER NOT NULL
) WITHOUT ROWID;

-- What is to go wrong with the next calls.
CREATE TABLE fault (
    fault     INTEGER PRIMARY KEY,
    remaining INTEGER NOT NULL,
    answer    INTEGER,
    dropped   INTEGER NOT NULL,
    lost      INTEGER NOT NULL,
    delay     INTEGER NOT NULL,
    path      TEXT,
    message   TEXT,
    settings  TEXT NOT NULL,
    errors    TEXT NOT NULL
);

CREATE TABLE campaign (
    campaign    INTEGER PRIMARY KEY,
    id          TEXT NOT NULL UNIQUE,
    name        TEXT NOT NULL,
    description TEXT NOT NULL,
    tags        TEXT NOT NULL,
    api         INTEGER NOT NULL,
    draft       INTEGER NOT NULL,
    archived    INTEGER NOT NULL DEFAULT 0,
    enabled     INTEGER NOT NULL,
    created     INTEGER NOT NULL,
    updated     INTEGER NOT NULL,
    first_sent  INTEGER,
    last_sent   INTEGER
);
CREATE INDEX campaign_by_age ON campaign (created, campaign);

CREATE TABLE variation (
    variation INTEGER PRIMARY KEY,
    campaign  INTEGER NOT NULL REFERENCES campaign,
    id        TEXT NOT NULL UNIQUE,
    channel   TEXT NOT NULL,
    name      TEXT NOT NULL
);
CREATE INDEX variation_of_campaign ON variation (campaign);

-- Conversion events; position 0 is the primary one.
CREATE TABLE behavior (
    campaign INTEGER NOT NULL REFERENCES campaign,
    position INTEGER NOT NULL,
    kind     TEXT NOT NULL,
    subject  TEXT,
    window   INTEGER NOT NULL,
    export   TEXT NOT NULL,
    PRIMARY KEY (campaign, position)
) WITHOUT ROWID;

CREATE TABLE user (
    user        INTEGER PRIMARY KEY,
    external_id TEXT UNIQUE,
    email       TEXT,
    phone       TEXT,
    attributes  TEXT NOT NULL DEFAULT '{}',
    reachable   INTEGER NOT NULL,
    email_state TEXT NOT NULL DEFAULT 'subscribed',
    push_state  TEXT NOT NULL DEFAULT 'subscribed'
);
CREATE INDEX user_by_email ON user (email) WHERE email IS NOT NULL;
CREATE INDEX user_by_phone ON user (phone) WHERE phone IS NOT NULL;

CREATE TABLE alias (
    label TEXT NOT NULL,
    name  TEXT NOT NULL,
    user  INTEGER NOT NULL REFERENCES user,
    PRIMARY KEY (label, name)
) WITHOUT ROWID;

CREATE TABLE membership (
    user               INTEGER NOT NULL REFERENCES user,
    subscription_group TEXT NOT NULL,
    state              TEXT NOT NULL,
    PRIMARY KEY (user, subscription_group)
) WITHOUT ROWID;

-- One accepted request.
CREATE TABLE dispatch (
    dispatch INTEGER PRIMARY KEY AUTOINCREMENT,
    id       TEXT NOT NULL DEFAULT '',
    campaign INTEGER REFERENCES campaign,
    send     TEXT,
    time     INTEGER NOT NULL
);

-- Send identifiers; `used` is when something was last sent under one.
CREATE TABLE send (
    campaign INTEGER NOT NULL REFERENCES campaign,
    label    TEXT NOT NULL,
    used     INTEGER NOT NULL,
    PRIMARY KEY (campaign, label)
) WITHOUT ROWID;

CREATE TABLE schedule (
    schedule INTEGER PRIMARY KEY,
    id       TEXT NOT NULL UNIQUE,
    dispatch INTEGER NOT NULL REFERENCES dispatch,
    time     INTEGER NOT NULL,
    body     TEXT NOT NULL,
    waiting  INTEGER NOT NULL
);
CREATE INDEX schedule_due ON schedule (time) WHERE waiting;

-- Duplicates that are accepted and not made yet.
CREATE TABLE copy (
    copy        INTEGER PRIMARY KEY AUTOINCREMENT,
    source      INTEGER NOT NULL REFERENCES campaign,
    name        TEXT NOT NULL,
    description TEXT,
    tags        TEXT,
    draft       INTEGER NOT NULL,
    time        INTEGER NOT NULL
);

CREATE TABLE segment (
    segment     INTEGER PRIMARY KEY,
    id          TEXT NOT NULL UNIQUE,
    name        TEXT NOT NULL,
    description TEXT NOT NULL,
    tags        TEXT NOT NULL,
    audience    TEXT,
    created     INTEGER NOT NULL,
    updated     INTEGER NOT NULL
);

-- Content blocks, email templates, and what a workspace declares.
CREATE TABLE document (
    document INTEGER PRIMARY KEY,
    kind     TEXT NOT NULL,
    id       TEXT NOT NULL,
    name     TEXT NOT NULL,
    fields   TEXT NOT NULL,
    created  INTEGER NOT NULL,
    updated  INTEGER NOT NULL,
    UNIQUE (kind, id)
);

-- Message objects as they were sent, each text once.
CREATE TABLE content (
    content INTEGER PRIMARY KEY,
    digest  BLOB NOT NULL UNIQUE,
    message TEXT NOT NULL
);

CREATE TABLE delivery (
    delivery  INTEGER PRIMARY KEY,
    dispatch  INTEGER NOT NULL REFERENCES dispatch,
    user      INTEGER NOT NULL REFERENCES user,
    campaign  INTEGER REFERENCES campaign,
    variation INTEGER REFERENCES variation,
    channel   TEXT NOT NULL,
    send      TEXT,
    content   INTEGER NOT NULL REFERENCES content,
    time      INTEGER NOT NULL,
    received  INTEGER,
    bounced   INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX delivery_to_user ON delivery (user, campaign, time);

CREATE TABLE engagement (
    delivery INTEGER NOT NULL REFERENCES delivery,
    action   TEXT NOT NULL,
    time     INTEGER NOT NULL
);
CREATE INDEX engagement_with ON engagement (delivery, action, time);

CREATE TABLE conversion (
    delivery INTEGER NOT NULL REFERENCES delivery,
    position INTEGER NOT NULL,
    time     INTEGER NOT NULL,
    PRIMARY KEY (delivery, position)
) WITHOUT ROWID;

-- Statistics. Send '' holds everything of a campaign, variation 0 its sum over variations.
CREATE TABLE counter (
    campaign  INTEGER NOT NULL,
    send      TEXT NOT NULL,
    day       INTEGER NOT NULL,
    variation INTEGER NOT NULL,
    name      TEXT NOT NULL,
    value     NOT NULL,
    PRIMARY KEY (campaign, send, day, variation, name)
) WITHOUT ROWID;
";
