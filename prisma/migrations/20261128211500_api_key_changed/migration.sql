-- Whoever holds a key in memory hears of it when it is revoked, or its expiry or scopes change, by whatever program. The payload is its
-- id, which is no secret.
CREATE FUNCTION tell_api_key_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('paygraph_api_key', OLD.id::text);
  RETURN NULL;
END $$;
CREATE TRIGGER api_key_changed AFTER UPDATE OF "revoked_at", "expires_at", "scopes", "secret_hash" OR DELETE ON "api_key"
  FOR EACH ROW EXECUTE FUNCTION tell_api_key_changed();
