"""A credential is held by the shape of its vendor's keys or by its name; placeholders and hashes are not."""

from __future__ import annotations

import string
from collections.abc import Iterator

import pytest

from devflow.guard.credentials import secrets_in
from tests.guard.builder import codes, judged

_LETTERS = string.ascii_lowercase + string.ascii_uppercase
_MIXED = "aB3dE5gH7jK9mN1pQ2sT4vW6xY8zA0cD" * 6
_HEX = "0123456789abcdef" * 6
_DIGITS = "1234567890" * 3

# -- each in two pieces, so that no scanner of this repo takes them for real ones
KEYS = {
    "AWS": ("AKIA", "Q3EXZ7WBT5LN2VMP"),
    "AWS, for a session": ("ASIA", "Q3EXZ7WBT5LN2VMP"),
    "GitHub": ("ghp_", _MIXED[:36]),
    "GitHub, fine-grained": ("github_pat_", "11" + _MIXED[:80]),
    "GitLab": ("glpat-", _MIXED[:20]),
    "GitLab runner": ("glrt-", _MIXED[:20]),
    "Slack": ("xoxb-", f"{_DIGITS[:12]}-{_DIGITS[:13]}-{_LETTERS[:24]}"),
    "Slack, a hook": ("https://hooks.slack.com/services/", f"T{_DIGITS[:8]}/B{_DIGITS[:8]}/{_MIXED[:24]}"),
    "Stripe": ("sk_live_", _MIXED[:24]),
    "OpenAI": ("sk-proj-", _MIXED[:48]),
    "OpenAI, old": ("sk-", f"{_MIXED[:20]}T3BlbkFJ{_MIXED[:20]}"),
    "Anthropic": ("sk-ant-", f"api03-{_MIXED[:40]}"),
    "Google": ("AIza", _MIXED[:35]),
    "Google, a client": ("GOCSPX-", _MIXED[:28]),
    "npm": ("npm_", _MIXED[:36]),
    "PyPI": ("pypi-AgEIcHlwaS5vcmc", _MIXED[:80]),
    "Twilio": ("SK", _HEX[:32]),
    "SendGrid": ("SG.", f"{_MIXED[:22]}.{_MIXED[:43]}"),
    "Mailgun": ("key-", _HEX[:32]),
    "Mailchimp": (_HEX[:32], "-us12"),
    "DigitalOcean": ("dop_v1_", _HEX[:64]),
    "Shopify": ("shpat_", _HEX[:32]),
    "Hugging Face": ("hf_", _LETTERS[:34]),
    "Databricks": ("dapi", _HEX[:32]),
    "Telegram": ("123456789:", f"AA{_MIXED[:33]}"),
    "Discord": ("MTIzNDU2Nzg5MDEyMzQ1Njc4", f".Xabcde.{_MIXED[:27]}"),
    "JWT": ("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0", f".{_MIXED[:43]}"),
    "RSA": ("-----BEGIN RSA ", "PRIVATE KEY-----"),
    "PGP": ("-----BEGIN PGP ", "PRIVATE KEY BLOCK-----"),
    "Azure": ("DefaultEndpointsProtocol=https;AccountName=x;AccountKey=", f"{_MIXED[:86]}=="),
    "Artifactory": ("AKCp", _MIXED[:69]),
    "Square": ("sq0csp-", _MIXED[:43]),
    "Vault": ("hvs.", f"CAESI{_MIXED[:60]}"),
    "age": ("AGE-SECRET-KEY-1", _MIXED.upper()[:58]),
    "New Relic": ("NRAK-", _MIXED.upper()[:27]),
    "Grafana": ("glsa_", f"{_MIXED[:32]}_12345678"),
    "Linear": ("lin_api_", _MIXED[:40]),
    "Docker Hub": ("dckr_pat_", _MIXED[:27]),
    "Doppler": ("dp.pt.", _MIXED[:43]),
    "Pulumi": ("pul-", _HEX[:40]),
    "Atlassian": ("ATATT3x", _MIXED[:120]),
    "Sentry": ("sntrys_", _MIXED[:60]),
    "Notion": ("ntn_", _MIXED[:46]),
    "Postman": ("PMAK-", f"{_HEX[:24]}-{_HEX[:34]}"),
    "Firebase": ("AAAA", f"{_MIXED[:7]}:{_MIXED[:140]}"),
    "a database": ("postgres://admin:", "s3cr3tP4ssw0rd9@db.internal/x"),
}
NAMED = {
    "password = '{}'": "app.py",
    'api_key: "{}"': "a.yml",
    '"client_secret": "{}"': "a.json",
    "aws_secret_access_key = '{}'": "app.py",
    'CLOUDFLARE_API_TOKEN = b"{}"': "app.py",
    "DB_PASSWORD={}": "deploy/prod.env",
    "export API_TOKEN={}": ".env",
    "db_password: {}": "c.yml",
    "spring.secret.key={}": "application.properties",
}
HONEST = [
    ("app.py", "sha256 = '" + _HEX[:64] + "'"),
    ("app.py", "id = '123e4567-e89b-12d3-a456-426614174000'"),
    ("app.py", "password = os.environ['DB_PASSWORD']"),
    ("app.py", "api_key = settings.API_KEY2_FOR_X"),
    ("app.py", "password = 'correct horse'"),
    ("app.py", "password = 'your-password-123'"),
    ("app.py", "token = 'aaaaaaaaaaaa1'"),
    ("app.py", "password = 'onlylettershere'"),
    ("app.py", "url = 'https://user:password@host/x'"),
    ("app.py", "url = 'https://user:secret12@example.com/x'"),
    ("app.py", "url = 'https://user:pw1@host/x'"),
    ("app.py", "url = 'https://user:longpassword@host/x'"),
    ("app.py", "name = 'task-runner-with-a-very-long-name-here'"),
    (".env.example", "API_KEY=your-api-key-here-1"),
    (".env.example", "DB_PASSWORD=changeme12345"),
    ("c.yml", "password: ${DB_PASSWORD_1}"),
    ("c.yml", "password_hint: Mindestens 8 Zeichen"),
    ("c.yml", "secret: my-service-credentials"),
    ("k.pem", "-----BEGIN PUBLIC KEY-----"),
    ("docs/keys.md", "Keys look like `sk-ant-...`, `AKIA....` and `ghp_xxxx`."),
]


def _found(path: str, line: str) -> list[tuple[int, str]]:
    return list(secrets_in(path, [(1, line)]))


@pytest.mark.parametrize("vendor", KEYS)
def test_a_key_is_held_by_its_shape(vendor: str) -> None:
    key = "".join(KEYS[vendor])
    assert codes(judged({}, {"a.txt": f"x\n{key}\n"})) == {("E_SECRET_IN_DIFF", "held")}


@pytest.mark.parametrize("line", NAMED)
def test_a_mixed_value_is_held_by_its_name(line: str) -> None:
    assert _found(NAMED[line], line.format("Xk29dLq8" + "1mZpRt7v")) == [(1, "secret by its name")]


@pytest.mark.parametrize(("path", "line"), HONEST, ids=range(len(HONEST)))
def test_what_only_looks_alike_is_not_held(path: str, line: str) -> None:
    assert _found(path, line) == []


def test_a_value_without_quotes_is_code_elsewhere() -> None:
    assert _found("app.py", "password = Xk29dLq8.mZpRt7v") == []


def test_beyond_a_bound_nothing_is_looked_at() -> None:
    def lines() -> Iterator[tuple[int, str]]:
        yield 1, "x" * 2_000_000
        yield 2, "".join(KEYS["AWS"])

    assert list(secrets_in("a.txt", lines())) == []
