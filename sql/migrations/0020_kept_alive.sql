-- SPDX-License-Identifier: EUPL-1.2
--
-- 0020_kept_alive: when an offer or a programme is to be looked at again, and messages that wait to be sent.

CREATE TABLE publishing.review (
    kind         text        NOT NULL,
    code         text        NOT NULL,
    confirmed_on date        NOT NULL,
    review_by    date        NOT NULL,
    confirmed_by integer     NOT NULL,
    confirmed_at timestamptz NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT review_pkey
        PRIMARY KEY (kind, code),
    CONSTRAINT review_kind_known
        CHECK (kind IN ('offer', 'programme')),
    CONSTRAINT review_days_in_order
        CHECK (review_by > confirmed_on)
);

COMMENT ON TABLE publishing.review IS
    'Επιβεβαιώσεις: πότε βεβαίωσε κάποιος ότι μια παροχή ή ένα πρόγραμμα ισχύει όπως γράφεται, και πότε το ξαναβλέπει';

CREATE TABLE publishing.outbox (
    message   bigint      GENERATED ALWAYS AS IDENTITY,
    structure integer     NOT NULL,
    about     text        NOT NULL,
    recipient text        NOT NULL,
    subject   text        NOT NULL,
    body      text        NOT NULL,
    made_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    sent_at   timestamptz,
    tries     integer     NOT NULL DEFAULT 0,
    next_try  timestamptz NOT NULL DEFAULT clock_timestamp(),
    fault     text,

    CONSTRAINT outbox_pkey
        PRIMARY KEY (message),
    -- One reminder a structure and month, however often they are made.
    CONSTRAINT outbox_once
        UNIQUE (structure, about),
    CONSTRAINT outbox_structure_exists
        FOREIGN KEY (structure) REFERENCES registry.structure,
    CONSTRAINT outbox_recipient_is_an_address
        CHECK (recipient ~ '^[^@\s<>"]+@[^@\s<>"]+$' AND length(recipient) <= 254),
    CONSTRAINT outbox_subject_is_a_line
        CHECK (subject !~ '[\r\n]' AND length(subject) <= 200),
    CONSTRAINT outbox_tries_bounded
        CHECK (tries BETWEEN 0 AND 100)
);

COMMENT ON TABLE publishing.outbox IS
    'Εξερχόμενα: υπενθυμίσεις προς δομές, όσο περιμένουν και αφού σταλούν· ποτέ στοιχεία ωφελουμένων';
