-- Hears when a new version of the public registers has been committed.
LISTEN mitroa_register;
