-- Makes the reminders of the month.
SELECT publishing.remind();
