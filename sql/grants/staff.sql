-- SPDX-License-Identifier: EUPL-1.2
--
-- Accounts: what the service may run for whoever shows the token of a session, the proof of a password or a one-time
-- link, and what the operator's commands run. Each function looks at the rights by itself.
--
-- Whoever gets hold of the service's connection cannot open a session, give a role or read a secret with it. What
-- such a one can do: act in sessions whose tokens come by, say that a code of a second factor was right to somebody
-- whose password he has, and take the time limits off its own statements, which PostgreSQL lets every role do.

GRANT EXECUTE ON FUNCTION
    account.log_in(text, bytea, bytea),
    account.own_factor(bytea),
    account.second_factor_take(bytea, bigint),
    account.recovery_take(bytea, text),
    account.second_factor_begin(bytea, bytea, smallint, bytea),
    account.second_factor_confirm(bytea, bigint, bytea[]),
    account.second_factor_remove(bytea, bytea),
    account.recovery_renew(bytea, bytea, bytea[]),
    account.password_change(bytea, bytea, text),
    account.own(bytea),
    account.own_session_end(bytea, bigint),
    account.session_switch(bytea, bytea, text),
    account.link_owner(text),
    account.link_use(text, text),
    account.area_structures(bytea),
    account.area_accounts(bytea, text),
    account.area_account(bytea, text),
    account.area_make(bytea, text, text, smallint, text, date, date, bytea),
    account.area_role_give(bytea, text, smallint, text, date, date),
    account.area_role_end(bytea, text, bigint, date),
    account.area_disable(bytea, text, boolean),
    account.area_link(bytea, text, bytea),
    account.area_factor_remove(bytea, text),
    account.area_sessions_end(bytea, text),
    audit.area_entries(bytea, date)
    TO mitroa_service;

GRANT EXECUTE ON FUNCTION
    account.link_make(text, bytea, integer),
    account.second_factor_forget(text),
    account.policy_set(smallint, boolean)
    TO mitroa_importer;
