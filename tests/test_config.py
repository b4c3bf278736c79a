"""Configuration: layers in order, each value with its source, every fault named with its line."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from devflow import config
from devflow.errors import ConfigError
from devflow.handoffs import Risk


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "devflow").mkdir()
    return tmp_path / "devflow/config.toml"


def test_without_files_everything_has_its_default(home: Path) -> None:
    loaded = config.load(None, {}, {})
    assert (loaded.run.attempts, loaded.sandbox, loaded.sources) == (3, "bubblewrap", {})


def test_later_layers_win_and_values_know_their_source(home: Path) -> None:
    home.write_text('sandbox = "none"\n[run]\nattempts = 1\n[checks]\nseconds = 5\n[budget]\nmoney = "9"\n')
    repo = b"[checks]\nseconds = 6\ncommands = ['make check']\n"
    loaded = config.load(repo, {"DEVFLOW_RUN_ATTEMPTS": "2"}, {"budget.money": "0.5"})
    assert loaded.sandbox == "none"
    assert loaded.checks.seconds == 6
    assert loaded.checks.commands == ("make check",)
    assert loaded.run.attempts == 2
    assert loaded.budget.money == Decimal("0.5")
    assert loaded.sources == {
        "sandbox": str(home),
        "run.attempts": "the environment",
        "checks.seconds": ".devflow.toml",
        "checks.commands": ".devflow.toml",
        "budget.money": "a flag",
    }


def test_a_model_is_set_in_the_users_own_file(home: Path) -> None:
    home.write_text(
        '[models.code]\nprovider = "compatible"\nmodel = "m"\nbase_url = "http://localhost:1/v1"\n'
    )
    code = config.load(None, {}, {}).models.code
    assert code is not None
    assert code.base_url == "http://localhost:1/v1"


def test_it_survives_being_pinned(home: Path) -> None:
    model = '[models.code]\nprovider = "openai"\nmodel = "m"\nprice_input = "0.1"\n'
    home.write_text(f"{model}[[scope.rules]]\npaths = ['gen/**']\nmax_lines = 9\n")
    loaded = config.load(b"[checks.env]\nA = '1'\n", {}, {})
    assert config.Config.model_validate(loaded.model_dump(mode="json")) == loaded


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        ("[run]\n\natempts = 2\n", "E_CONFIG_KEY", ["line 3", "run.atempts", "run.attempts"]),
        ("[rum]\nattempts = 2\n", "E_CONFIG_KEY", ["line 1", "rum"]),
        ("# words\n[run]\nattempts = 0\n", "E_CONFIG_VALUE", ["line 3", "run.attempts"]),
        ('sandbox = "maybe"\n', "E_CONFIG_VALUE", ["line 1", "sandbox"]),
        ("[checks]\nservices = [{ runs = 'x' }]\n", "E_CONFIG_KEY", ["line 2", "checks.services"]),
        ("[scope]\nfiles = 3\n[[scope.rules]]\nverbs = ['create']\n", "E_CONFIG_VALUE", ["line 3", "paths"]),
        (
            "[[scope.rules]]\npaths = ['a']\n[[scope.rules]]\npath = ['b']\n",
            "E_CONFIG_KEY",
            [
                "line 4",
                "the key path in number 2 of scope.rules is unknown",
                "Did you mean scope.rules.paths?",
            ],
        ),
        (
            "[[scope.rules]]\npaths = ['a']\n[[scope.rules]]\npaths = ['b']\nverbs = ['create', 'move']\n",
            "E_CONFIG_VALUE",
            ["line 5", "verbs", "create"],
        ),
        ("[[scope.rules]]\npaths = ['a']\nverbs = ['rename']", "E_CONFIG_VALUE", ["line 3", "two verbs"]),
        ("[[scope.rules]]\npaths = ['../a']\n", "E_CONFIG_VALUE", ["line 2", "'../a' is no path"]),
        ("[[scope.rules]]\npaths = []\n", "E_CONFIG_VALUE", ["line 2", "paths"]),
        ("[[scope.rules]]\npaths = ['a']\nmax_lines = 0", "E_CONFIG_VALUE", ["line 3", "max_lines"]),
        ("[[scope.rules]]\npaths = ['a']\nmax_risk = 'none'", "E_CONFIG_VALUE", ["line 3", "max_risk"]),
        ("[[scope.rules]]\npaths = ['a']\ntickets = ['me']", "E_CONFIG_VALUE", ["line 3", "'me' is neither"]),
        ("[run\n", "E_CONFIG", ["TOML"]),
        ("\xff", "E_CONFIG", ["TOML"]),
    ],
)
def test_a_fault_is_named_with_its_line(text: str, code: str, says: list[str], home: Path) -> None:
    home.write_bytes(text.encode("latin-1"))
    with pytest.raises(ConfigError) as fault:
        config.load(None, {}, {})
    assert fault.value.code == code
    for words in [*says, str(home)]:
        assert words in f"{fault.value.message} {fault.value.hint}"


@pytest.mark.parametrize(
    "text",
    [
        "[models.code]\nbase_url = 'http://evil'",
        "[models.code]\nkey_env = 'AWS_SECRET'",
        "sandbox = 'none'",
        "[scope]\nallow = ['**']",
        "[scope]\nmax_files = 1000",
        "[[scope.rules]]\npaths = ['**']",
        "[checks]\nread = ['/']",
        "[checks]\nmemory_mb = 100000",
        "[budget]\nmoney = 1000",
        "[run]\nattempts = 10",
        "sources = {}",
        "anything = 1",
    ],
)
def test_a_repository_may_not_set_what_would_widen(text: str, home: Path) -> None:
    with pytest.raises(ConfigError) as refused:
        config.load(text.encode(), {}, {})
    assert refused.value.code == "E_CONFIG_FORBIDDEN_KEY"


@pytest.mark.parametrize(
    "text",
    [
        "[checks]\nlayers = ['build']",
        "[checks]\nskip = ['web']",
        "[risk]\nhigh = ['tax']",
        "[scope]\nprotect = ['legal/**']",
        "",
    ],
)
def test_a_repository_may_say_how_it_is_checked_and_what_is_risky(text: str, home: Path) -> None:
    config.load(text.encode(), {}, {})


def test_a_repo_adds_to_what_a_person_watches_over_and_takes_nothing_away(home: Path) -> None:
    home.write_text('[risk]\nhigh = ["tax"]\n[scope]\nprotect = ["a"]\n')
    loaded = config.load(b'[risk]\nhigh = []\nhigh_paths = ["core/**"]\n[scope]\nprotect = ["b"]\n', {}, {})
    assert loaded.risk.high == ("tax",) and loaded.risk.high_paths == ("core/**",)
    assert loaded.scope.protect == ("a", "b")


def test_a_model_changes_by_risk_and_candidate_and_keeps_what_still_holds() -> None:
    choice = config.ModelChoice.model_validate(
        {
            "provider": "anthropic",
            "model": "small",
            "key_env": "OWN_KEY",
            "max_output": 900,
            "price_input": 1,
            "price_output": 2,
            "high": {"model": "large"},
            "candidates": [{"provider": "openai", "model": "other", "price_input": 3}],
        }
    )
    large, second = choice.at(Risk.HIGH), choice.candidate(2)
    assert choice.at(Risk.LOW) == choice.candidate(1) == choice.candidate(3) == choice
    assert (large.model, large.price_input, large.key_env, large.max_output) == (
        "large",
        None,
        "OWN_KEY",
        900,
    )
    assert (second.provider, second.key_env, second.price_input, second.price_output) == (
        "openai",
        "",
        3,
        None,
    )


@pytest.mark.parametrize("section", ["models.code.high", "route.low", "budget"])
def test_a_repo_sets_no_model_route_or_budget(section: str, home: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        config.load(f"[{section}]\nmodel = 'x'\n".encode(), {}, {})
    assert caught.value.code == "E_CONFIG_FORBIDDEN_KEY"


def test_a_key_chooses_models_where_nobody_named_any(home: Path) -> None:
    keys = {"ANTHROPIC_API_KEY": "x", "OPENAI_API_KEY": "y"}
    loaded = config.load(None, keys, {})
    assert loaded.models.text is not None
    assert loaded.models.code is not None
    assert (loaded.models.text.provider, loaded.models.code.provider) == ("anthropic", "anthropic")
    # -- the second candidate is the other house's
    assert loaded.models.code.candidate(2).provider == "openai"
    assert loaded.sources["models.code.model"] == "the key in ANTHROPIC_API_KEY"
    home.write_text(
        '[models.text]\nprovider = "compatible"\nmodel = "m"\nbase_url = "http://localhost:1/v1"\n'
    )
    assert config.load(None, keys, {}).models.code is None
