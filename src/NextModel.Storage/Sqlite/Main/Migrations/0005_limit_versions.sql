-- version counts the changes of a row, for If-Match. Rate limits that were taken away keep a row without limits, so that theirs goes on.
ALTER TABLE budgets ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE rate_limits ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
