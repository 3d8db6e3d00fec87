"""The journal's tables as they are today. A new column needs a migration as well."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
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
    # With defaults of the database's own, so that an older KlingKit can go on writing rows here.
    Column("revision", BigInteger, nullable=False, server_default="0"),
    Column("prompt", Text, nullable=False, server_default=""),
    Column("graph", String(80), nullable=False, server_default=""),
    Column("node", String(80), nullable=False, server_default=""),
    Column("run", BigInteger, nullable=False, server_default="0"),
    Column("item", Integer, nullable=False, server_default="0"),
    Column("items", Integer, nullable=False, server_default="1"),
    Column("source", String(64), nullable=False, server_default=""),
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
    Index("klingkit_tasks_node", "graph", "node"),
    Index("klingkit_tasks_source", "source"),
    Index("klingkit_tasks_created_at", "created_at"),
)

sources = Table(
    "klingkit_sources",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("content", LargeBinary, nullable=False),
)
