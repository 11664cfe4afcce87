"""What an operator gets from `docker compose up`, and what nobody gets."""

from __future__ import annotations

import json

import httpx2
import pytest

from tests.compose.journey import People
from tests.compose.stack import Stack, until
from tests.compose.tls import TlsProxy

ONE_SHOT = {"setup", "demo"}
PUBLISHED = {"gateway", "mailpit"}
SPOOFED = "203.0.113.9"
READ_ALL = (
    "import pathlib;"
    "[print(f.read_bytes().decode().strip()) for f in pathlib.Path('/secrets').rglob('*')"
    " if f.is_file() and 'public' not in f.parts]"
)
COUNTED = (
    "import os; from services.registration.settings import Settings; from shared import mongo;"
    "s = Settings.from_env(os.environ); db = mongo.database(s.common.mongo_url, 'registration');"
    "print([*db.source_windows.find()])"
)


def test_it_is_healthy_within_ninety_seconds(stack: Stack) -> None:
    assert stack.seconds <= 90
    assert stack.ready()


def test_the_journey_ends_with_a_sheet(people: People) -> None:
    people.newcomer().complete()


def test_every_container_is_locked_down(stack: Stack) -> None:
    for container in stack.containers():
        facts = stack.inspect(container)
        service = facts["Config"]["Labels"]["com.docker.compose.service"]
        host = facts["HostConfig"]
        assert facts["Config"]["User"].split(":")[0].isdigit(), service
        assert facts["Config"]["User"] != "0:0", service
        assert host["ReadonlyRootfs"], service
        assert host["CapDrop"] == ["ALL"], service
        assert "no-new-privileges:true" in host["SecurityOpt"], service
        assert host["Init"], service
        assert host["Memory"] > 0, service
        assert host["LogConfig"]["Config"]["max-size"], service
        assert host["RestartPolicy"]["Name"] == ("no" if service in ONE_SHOT else "unless-stopped")
        published = {ip["HostIp"] for ips in host["PortBindings"].values() for ip in ips}
        assert published == ({"127.0.0.1"} if service in PUBLISHED else set()), service


def test_no_secret_is_in_environment_inspect_logs_or_layers(stack: Stack) -> None:
    listed = stack.compose("run", "--rm", "--entrypoint", "python", "setup", "-c", READ_ALL)
    secrets = {line for line in listed.split("\n") if len(line) >= 20 and "-----" not in line}
    assert len(secrets) > 10
    said = [json.dumps(stack.inspect(container)) for container in stack.containers()]
    said.append(stack.compose("--profile", "*", "config"))
    said.append(stack.compose("--profile", "*", "logs", "--no-color"))
    said.append(stack.run("docker", "history", "--no-trunc", "portal-app"))
    assert not [secret for secret in secrets if any(secret in text for text in said)]


def test_a_service_sees_its_own_secrets_only(stack: Stack) -> None:
    seen = stack.compose("exec", "-T", "accounts", "ls", "/secrets").split()
    assert sorted(seen) == ["accounts", "amqp-password", "mongo-password", "public"]
    reach = COUNTED.replace("'registration')", "'documents')").replace("source_windows", "x")
    with pytest.raises(AssertionError, match=r"(?i)not authorized|unauthorized"):
        stack.compose("exec", "-T", "registration", "python", "-c", reach)


def test_the_mail_servers_password_reaches_the_notifier_only(stack: Stack) -> None:
    stack.compose("run", "--rm", "-T", "setup", "smtp-password", text="open sesame\n")
    kept = "/secrets/smtp-password"
    assert stack.compose("exec", "-T", "notifier-worker", "cat", kept) == "open sesame"
    with pytest.raises(AssertionError, match="No such file"):
        stack.compose("exec", "-T", "registration", "cat", kept)


def test_setting_up_again_changes_nothing(stack: Stack) -> None:
    read = ("run", "--rm", "--entrypoint", "python", "setup", "-c", READ_ALL)
    before = stack.compose(*read)
    stack.compose("run", "--rm", "setup")
    assert stack.compose(*read) == before


