-- Derives the states anew of some persons for whom they are no longer right; gives how many.
-- $1 integer  at most so many
SELECT registry.refresh_state(registry.today(), $1);
