-- What komainu remembers. The same text runs on SQLite and PostgreSQL, so it keeps to what both read alike: BIGINT for
-- ids (Discord snowflakes), counts and times (seconds since 1970), TEXT for words. No column holds message text.

-- One row a server. `version` grows with every change, so that other processes notice; `keep_days` repeats what
-- `settings` says, so that the retention query can read it.
CREATE TABLE guilds (
    guild     BIGINT NOT NULL PRIMARY KEY,
    version   BIGINT NOT NULL,
    settings  TEXT,
    keep_days BIGINT NOT NULL DEFAULT 90
);

-- The server's own answers, in the form of responses/topics/<id>.json.
CREATE TABLE answers (
    guild   BIGINT NOT NULL REFERENCES guilds (guild) ON DELETE CASCADE,
    id      TEXT   NOT NULL,
    version BIGINT NOT NULL,
    body    TEXT   NOT NULL,
    PRIMARY KEY (guild, id)
);

-- What the guard found and did. `messages` lists every message of the case; `message` is the last of them.
CREATE TABLE incidents (
    message     BIGINT NOT NULL,
    kind        TEXT   NOT NULL,
    guild       BIGINT NOT NULL,
    channel     BIGINT NOT NULL,
    author      BIGINT NOT NULL,
    messages    TEXT   NOT NULL,
    verdict     TEXT   NOT NULL,
    reason      TEXT   NOT NULL,
    action      TEXT   NOT NULL,
    observed    BIGINT NOT NULL,
    false_alarm BIGINT NOT NULL DEFAULT 0,
    happened_at BIGINT NOT NULL,
    PRIMARY KEY (message, kind)
);
CREATE INDEX incidents_of_guild ON incidents (guild, happened_at);
CREATE INDEX incidents_of_author ON incidents (author);

-- How often what became of a topic's answer, by day (days since 1970, UTC).
CREATE TABLE counts (
    guild   BIGINT NOT NULL,
    day     BIGINT NOT NULL,
    topic   TEXT   NOT NULL,
    outcome TEXT   NOT NULL,
    n       BIGINT NOT NULL,
    PRIMARY KEY (guild, day, topic, outcome)
);

-- Questions that no answer fitted, until a moderator has dealt with them.
CREATE TABLE unmatched (
    guild      BIGINT NOT NULL,
    message    BIGINT NOT NULL,
    channel    BIGINT NOT NULL,
    author     BIGINT NOT NULL,
    why        TEXT   NOT NULL,
    candidates TEXT   NOT NULL,
    asked_at   BIGINT NOT NULL,
    PRIMARY KEY (guild, message)
);
CREATE INDEX unmatched_of_author ON unmatched (author);

-- Texts that moderators called harmless, as keyed digests.
CREATE TABLE false_alarms (
    guild     BIGINT NOT NULL,
    digest    TEXT   NOT NULL,
    marked_at BIGINT NOT NULL,
    PRIMARY KEY (guild, digest)
);

-- How far each channel has been guarded: the newest message that was looked at.
CREATE TABLE cursors (
    channel BIGINT NOT NULL PRIMARY KEY,
    guild   BIGINT NOT NULL,
    message BIGINT NOT NULL
);
CREATE INDEX cursors_of_guild ON cursors (guild);

-- Secrets made once for this installation, in base64.
CREATE TABLE installation (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);
