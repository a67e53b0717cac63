-- SPDX-License-Identifier: EUPL-1.2
--
-- Rows of persons and of the audit are seen by the owner of the definer functions alone; entries by the auditor too.
-- A grant made by mistake to anybody else still shows no row.

DROP POLICY IF EXISTS household_owner ON registry.household;
CREATE POLICY household_owner ON registry.household TO mitroa_owner USING (true);
DROP POLICY IF EXISTS person_owner ON registry.person;
CREATE POLICY person_owner ON registry.person TO mitroa_owner USING (true);
DROP POLICY IF EXISTS identifier_owner ON registry.identifier;
CREATE POLICY identifier_owner ON registry.identifier TO mitroa_owner USING (true);
DROP POLICY IF EXISTS reference_owner ON registry.reference;
CREATE POLICY reference_owner ON registry.reference TO mitroa_owner USING (true);
DROP POLICY IF EXISTS residence_owner ON registry.residence;
CREATE POLICY residence_owner ON registry.residence TO mitroa_owner USING (true);
DROP POLICY IF EXISTS death_owner ON registry.death;
CREATE POLICY death_owner ON registry.death TO mitroa_owner USING (true);
DROP POLICY IF EXISTS claim_owner ON registry.claim;
CREATE POLICY claim_owner ON registry.claim TO mitroa_owner USING (true);
DROP POLICY IF EXISTS receives_owner ON registry.receives;
CREATE POLICY receives_owner ON registry.receives TO mitroa_owner USING (true);
DROP POLICY IF EXISTS state_owner ON registry.state;
CREATE POLICY state_owner ON registry.state TO mitroa_owner USING (true);
DROP POLICY IF EXISTS ticket_owner ON audit.ticket;
CREATE POLICY ticket_owner ON audit.ticket TO mitroa_owner USING (true);
DROP POLICY IF EXISTS entry_owner ON audit.entry;
CREATE POLICY entry_owner ON audit.entry TO mitroa_owner USING (true);
DROP POLICY IF EXISTS entry_auditor ON audit.entry;
CREATE POLICY entry_auditor ON audit.entry FOR SELECT TO mitroa_auditor USING (true);
