"""What one portal has worked out serves the next: every test builds a portal of its own.

Werkzeug takes each route apart and writes functions that build its address, Jinja compiles each
template, SQLAlchemy each statement. All of it comes out the same for every portal of a process, and
was most of what a test cost. In operation, too, one process works it out once.
"""

from functools import wraps
from types import MethodType
from weakref import WeakKeyDictionary

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

STATEMENTS = 5000  # to remember: more than the portal has


class CompiledTemplates(BytecodeCache):
    """Templates compiled in this process, by place and content."""

    def __init__(self) -> None:
        self._codes = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Put the code into `bucket` where there is one."""
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of `bucket`."""
        self._codes[bucket.key, bucket.checksum] = bucket.code


def reuse_between_portals() -> None:
    """Begin to remember, for as long as the process lives."""
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": CompiledTemplates()}
    Rule.compile = _remembered(Rule.compile)
    for dialect in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        _share_statements(dialect)


def _remembered(compile_rule):
    compiled = {}

    @wraps(compile_rule)
    def remembered(rule):
        key = _all_that_decides(rule)
        if key not in compiled:
            compile_rule(rule)
            builders = rule._build.__func__, rule._build_unknown.__func__
            compiled[key] = rule._parts, rule._trace, rule._converters, rule.arguments, builders
        rule._parts, rule._trace, rule._converters, arguments, builders = compiled[key]
        rule.arguments = {*arguments}
        rule._build, rule._build_unknown = (MethodType(each, rule) for each in builders)

    return remembered


def _all_that_decides(rule):
    routes = rule.map
    domain = rule.host if routes.host_matching else rule.subdomain
    defaults = tuple((rule.defaults or {}).items())
    return rule.rule, domain, rule.merge_slashes, defaults, tuple(routes.converters.items())


def _share_statements(dialect):
    statements = LRUCache(STATEMENTS)
    # Equal, so that one finds what was compiled for the other: tests configure all of them alike.
    dialect.__eq__ = lambda self, other: type(self) is type(other)
    dialect.__hash__ = lambda self: hash(type(self))
    dialect._type_memos = WeakKeyDictionary()
    dialect.engine_created = lambda engine: setattr(engine, "_compiled_cache", statements)