@pytest.mark.parametrize("path", ["/metrics", "/api/accounts/metrics", "/metrics/"])
def test_metrics_stay_inside(stack: Stack, path: str) -> None:
    assert httpx2.get(stack.url + path).status_code == 404


@pytest.mark.parametrize("path", ["/", "/api/registration/healthz"])
def test_a_foreign_host_is_refused(stack: Stack, path: str) -> None:
    answer = httpx2.get(stack.url + path, headers={"Host": "elsewhere.example"})
    assert answer.status_code == 400


def test_the_visitors_address_cannot_be_made_up(stack: Stack, proxy: TlsProxy) -> None:
    facility = stack.demo()["facilities"][-1]
    query = {"kind": facility["kind"], "prefix": facility["prefix"], "number": facility["number"]}
    made_up = {"X-Portal-Client": SPOOFED, "X-Forwarded-For": SPOOFED, "X-Real-IP": SPOOFED}
    with proxy.browser() as browser:
        lookup = "/api/registration/facilities/lookup"
        browser.get(lookup, params=query, headers=made_up).raise_for_status()
    assert stack.compose("exec", "-T", "registration", "python", "-c", COUNTED).strip() == "[]"
    logged = stack.last_request("/facilities/lookup")
    assert logged["client"] == "127.0.0.1"
    assert logged["path"] == "/api/registration/facilities/lookup"


def test_behind_two_proxies_the_second_address_from_the_right_counts(stack: Stack) -> None:
    hops = ("run", "-d", "--no-deps", "-e", "PORTAL_TRUSTED_PROXIES=2", "gateway")
    container = stack.compose(*hops).strip()
    get = ["wget", "-q", "-O", "-", "--header", f"X-Forwarded-For: {SPOOFED}, 192.0.2.7, 10.1.1.1"]
    try:
        until(lambda: stack.healthy(container))
        stack.run("docker", "exec", container, *get, "http://127.0.0.1:8080/contact")
        logged = stack.run("docker", "logs", container).strip().splitlines()[-1]
        assert json.loads(logged)["client"] == "192.0.2.7"
    finally:
        stack.run("docker", "rm", "-f", container)


@pytest.mark.parametrize("road", ["/a/", "/p/", "/staff/enrol/"])
def test_one_time_tokens_do_not_reach_the_log(stack: Stack, road: str) -> None:
    token = "T" * 27
    link = f"{stack.url}{road}{token}"
    httpx2.get(f"{link}?from=mail", headers={"Referer": link})
    until(lambda: any(f'"{road}***"' in line for line in stack.gateway_log()))
    assert token not in stack.compose("--profile", "*", "logs")


def test_the_tools_work_beside_the_stack(stack: Stack, proxy: TlsProxy) -> None:
    told = stack.compose("run", "--rm", "tools", "doctor")
    assert "×" not in told
    invite = ("staff", "add", "new@office.example", "--role", "viewer")
    link = stack.compose("run", "--rm", "tools", *invite)
    assert f"{proxy.url}/staff/enrol/" in link
    table = (
        "kind,registration_number,institution_code,name,name_kana,prefecture,address,phone,status\n"
    )
    imported = ("run", "--rm", "-T", "tools", "facilities", "import", "/dev/stdin")
    assert "新規 0件" in stack.compose(*imported, text=table)


def test_a_missing_service_makes_the_gateway_unready_and_polite(stack: Stack) -> None:
    stack.compose("stop", "documents", "portal")
    try:
        until(lambda: httpx2.get(f"{stack.url}/readyz").status_code == 503)
        page = httpx2.get(f"{stack.url}/")
        assert page.status_code == 503
        assert "ただいま混み合っています" in page.text
        assert "000-0000-0000" in page.text
        assert page.headers["Retry-After"] == "30"
        problem = httpx2.get(f"{stack.url}/api/documents/documents")
        assert problem.status_code == 503
        assert problem.headers["Content-Type"] == "application/problem+json"
        assert problem.json()["code"] == "unavailable"
    finally:
        stack.compose("up", "-d", "--no-deps", "--wait", "documents", "portal")
    until(stack.ready)
