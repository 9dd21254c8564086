"""What Patroni needs of PostgreSQL's programs and the embedded package lacks: pg_controldata, pg_isready and a base backup.

    patroni-tools.py controldata [-D] FOLDER     reads the control file of PostgreSQL 18, in the words of pg_controldata
    patroni-tools.py isready -h HOST -p PORT     0 takes connections, 1 refuses them for now, 2 does not answer
    patroni-tools.py clone --datadir=FOLDER --connstring=DSN ...    a base backup of a server on the same machine
"""
import os
import shutil
import socket
import struct
import sys

STATES = ["starting up", "shut down", "shut down in recovery", "shutting down", "in crash recovery", "in archive recovery", "in production"]


def controldata(folder):
    with open(os.path.join(folder, "global", "pg_control"), "rb") as file:
        data = file.read(512)
    def at(kind, offset):
        return struct.unpack_from("<" + kind, data, offset)[0]
    def lsn(offset):
        return "%X/%X" % (at("Q", offset) >> 32, at("Q", offset) & 0xFFFFFFFF)
    if at("I", 8) != 1800:
        sys.exit("expected a control file of PostgreSQL 18; got version %d" % at("I", 8))
    for name, value in [
        ("pg_control version number", 1800),
        ("Catalog version number", at("I", 12)),
        ("Database system identifier", at("Q", 0)),
        ("Database cluster state", STATES[at("i", 16)]),
        ("Latest checkpoint location", lsn(32)),
        ("Latest checkpoint's REDO location", lsn(40)),
        ("Latest checkpoint's TimeLineID", at("I", 48)),
        ("Latest checkpoint's PrevTimeLineID", at("I", 52)),
        ("Minimum recovery ending location", lsn(136)),
        ("Min recovery ending loc's timeline", at("I", 144)),
        ("wal_log_hints setting", "on" if at("?", 176) else "off"),
        ("max_connections setting", at("i", 180)),
        ("max_worker_processes setting", at("i", 184)),
        ("max_wal_senders setting", at("i", 188)),
        ("max_prepared_xacts setting", at("i", 192)),
        ("max_locks_per_xact setting", at("i", 196)),
    ]:
        print("%-38s%s" % (name + ":", value))


def isready(host, port):
    try:
        with socket.create_connection((host, int(port)), 3) as line:
            start = struct.pack("!i", 196608) + b"user\0ready\0database\0postgres\0\0"
            line.sendall(struct.pack("!i", len(start) + 4) + start)
            line.settimeout(3)
            answer = line.recv(1024)
    except OSError:
        return 2
    # One that starts, stops or recovers says so by its code; any other answer is that of a server that takes connections.
    return 2 if not answer else 1 if b"57P03" in answer else 0


# Belongs to the server that is copied from, and not to its data.
LEFT_OUT = {"pg_wal", "pg_replslot", "pg_dynshmem", "pg_notify", "pg_serial", "pg_snapshots", "pg_stat_tmp", "pg_subtrans"}
FILES_LEFT_OUT = {"postmaster.pid", "postmaster.opts", "standby.signal", "recovery.signal", "backup_label"}


def copy(source, target):
    for folder, folders, files in os.walk(source):
        inner = os.path.relpath(folder, source)
        os.makedirs(os.path.join(target, inner), mode=0o700, exist_ok=True)
        if inner in LEFT_OUT:
            folders[:] = ["archive_status"] if inner == "pg_wal" else []
            continue
        for name in files:
            if inner == "." and name in FILES_LEFT_OUT:
                continue
            try:
                shutil.copyfile(os.path.join(folder, name), os.path.join(target, inner, name))
            except FileNotFoundError:
                pass  # A table that was dropped meanwhile: the log knows.


def clone(target, dsn):
    import psycopg2

    connection = psycopg2.connect(dsn)
    connection.autocommit = True
    cursor = connection.cursor()
    cursor.execute("select pg_backup_start('clone', true), current_setting('data_directory')")
    copy(cursor.fetchone()[1], target)
    cursor.execute("select labelfile, spcmapfile from pg_backup_stop(false)")
    label = cursor.fetchone()[0]
    with open(os.path.join(target, "backup_label"), "w") as file:
        file.write(label)
    os.chmod(target, 0o700)


def main(command, *arguments):
    if command == "controldata":
        controldata(arguments[-1])
    elif command == "isready":
        given = dict(zip(arguments[::2], arguments[1::2]))
        sys.exit(isready(given.get("-h", "127.0.0.1"), given.get("-p", "5432")))
    elif command == "clone":
        given = dict(argument.lstrip("-").split("=", 1) for argument in arguments if "=" in argument)
        clone(given["datadir"], given["connstring"])
    else:
        sys.exit(__doc__)


main(*sys.argv[1:])
