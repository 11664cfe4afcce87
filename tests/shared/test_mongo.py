"""What the embedded store makes of our indexes."""

from __future__ import annotations

from pymongo import ASCENDING, IndexModel

from shared.mongo import IS_TEXT, Database, Document, ensure_indexes


def test_an_index_over_text_is_found_without_a_hint(database: Database[Document]) -> None:
    lookup = IndexModel([("key", ASCENDING)], name="key", partialFilterExpression={"key": IS_TEXT})
    ensure_indexes(database, {"notes": [lookup]})
    plan = database["notes"].find({"key": "a"}).explain()["queryPlanner"]["winningPlan"]
    assert plan["inputStage"]["indexName"] == "key"
