-- Records a visit.
-- $1 bytea  hash of the session's token
-- $2 uuid   the structure's reference to the person
-- $3 text   case
SELECT registry.visit_record($1, $2, $3) AS status;
