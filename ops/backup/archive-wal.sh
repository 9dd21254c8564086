#!/bin/sh
# archive-wal.sh <folder> <path> <name>: PostgreSQL's archive_command. Puts a finished file of the write-ahead log into the archive, and says
# that it is done only when it lies there for good; one that is there already is the same, or the archive is another server's.
set -eu
folder=$1
path=$2
name=$3

if [ -e "$folder/$name" ]; then
  cmp -s "$path" "$folder/$name"
  exit
fi
cp "$path" "$folder/$name.part"
sync "$folder/$name.part"
mv "$folder/$name.part" "$folder/$name"
sync "$folder"
