"""How the journal's tables came to be, one function a change. Never edit one that was released: add the next."""

import json
from collections.abc import Callable

from sqlalchemy import Connection, inspect, select, update

from .origin import words_of
from .tables import metadata, migrations, sources, tasks


def m001_initial(connection: Connection) -> None:
    """Tasks."""
    metadata.create_all(connection, [tasks])


def m002_seconds(connection: Connection) -> None:
    """How long a video is: what ExtendVideo and LipSync must know of their source."""
    if "seconds" not in {column["name"] for column in inspect(connection).get_columns(tasks.name)}:
        connection.exec_driver_sql(f"ALTER TABLE {tasks.name} ADD COLUMN seconds FLOAT")
        connection.exec_driver_sql(f"CREATE INDEX klingkit_tasks_video_id ON {tasks.name} (video_id)")


def m003_origin(connection: Connection) -> None:
    """What the page shows of a task, in which order its news came, and where it comes from."""
    there = {column["name"] for column in inspect(connection).get_columns(tasks.name)}
    for column in (tasks.c[name] for name in ("revision", "prompt", "graph", "node", "run", "item", "items", "source")):
        if column.name not in there:
            kind = column.type.compile(connection.dialect)
            start = f"'{column.server_default.arg}'"  # type: ignore[union-attr]
            connection.exec_driver_sql(
                f"ALTER TABLE {tasks.name} ADD COLUMN {column.name} {kind} NOT NULL DEFAULT {start}"
            )
    indexed = {index["name"] for index in inspect(connection).get_indexes(tasks.name)}
    for index in tasks.indexes:
        if index.name not in indexed:
            index.create(connection)
    sources.create(connection, checkfirst=True)
    for row in connection.execute(select(tasks.c.id, tasks.c.request)).all():
        connection.execute(update(tasks).where(tasks.c.id == row.id).values(prompt=words_of(json.loads(row.request))))


MIGRATIONS: tuple[Callable[[Connection], None], ...] = (m001_initial, m002_seconds, m003_origin)


def migrate(connection: Connection) -> None:
    """Bring the tables up to date, whatever version wrote them. Safe where two processes start at once."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    if not inspect(connection).has_table(migrations.name):
        migrations.create(connection)
    done = set(connection.scalars(select(migrations.c.name)))
    for migration in MIGRATIONS:
        if migration.__name__ not in done:
            migration(connection)
            connection.execute(migrations.insert().values(name=migration.__name__))
