"""What decides how a repo is tested and watched is protected by its path; ordinary files are not."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping

import pytest

from devflow.guard import is_test, protected
from devflow.guard.globs import expression
from devflow.guard.protecting.protected_paths import KINDS, SHADOW

PROTECTED: Mapping[str, str] = {
    "CI workflow": """
        .github/workflows/x.yml .github/actions/build/action.yml .GitHub/workflows/x.yml
        .gitlab-ci-jobs.yml ci/test.gitlab-ci.yml .gitlab-ci.yml
        Jenkinsfile ci/Jenkinsfile.release .circleci/config.yml azure-pipelines.yml .travis.yml
        .gitlab/ci/x .buildkite/x .woodpecker/x .woodpecker.yml .drone.yml .appveyor.yml appveyor.yml
        .cirrus.yml .cirrus.star .forgejo/x .gitea/x .semaphore/x .azure-pipelines/x
        bitbucket-pipelines.yml buildspec.yml cloudbuild.yml .azure/x .azuredevops/x .buildspec.yml
        .jenkins/x .drone.jsonnet .drone.star .teamcity/x bitrise.yml codefresh.yml .codefresh/x
        .build.yml .builds/x screwdriver.yml wercker.yml .tekton/x earthfile .earthly/x dagger.json
        .evergreen.yml .prow.yml .prow/x .zuul.yml .zuul.d/x zuul.d/x .kokoro/x .gocd.yml .packit.yml
        .actrc .harness/x .spacelift/x
        .mint/x .rwx/x .cirun.yml depot.json .namespace/x .octopus/x ci_scripts/x fastlane/x dangerfile
        skaffold.yml garden.yml werf.yml tiltfile
    """,
    "repository settings": """
        .github/CODEOWNERS .github/dependabot.yml codecov.yml .gitlab/x .codecov.yml .readthedocs.yml
        renovate.json5 codeowners docs/codeowners .dependabot/x .renovaterc.json .mergify.yml mergify.yml
        .pullapprove.yml .scrutinizer.yml .codeclimate.yml .sonarcloud.properties .snyk .trivyignore.json
        .git-blame-ignore-revs .goreleaser.yml vercel.json netlify.toml .releaserc.json release.config.js
        .semgrep.yml .semgrepignore .gitleaksignore .deepsource.toml .pr_agent.toml .coderabbit.yml
        greptile.json
        .allstar/x .scorecard.yml .changeset/config.json .czrc .cz.json osv-scanner.toml trivy.yml
        .grype.yml .checkov.yml .tfsec/x .gitguardian.yml .trufflehog.yml zizmor.yml .zizmor.yml
        dependency-check-suppressions.xml .trunk/x .mega-linter.yml .reviewdog.yml ellipsis.yml cubic.yml
        lerna.json
    """,
    "hook": """
        .pre-commit-config.yaml web/.husky/pre-commit lefthook.yml .pre-commit-hooks.yml .githooks/x
        .lefthook.json .lefthook/x .lintstagedrc.json lint-staged.config.js .simple-git-hooks.json
        .overcommit.yml .commitlintrc.json .huskyrc.json lefthook.toml lefthook.json .git-hooks/x
        .ghooks/x prek.toml commitlint.config.js .cargo-husky/x captainhook.json grumphp.yml
        .rusty-hook.toml hooks/pre-commit hooks/pre-push hooks/pre-receive hooks/commit-msg
        hooks/prepare-commit-msg hooks/post-commit hooks/post-checkout hooks/post-merge hooks/post-receive
        hooks/pre-rebase hooks/update
    """,
    "git's own configuration": """
        .gitattributes sub/.gitmodules .gitconfig .lfsconfig
    """,
    "test configuration": """
        conftest.py tests/unit/conftest.py Conftest.py pytest.ini tox.ini .coveragerc noxfile.py
        web/jest.config.ts vitest.config.mts .mocharc.json .pytest.ini pytest.toml .pytest.toml tox.toml
        .coveragerc.toml nose.cfg .noserc jest.setup.js jest-preset.js vitest.workspace.js vitest.setup.js
        vite.config.js mocha.opts .nycrc.json nyc.config.js .c8rc.json ava.config.js karma.conf.json
        playwright.config.js cypress.config.js cypress.json wdio.conf.js .taprc setuptests.js
        babel.config.js .babelrc.json phpunit.xml.json pest.php .rspec spec_helper.rb rails_helper.rb
        test_helper.rb testng.xml junit-platform.properties .runsettings xunit.runner.json .nextest.toml
        nextest.toml tarpaulin.toml .tap/x .simplecov codeception.yml behat.yml behat.php infection.json5
        directory.build.props directory.build.targets ctestcustom.cmake jasmine.json jasmine.mjs
        web-test-runner.config.js stryker.conf.js testem.js testem.json nightwatch.conf.js cucumber.js
        cucumber.yml intern.json .swcrc unittest.cfg nose2.cfg hatch.toml .busted test_helper.exs
        dart_test.yml jest.preset.js tests/bootstrap.php setupjest.js jest-setup.js vitest-setup.js
        cypress/support/x global-setup.js globalsetup.js global.json
        a.xctestplan a.xcscheme .rspec-local guardfile tests.edn flutter_test_config.dart
        vitest.projects.json cypress.env.json jest.environment.json .storybook/test-runner.json
        .testcaferc.json mutmut_config.py mockito-extensions/x meta-inf/services/org.junit.json
        kotest.properties spockconfig.groovy ctestconfig.cmake cmakepresets.json cmakeuserpresets.json
        nunit.config allure.properties
    """,
    "lint configuration": """
        ruff.toml .flake8 mypy.ini .eslintrc.json eslint.config.js tsconfig.test.json .golangci.yml
        clippy.toml .ruff.toml .pylintrc.json pylintrc .mypy.ini pyrightconfig.json .isort.cfg .style.yapf
        .bandit.json .eslintignore .prettierrc.json prettier.config.js .prettierignore .stylelintrc.json
        stylelint.config.js biome.json5 tslint.json jsconfig.json .rubocop.yml .clippy.toml rustfmt.toml
        .rustfmt.toml .clang-tidy .clang-format checkstyle.xml .phpcs.xml.json phpcs.xml.json
        phpstan.neon.json psalm.xml.json .editorconfig .shellcheckrc .yamllint.json .secrets.baseline
        .gitleaks.toml sonar-project.properties .php-cs-fixer.php .scalafmt.conf .scalafix.conf detekt.yml
        .swiftlint.yml .swiftformat .hadolint.yml .markdownlint.json .oxlint.json .credo.exs
        .formatter.exs .standard.yml .reek.yml spotbugs.xml pmd.xml lint.xml .ktlint.json .jshintrc
        .jscsrc .htmlhintrc .vale.ini .codespellrc .typos.toml _typos.toml .djlintrc
        deny.toml knip.jsonc cspell.json .cspell.json lychee.toml .pa11yci lighthouserc.json
        .size-limit.json analysis_options.yml .syncpackrc.json
    """,
    "task runner": """
        Justfile .justfile taskfile.yml rakefile duties.py dodo.py turbo.json nx.json
        invoke.yml
    """,
    "devflow's own configuration": """
        .devflow.toml .devflow/policy/x
    """,
    "instructions for agents": """
        AGENTS.md pkg/CLAUDE.md .cursor/rules/x.mdc .claude/settings.json .mcp.json agents.override.md
        claude.local.md gemini.md .codex/x .gemini/x .cursorrules .cursorignore .windsurf/x .windsurfrules
        .clinerules .clinerules/x .roo/x .roorules .kiro/x .junie/x .continue/x .aider.json mcp.json
        copilot-instructions.md .goosehints agent.md .agents/x .opencode/x opencode.json5 .augment/x
        .augment-guidelines crush.md crush.json .crush.json .crush/x .trae/x qwen.md .qwen/x warp.md
        jules.md .idx/x .rules .rules/x .openhands/x sweep.yml .devin/x firebender.json .kilocode/x
        .kilocodemodes .tabnine/x .amazonq/x .sourcegraph/x .aiexclude .aiignore replit.md .voidrules
        .roomodes
        agents.local.md .claude-plugin/x .cursorindexingignore .rooignore .augmentignore .codeiumignore
        .copilotignore .geminiignore .clineignore .windsurfignore .kilocodeignore .mcp/x codex.toml
        .codexrules .goose/x .amp/x .factory/x .antigravity/x .agent/x .codeium/x .continuerules
        .zencoder/x .plandex/x .serena/x .taskmaster/x .bolt/x .lovable/x .v0/x .pearai/x .pearairules
        .ruler/x .rulesync/x rulesync.jsonc repomix.config.json .qodo/x .cline/x
        .prompts/x
    """,
    "settings of editors and shells": """
        .vscode/tasks.json .envrc .idea/x .devcontainer/x .devcontainer.json .env .env.local .ripgreprc
        .bashrc .profile .env.production .env.development .env.staging .env.prod .env.dev .env..local
        .zed/x .replit .gitpod.yml .zshrc .bash_profile
        .envrc.local .gitpod.dockerfile .ona/x flake.nix shell.nix devenv.nix devbox.json .flox/x
        a.code-workspace .run/x .fleet/x a.sublime-project .vimrc .exrc .nvimrc .nvim.lua .dir-locals.el
        .helix/x .projectile .tmux.conf .direnvrc .inputrc .gdbinit .lldbinit .irbrc .pryrc .pythonrc.py
        .curlrc .wgetrc .netrc .jj/x .hg/x .hgrc
    """,
    "settings of package tools": """
        .npmrc .cargo/config.toml .yarnrc.json .yarn/x .pnpmfile.cjs pnpm-workspace.yaml bunfig.toml
        pip.conf .pypirc uv.toml rust-toolchain.json .bazelrc .tool-versions .mise.toml mise.toml .mvn/x
        nuget.config .condarc .gemrc .bundle/x gradle/wrapper/x init.gradle.json .pnpmrc
        .mise.local.toml mise.local.toml .mise/x .config/mise/x .rtx.toml .asdfrc
        .node-version .nvmrc .python-version .ruby-version .java-version .swift-version .sdkmanrc
        .prototools .pnpmfile.mjs pip.ini pdm.toml .pdm-python poetry.toml auth.json gradle/init.d/x
        .gradle/x gradlew gradlew.bat mvnw mvnw.cmd project/plugins.sbt project/build.properties .sbtopts
        .jvmopts .config/dotnet-tools.json .swiftpm/x pubspec_overrides.yml go.env .bazelversion
        .buckconfig pants.toml .moon/x rush.json
    """,
    "shadow of the test runner": """
        x-1.dist-info/entry_points.txt x.egg-info/entry_points.txt .venv/lib/x.py
        pytest.py _pytest/__init__.py src/sitecustomize.py tests/usercustomize.py evil.pth
        pytest_plugins.py node_modules/x pytest/x _pytest.py pluggy.py pluggy/x iniconfig.py iniconfig/x
        xdist.py xdist/x sitecustomize.py sitecustomize/x usercustomize.py usercustomize/x src/pytest.py
        src/pytest/x src/_pytest.py src/_pytest/x src/pluggy.py src/pluggy/x src/iniconfig.py
        src/iniconfig/x src/xdist.py src/xdist/x src/sitecustomize/x src/usercustomize.py
        src/usercustomize/x lib/pytest.py lib/pytest/x lib/_pytest.py lib/_pytest/x lib/pluggy.py
        lib/pluggy/x lib/iniconfig.py lib/iniconfig/x lib/xdist.py lib/xdist/x lib/sitecustomize.py
        lib/sitecustomize/x lib/usercustomize.py lib/usercustomize/x python/pytest.py python/pytest/x
        python/_pytest.py python/_pytest/x python/pluggy.py python/pluggy/x python/iniconfig.py
        python/iniconfig/x python/xdist.py python/xdist/x python/sitecustomize.py python/sitecustomize/x
        python/usercustomize.py python/usercustomize/x test/pytest.py test/pytest/x test/_pytest.py
        test/_pytest/x test/pluggy.py test/pluggy/x test/iniconfig.py test/iniconfig/x test/xdist.py
        test/xdist/x test/sitecustomize.py test/sitecustomize/x test/usercustomize.py test/usercustomize/x
        tests/pytest.py tests/pytest/x tests/_pytest.py tests/_pytest/x tests/pluggy.py tests/pluggy/x
        tests/iniconfig.py tests/iniconfig/x tests/xdist.py tests/xdist/x tests/sitecustomize.py
        tests/sitecustomize/x tests/usercustomize/x hypothesis.py hypothesis/x coverage.py coverage/x
        pytest_asyncio.py pytest_asyncio/x pytest_cov.py pytest_cov/x pytest_mock.py pytest_mock/x nose.py
        nose/x nose2.py nose2/x
    """,
}
ORDINARY = [
    "app.py",
    "src/devflow/config.py",
    "docs/conftest.md",
    "src/integrations/pytest.py",
    "src/pkg/sitecustomize.py",
    "tests/test_app.py",
    "tests/__init__.py",
    "README.md",
    "docs/agents.html",
    "src/github/workflows.py",
    "github/workflows/x.yml",
    "package.json",
    "pyproject.toml",
    "Makefile",
    "src/ruff.py",
    "config/jest.md",
    ".gitignore",
    "src/env.py",
    ".env.example",
    "tox.py",
    "a/tsconfig.md",
    "src/hooks/useFoo.ts",
    "hooks/update.js",
    "src/ci/pipeline.py",
    "src/agents/base.py",
    "src/claude.py",
    "src/rules/a.md",
    "src/pkg/tasks.py",
    "src/vercel.ts",
    "data/global.json",
    "tests/mock_server.py",
    "src/pkg/coverage.py",
    "coverage.md",
    "CONVENTIONS.md",
    "build.rs",
    "web/bootstrap.js",
    "src/env.d.ts",
]
TESTS = [
    "tests/test_app.py",
    "test_app.py",
    "pkg/app_test.py",
    "pkg/tests.py",
    "test/helper.js",
    "src/__tests__/a.tsx",
    "src/a.test.ts",
    "src/a.spec.jsx",
    "pkg/a_test.go",
    "src/test/java/x/FooTest.java",
    "x/FooTests.cs",
    "x/TestFoo.java",
    "spec/models/a_spec.rb",
    "lib/a_test.exs",
    "tests/fixtures/data.json",
]
NOT_TESTS = [
    "app.py",
    "src/latest.py",
    "src/contest.py",
    "src/testify.py",
    "src/Latest.java",
    "src/attestation.ts",
    "src/greatest.go",
    "docs/testing.md",
    "src/spectest/x.py",
]


@pytest.mark.parametrize(
    ("path", "kind"), [(path, kind) for kind, paths in PROTECTED.items() for path in paths.split()]
)
def test_what_decides_about_tests_is_protected(path: str, kind: str) -> None:
    assert protected(path) == kind


@pytest.mark.parametrize("kind", KINDS)
def test_each_pattern_is_needed(kind: str) -> None:
    found = [re.compile(expression(pattern)) for pattern in KINDS[kind]]
    by_path = [
        [number for number, each in enumerate(found) if each.fullmatch(path.casefold())]
        for path in PROTECTED[kind].split()
    ]
    alone = {numbers[0] for numbers in by_path if len(numbers) == 1}
    unseen = [pattern for number, pattern in enumerate(KINDS[kind]) if number not in alone]
    assert unseen == [] or kind == SHADOW, "no path notices that these are gone"


@pytest.mark.parametrize("path", ORDINARY)
def test_an_ordinary_file_is_not_protected(path: str) -> None:
    assert protected(path) is None


@pytest.mark.parametrize("path", TESTS)
def test_a_test_is_known_by_its_path(path: str) -> None:
    assert is_test(path)


@pytest.mark.parametrize("path", NOT_TESTS)
def test_a_source_is_not_taken_for_a_test(path: str) -> None:
    assert not is_test(path)


def test_thirty_thousand_paths_are_looked_up_in_seconds() -> None:
    started = time.monotonic()
    assert not any(protected(f"pkg{n % 50}/module{n}/source.py") for n in range(30_000))
    assert protected("a/" * 60 + "x" * 255) is None
    assert time.monotonic() - started < 30
