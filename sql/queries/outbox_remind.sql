-- Makes the messages of the day.
-- $1 integer[]  how many days before a review it is reminded of
SELECT publishing.remind($1);
