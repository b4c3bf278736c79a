"""The tables of the store, as they stand after the last migration."""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKey, Integer, MetaData, String, Table, Text

metadata = MetaData()

runs = Table(
    "runs",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("created", Float, nullable=False),  # seconds since the epoch
    Column("updated", Float, nullable=False),
    Column("state", String(16), nullable=False),
    Column("reason", Text, nullable=False, default=""),
    Column("code", String(40), nullable=False, default=""),  # of the error or pause that ended it
    Column("ticket", Text, nullable=False),  # the handoff, as JSON
    Column("title", Text, nullable=False),
    Column("base", String(64), nullable=False),
    Column("pins", Text, nullable=False),  # version, configuration and templates of the run, as JSON
    Column("branch", Text, nullable=False, default=""),
    Column("head", String(64), nullable=False, default=""),  # the commit shown for review
    Column("judged_by", Text, nullable=False, default=""),
    Column("judged_at", Float),
    Column("verdict_note", Text, nullable=False, default=""),
    Column("pause", Text, nullable=False, default="", server_default=""),  # what it waits for, as JSON
)

receipts = Table(
    "receipts",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("run", String(16), ForeignKey("runs.id"), nullable=False, index=True),
    Column("step", String(32), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("inputs", Text, nullable=False),  # the digest's parts by name, as JSON
    Column("kind", String(64), nullable=False),  # the handoff's type
    Column("handoff", Text, nullable=False),  # as JSON
    Column("started", Float, nullable=False),
    Column("seconds", Float, nullable=False),
)

calls = Table(
    "calls",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("run", String(16), ForeignKey("runs.id"), nullable=False, index=True),
    Column("step", String(32), nullable=False),
    Column("request", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("call", Text, nullable=False),  # as JSON
)

decisions = Table(
    "decisions",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("run", String(16), ForeignKey("runs.id"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),  # note, permit, accept, words, budget
    Column("step", String(32), nullable=False, default=""),
    Column("text", Text, nullable=False),
    Column("by", Text, nullable=False, default=""),
    Column("at", Float, nullable=False),
)

events = Table(
    "events",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("run", String(16), ForeignKey("runs.id"), nullable=False, index=True),
    Column("at", Float, nullable=False),
    Column("step", String(32), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("text", Text, nullable=False),
)
