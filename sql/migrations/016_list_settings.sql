-- After how many days of silence somebody on a list is shown as silent (LI-5): null for the usual,
-- 0 for never.
ALTER TABLE contact_lists
ADD COLUMN inactive_after_days INTEGER CHECK (inactive_after_days BETWEEN 0 AND 3650);
