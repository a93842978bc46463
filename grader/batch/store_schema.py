"""The tables of the store, and how a store of an earlier edition is brought up to date."""

import sqlite3
from collections.abc import Iterator

FORMAT = 2

_TRAIL = """
create table trail (                 -- every change of points by hand; rows are added, and never changed
    number integer primary key,
    student text not null, part text not null, check_id text not null,
    points real,                     -- null if the change before is taken back
    was real,                        -- the points before; null if there were none
    by_whom text not null, why text not null,
    at text not null                 -- ISO 8601, with the time zone
);
create trigger trail_never_changes before update on trail begin select raise(abort, 'the trail is kept'); end;
create trigger trail_never_shrinks before delete on trail begin select raise(abort, 'the trail is kept'); end;
"""
_EARLIER = """
create table earlier (               -- results that newer ones have replaced
    number integer primary key,
    student text not null, state text not null, key text not null, report blob, message text,
    at text not null                 -- when it was replaced; ISO 8601, with the time zone
);
create index earlier_of on earlier (student, number);
create table tried (                 -- results that nobody has decided to take yet
    student text primary key, state text not null, key text not null, report blob, message text
);
"""
SCHEMA = f"""
create table about (key text primary key, value text not null);
create table submissions (
    student text primary key,
    place integer not null,          -- in the class
    handed text not null,            -- JSON: Handed
    state text not null,
    key text not null default '',    -- what the result rests on; empty while there is none
    report blob,                     -- JSON: Report, as it was graded
    message text                     -- JSON: Text
);
create table unmatched (path text primary key, why text not null);
{_TRAIL}{_EARLIER}"""
_FROM_1 = f"""{_TRAIL}{_EARLIER}
insert into trail (student, part, check_id, points, by_whom, why, at)
    select student, part, check_id, points, '', why, replace(at, ' ', 'T') || '+00:00' from overrides;
drop table overrides;
update about set value = '2' where key = 'format';
"""


def create(base: sqlite3.Connection, assignment: str | None) -> None:
    """Make the tables of a new store."""
    _execute(base, SCHEMA)
    about = {"format": FORMAT, "assignment": assignment}
    base.executemany("insert into about values (?, ?)", about.items())


def upgrade(base: sqlite3.Connection, version: int) -> None:
    """Bring the tables of an earlier edition up to date, with everything that they hold."""
    if version == 1:
        _execute(base, _FROM_1)


def _execute(base: sqlite3.Connection, script: str) -> None:
    """Execute a script inside of the transaction that is open, which `executescript` would end."""
    for statement in _statements(script):
        base.execute(statement)


def _statements(script: str) -> Iterator[str]:
    lines: list[str] = []
    for line in script.splitlines():
        lines.append(line)
        if sqlite3.complete_statement("\n".join(lines)):
            yield "\n".join(lines)
            lines = []
