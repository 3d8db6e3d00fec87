"""The journal's tables, one function a change. Never edit one that was released: add the next."""

from collections.abc import Callable

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    inspect,
    select,
    text,
)

metadata = MetaData()

migrations = Table("klingkit_migrations", metadata, Column("name", String(80), primary_key=True))

tasks = Table(
    "klingkit_tasks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("external_task_id", String(200), nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("account", String(200), nullable=False),
    Column("identity", String(400), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("model", String(80), nullable=False, default=""),
    Column("mode", String(20), nullable=False, default=""),
    Column("duration", String(10), nullable=False, default=""),
    Column("request", Text, nullable=False, default="{}"),
    Column("prefix", Text, nullable=False, default=""),
    Column("state", String(20), nullable=False),
    Column("task_id", String(200), nullable=False, default=""),
    Column("video_id", String(200), nullable=False, default=""),
    Column("video_url", Text, nullable=False, default=""),
    Column("seconds", Float),
    Column("path", Text, nullable=False, default=""),
    Column("reason", Text, nullable=False, default=""),
    Column("units", Float),
    Column("units_estimated", Boolean, nullable=False, default=True),
    Column("made_in", Float),
    Column("created_at", Float, nullable=False),
    Column("sent_at", Float),
    Column("submitted_at", Float),
    Column("finished_at", Float),
    Column("lease_owner", String(200), nullable=False, default=""),
    Column("lease_until", Float, nullable=False, default=0),
    # One living task per fingerprint, whoever inserts: two processes that prepare the same one cannot both succeed.
    Index(
        "klingkit_tasks_living",
        "fingerprint",
        unique=True,
        sqlite_where=text("state <> 'failed'"),
        postgresql_where=text("state <> 'failed'"),
    ),
    Index("klingkit_tasks_state", "state"),
    Index("klingkit_tasks_task_id", "task_id"),
    Index("klingkit_tasks_video_id", "video_id"),
)


def m001_initial(connection: Connection) -> None:
    """Tasks."""
    metadata.create_all(connection, [tasks])


def m002_seconds(connection: Connection) -> None:
    """How long a video is: what ExtendVideo and LipSync must know of their source."""
    if "seconds" not in {column["name"] for column in inspect(connection).get_columns(tasks.name)}:
        connection.exec_driver_sql(f"ALTER TABLE {tasks.name} ADD COLUMN seconds FLOAT")
        connection.exec_driver_sql(f"CREATE INDEX klingkit_tasks_video_id ON {tasks.name} (video_id)")


MIGRATIONS: tuple[Callable[[Connection], None], ...] = (m001_initial, m002_seconds)


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
