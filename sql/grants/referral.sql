-- SPDX-License-Identifier: EUPL-1.2
--
-- Visits and referrals: the service runs them in an adviser's session; the tables are nobody's.

GRANT EXECUTE ON FUNCTION
    registry.visit_record(bytea, uuid, text),
    registry.referral_make(bytea, uuid, text, text, date, time, time, boolean, boolean, boolean),
    registry.bookings(bytea, text, date, date),
    registry.referral_list(bytea, boolean),
    registry.referral_step(bytea, bigint, text, text)
    TO mitroa_service;
