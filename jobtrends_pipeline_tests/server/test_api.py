"""The API on loopback: answers match its OpenAPI document and the library; every one has source and licence."""

import csv
import io
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import duckdb
import jsonschema
import pandas as pd
import pytest

import jobtrends_pipeline as jt
from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.server.questions import ENDPOINTS
from jobtrends_pipeline.tables.rights import LICENCE_NAME, LICENCE_URL, SOURCE_LINE
from jobtrends_pipeline_tests.support.many_roles import HOSTILE
from jobtrends_pipeline_tests.support.served import API, Served

QUESTIONS = (
    "/roles", "/roles?like=jav", "/roles/java/pay", "/roles/java/pay?as_of=2026-02-20&since=2025-01",
    "/roles/Backend%20Developer/pay?place=London", "/roles/java/demand", "/roles/backend-developer/skills",
    "/roles/backend-developer/locations", "/roles/backend-developer/monthly?market_series=all&since=2020-01",
    "/roles/java/pages", "/compare?role=java&role=backend-developer",
    "/compare?role=java&role=backend-developer&on=2026-02-15",
)  # fmt: skip
WRONG = (
    ("/roles/jaav/pay", 404, "near it: Java"),
    ("/roles/java/pay?asof=2026-02-20", 400, "asof: no parameter of this question"),
    ("/roles/java/pay?as_of=soon", 400, "as_of: write a day as 2026-02-15"),
    ("/roles/java/pay?as_of=2026-02-31", 400, "is no day"),
    ("/roles/java/pay?as_of=2001-01-01", 404, "was known on 1 Jan 2001"),
    ("/roles/java/pay?window=5", 404, "held are permanent, 6 months"),
    ("/roles/java/pay?market=grey", 400, "market"),
    ("/roles/java/pay?publisher=mine", 404, "held are java"),
    ("/roles/java/pay?place=Atlantis", 404, "its places are UK"),
    ("/roles/java/pay?format=xml", 400, "format"),
    ("/roles/java/skills?skill_list=nope", 404, ""),
    ("/compare?role=java", 400, "at least 2"),
    ("/compare?role=java&role=Java", 400, "names of one role"),
    ("/nothing", 404, "/api/openapi.json lists them"),
    (f"/roles/{'x' * 300}/pay", 400, "role"),
    ("/roles/%00/pay", 404, "no page of"),
    ("/roles/'%3B%20DROP%20TABLE%20x/pay", 404, "no page of"),
)  # fmt: skip


@pytest.fixture(scope="module")
def document(server: Served) -> dict[str, Any]:
    found: dict[str, Any] = server.ask("/api/openapi.json").json
    return found


def operation_of(document: dict[str, Any], question: str) -> dict[str, Any]:
    path = question.partition("?")[0]
    for template, methods in document["paths"].items():
        pattern = re.sub(r"\{[^}]+\}", "[^/]+", template.removeprefix(API))
        if re.fullmatch(pattern, path):
            found: dict[str, Any] = methods["get"]
            return found
    raise AssertionError(path)


def checked(document: dict[str, Any], schema: dict[str, Any], answer: object) -> None:
    whole = {**schema, "components": document["components"]}
    jsonschema.Draft202012Validator(whole, format_checker=jsonschema.FormatChecker()).validate(answer)


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_answer_is_as_the_document_says(server: Served, document: dict[str, Any], question: str) -> None:
    reply = server.ask(f"{API}{question}")
    operation = operation_of(document, question)
    assert (reply.status, reply.headers["content-type"]) == (200, "application/json")
    assert reply.json["rows"]
    checked(document, operation["responses"]["200"]["content"]["application/json"]["schema"], reply.json)
    named = {parameter["name"] for parameter in operation["parameters"]}
    assert set(re.findall(r"[?&]([a-z_]+)=", question)) <= named


