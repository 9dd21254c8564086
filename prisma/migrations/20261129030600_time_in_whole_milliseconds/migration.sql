-- Times are kept to the millisecond, and rounded when they are stored: what was made due at once could be due half a millisecond later, and
-- whoever was woken for it at once did not find it. The time that is told is cut to the millisecond, so that it is never before what it was.
CREATE OR REPLACE FUNCTION app_now() RETURNS timestamptz LANGUAGE sql STABLE AS
$$ SELECT date_trunc('milliseconds', clock_timestamp()) + (SELECT offset_ms FROM sandbox_clock WHERE id = 1) * interval '1 millisecond' $$;
