"""JSON as strangers send it: only text the store can keep and numbers a program can hold."""

from __future__ import annotations

import json
from typing import Any

from flask import Request
from flask.json.provider import DefaultJSONProvider
from flask_smorest import Blueprint as SmorestBlueprint
from webargs import missing
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

LARGEST = 2**53 - 1
DEEPEST = 20


class StrictJSON(DefaultJSONProvider):
    """Refuses NUL, lone surrogates, NaN, numbers beyond 2^53 and deep nesting; plain UTF-8 out."""

    ensure_ascii = False
    sort_keys = False

    def loads(self, s: str | bytes, **_: Any) -> Any:
        return strict_loads(s)


def strict_loads(body: str | bytes) -> Any:
    """Raises ValueError for everything StrictJSON refuses."""
    try:
        value = json.loads(body, parse_constant=_refuse_constant)
    except RecursionError as error:
        raise ValueError("too deep") from error
    _check(value, DEEPEST)
    return value


class _StrictParser(FlaskParser):
    """webargs with the strict reader; a body that is not JSON is 415, broken JSON is 400."""

    def _raw_load_json(self, req: Request) -> Any:
        body = req.get_data(cache=True)
        if not body:
            return missing
        if not req.is_json:
            raise UnsupportedMediaType
        try:
            return strict_loads(body)
        except ValueError as error:
            raise BadRequest from error


class Blueprint(SmorestBlueprint):
    """The blueprint of every service: schema in, schema out, strict JSON."""

    ARGUMENTS_PARSER = _StrictParser()

    def _prepare_arguments_doc(self, doc: Any, doc_info: Any, **about: Any) -> Any:
        """Later Pythons call 422 by another name."""
        if "arguments" in doc_info:
            doc_info["arguments"]["responses"][422] = "UNPROCESSABLE_ENTITY"
        return super()._prepare_arguments_doc(doc, doc_info, **about)


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _check(value: object, depth: int) -> None:
    if depth == 0:
        raise ValueError("too deep")
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, int | float):
        if not -LARGEST <= value <= LARGEST:
            raise ValueError("number too large")
    elif isinstance(value, dict):
        for key, item in value.items():
            _check_text(key)
            _check(item, depth - 1)
    elif isinstance(value, list):
        for item in value:
            _check(item, depth - 1)


def _check_text(text: str) -> None:
    text.encode("utf-8")
    if "\x00" in text:
        raise ValueError("NUL")