def test_the_document_is_of_its_kind_and_has_every_question(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    assert {"title", "version", "license"} <= set(document["info"])
    assert {path.removeprefix(API) for path in document["paths"]} == {endpoint.path for endpoint in ENDPOINTS}
    operations = [methods["get"] for methods in document["paths"].values()]
    assert all(set(methods) == {"get"} for methods in document["paths"].values())
    assert len({operation["operationId"] for operation in operations}) == len(operations)
    for path, methods in document["paths"].items():
        parameters = methods["get"]["parameters"]
        in_path = {one["name"] for one in parameters if one["in"] == "path"}
        assert in_path == set(re.findall(r"\{([^}]+)\}", path))
        assert all(one["required"] for one in parameters if one["in"] == "path")
        assert {"200", "304", "400", "404", "503"} == set(methods["get"]["responses"])
        schemas = [one["schema"] for one in parameters]
        for answer in methods["get"]["responses"].values():
            assert answer["description"]
            schemas += [content["schema"] for content in answer.get("content", {}).values()]
        for schema in schemas:
            jsonschema.Draft202012Validator.check_schema(schema)
    references = set(re.findall(r"'\$ref': '#/components/schemas/(\w+)'", str(document)))
    assert references == {"Problem"} <= set(document["components"]["schemas"])


@pytest.mark.parametrize(("question", "status", "said"), WRONG, ids=lambda value: str(value)[:60])
def test_what_is_wrong_is_a_problem_in_one_line(
    server: Served, document: dict[str, Any], question: str, status: int, said: str
) -> None:
    reply = server.ask(f"{API}{question}")
    assert (reply.status, reply.headers["content-type"]) == (status, "application/problem+json")
    checked(document, document["components"]["schemas"]["Problem"], reply.json)
    assert said in reply.json["detail"]
    assert "\n" not in reply.json["detail"]
    assert reply.json["status"] == status
    assert reply.headers["cache-control"] == "no-store"
    assert "etag" not in reply.headers


@pytest.mark.parametrize("question", [*QUESTIONS, "/roles/jaav/pay", "/nothing", "/roles/java/pay?format=csv"])
def test_every_answer_has_source_licence_and_caveat(server: Served, question: str) -> None:
    reply = server.ask(f"{API}{question}")
    assert reply.headers["link"] == f'<{LICENCE_URL}>; rel="license"'
    assert reply.headers["x-source"] == SOURCE_LINE
    assert "advertised, not paid" in SOURCE_LINE
    if "json" in reply.headers["content-type"]:
        assert reply.json["source"].startswith(SOURCE_LINE)
        assert (reply.json["licence"], reply.json["caveat"]) == (LICENCE_NAME, "advertised, not paid")


def same_as(frame: pd.DataFrame, rows: list[dict[str, Any]]) -> None:
    assert [row["period_end"] for row in rows] == [str(day.date()) for day in frame["period_end"]]
    wanted = [None if pd.isna(value) else value for value in frame["median_gbp"]]
    assert [row["median_gbp"] for row in rows] == wanted
    assert [row["breaks"] for row in rows] == [[] if pd.isna(text) else json.loads(text) for text in frame["breaks"]]


def test_each_format_has_the_figures_of_the_library(server: Served, shown: DataPaths, tmp_path: Path) -> None:
    frame = jt.open(shown.data_dir).pay("java", as_of="2026-02-20")
    question = f"{API}/roles/java/pay?as_of=2026-02-20"
    answer = server.ask(question).json
    assert len(frame) >= 3
    same_as(frame, answer["rows"])
    assert (answer["as_of"], answer["units"]) == ("2026-02-20", frame.attrs["units"])
    table = server.ask(f"{question}&format=csv")
    assert table.headers["content-disposition"] == 'attachment; filename="pay.csv"'
    lines = list(csv.DictReader(io.StringIO(table.body.decode(), newline="")))
    assert [float(line["median_gbp"]) for line in lines] == frame["median_gbp"].tolist()
    assert {line["source"] for line in lines} == {SOURCE_LINE}
    file = tmp_path / "pay.parquet"
    file.write_bytes(server.ask(f"{question}&format=parquet").body)
    with duckdb.connect() as connection:
        held = connection.execute("SELECT period_end, median_gbp FROM read_parquet(?)", [str(file)]).fetchall()
        query = "SELECT decode(value) FROM parquet_kv_metadata(?) WHERE decode(key) = 'source'"
        assert connection.execute(query, [str(file)]).fetchall() == [(SOURCE_LINE,)]
    assert held == [(day.date(), median) for day, median in zip(frame["period_end"], frame["median_gbp"], strict=True)]


def test_a_comparison_has_the_verdicts_of_the_library(server: Served, shown: DataPaths) -> None:
    frame = jt.open(shown.data_dir).compare(["java", "backend-developer"])
    answer = server.ask(f"{API}/compare?role=java&role=backend-developer").json
    assert answer["day"] == frame.attrs["day"]
    wanted = [None if pd.isna(value) else value for value in frame["difference_gbp"]]
    assert [row["difference_gbp"] for row in answer["rows"]] == wanted


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_hostile_names_are_text_in_every_format(hostile_server: Served, number: int) -> None:
    name = HOSTILE[number]
    path = f"{API}/roles/hostile-{number}/demand"
    reply = hostile_server.ask(path)
    assert {row["subject"] for row in reply.json["rows"]} == {name}
    assert reply.headers["x-content-type-options"] == "nosniff"
    lines = list(csv.DictReader(io.StringIO(hostile_server.ask(f"{path}?format=csv").body.decode(), newline="")))
    shown = f"'{name}" if name.startswith("=") else name
    assert {line["subject"] for line in lines} == {shown}
    by_name = hostile_server.ask(f"{API}/roles?like={quote(name[:100])}")
    assert by_name.status == 200
