-- Where what has been applied is remembered. Before everything else, and harmless afterwards.
CREATE SCHEMA IF NOT EXISTS migration;
