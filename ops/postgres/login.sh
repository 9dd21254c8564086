#!/bin/sh
# Run once by the image of PostgreSQL, on an empty database: the login of the product, which may create roles and is no superuser.
set -eu
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" --set password="$DATABASE_PASSWORD" <<'SQL'
create role paygraph login createrole password :'password';
alter database paygraph owner to paygraph;
SQL
