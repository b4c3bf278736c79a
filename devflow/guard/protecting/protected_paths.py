"""The paths that are held for a person whatever the scope says, by what they decide about.

Each is a pattern of `globs.py` in small letters: paths are compared without regard to case, for on a system
that has none `Conftest.py` is conftest.py.
"""

from __future__ import annotations

from collections.abc import Mapping

SHADOW = "shadow of the test runner"
"""The kind of what would be imported in place of the runner."""
_EVERYWHERE = ("pytest", "_pytest", "pluggy", "iniconfig", "xdist")
_AT_THE_ROOT = ("hypothesis", "coverage", "pytest_asyncio", "pytest_cov", "pytest_mock", "nose", "nose2")
RUNNERS = _EVERYWHERE + _AT_THE_ROOT
"""Packages that decide what a test comes to."""
_IMPORTED_FIRST = ("sitecustomize", "usercustomize")
_ROOTS = ("", "src/", "lib/", "python/", "test/", "tests/")


def _shadows() -> str:
    everywhere = [f"{root}{name}" for root in _ROOTS for name in (*_EVERYWHERE, *_IMPORTED_FIRST)]
    return " ".join(f"{name}{end}" for name in (*everywhere, *_AT_THE_ROOT) for end in (".py", "/**"))


_KINDS: Mapping[str, str] = {
    "CI workflow": """
        .github/workflows/** .github/actions/** .gitlab/ci/** .gitlab-ci*.y*ml
        .circleci/** .buildkite/** .woodpecker/** .woodpecker*.y*ml .drone.y*ml .travis.y*ml
        .appveyor.y*ml appveyor.y*ml .cirrus.y*ml .cirrus.star .forgejo/** .gitea/** .semaphore/**
        .azure-pipelines/** **/azure-pipelines*.y*ml bitbucket-pipelines.y*ml buildspec.y*ml
        cloudbuild.y*ml **/jenkinsfile* .azure/** .azuredevops/** .buildspec.y*ml .jenkins/**
        .drone.jsonnet .drone.star **/*.gitlab-ci.y*ml .teamcity/** bitrise.y*ml codefresh.y*ml
        .codefresh/** .build.y*ml .builds/** screwdriver.y*ml wercker.y*ml .tekton/** earthfile
        .earthly/** dagger.json .evergreen.y*ml .prow.y*ml .prow/** .zuul.y*ml .zuul.d/** zuul.d/**
        .kokoro/** *.gocd.y*ml .packit.y*ml .actrc .harness/** .spacelift/**
        .mint/** .rwx/** .cirun.y*ml depot.json .namespace/** .octopus/** ci_scripts/** **/fastlane/**
        **/dangerfile* skaffold.y*ml garden.y*ml werf.y*ml **/tiltfile
    """,
    "repository settings": """
        .github/** .gitlab/** .codecov.y*ml codecov.y*ml .readthedocs.y*ml renovate.json* codeowners
        docs/codeowners .dependabot/** .renovaterc* .mergify.y*ml mergify.y*ml .pullapprove.y*ml
        .scrutinizer.y*ml .codeclimate.y*ml .sonarcloud.properties .snyk .trivyignore*
        .git-blame-ignore-revs .goreleaser.y*ml vercel.json netlify.toml .releaserc* release.config.*
        .semgrep.y*ml .semgrepignore .gitleaksignore .deepsource.toml .pr_agent.toml .coderabbit.y*ml
        greptile.json
        .allstar/** .scorecard.y*ml .changeset/config.json .czrc .cz.* osv-scanner.toml trivy.y*ml
        .grype.y*ml .checkov.y*ml .tfsec/** .gitguardian.y*ml .trufflehog.y*ml zizmor.y*ml .zizmor.y*ml
        **/dependency-check-suppressions.xml .trunk/** .mega-linter.y*ml .reviewdog.y*ml ellipsis.y*ml
        cubic.y*ml lerna.json
    """,
    "hook": """
        **/.pre-commit-config.y*ml **/.pre-commit-hooks.y*ml **/.husky/** **/.githooks/**
        **/lefthook*.y*ml **/.lefthook* **/.lefthook/** **/.lintstagedrc* **/lint-staged.config.*
        **/.simple-git-hooks* **/.overcommit.yml **/.commitlintrc* **/.huskyrc* **/lefthook*.toml
        **/lefthook*.json **/.git-hooks/** **/.ghooks/** **/prek.toml **/commitlint.config.*
        **/.cargo-husky/** **/captainhook.json **/grumphp.y*ml **/.rusty-hook.toml **/hooks/pre-commit
        **/hooks/pre-push **/hooks/pre-receive **/hooks/commit-msg **/hooks/prepare-commit-msg
        **/hooks/post-commit **/hooks/post-checkout **/hooks/post-merge **/hooks/post-receive
        **/hooks/pre-rebase **/hooks/update
    """,
    "git's own configuration": """
        **/.gitattributes **/.gitmodules **/.gitconfig **/.lfsconfig
    """,
    "test configuration": """
        **/conftest.py **/pytest.ini **/.pytest.ini **/pytest.toml **/.pytest.toml **/tox.ini **/tox.toml
        **/.coveragerc **/.coveragerc.toml **/noxfile.py **/nose.cfg **/.noserc **/jest.config.*
        **/jest.setup.* **/jest-preset.* **/vitest.config.* **/vitest.workspace.* **/vitest.setup.*
        **/vite.config.* **/.mocharc* **/mocha.opts **/.nycrc* **/nyc.config.* **/.c8rc* **/ava.config.*
        **/karma.conf* **/playwright*.config.* **/cypress.config.* **/cypress.json **/wdio.conf.*
        **/.taprc **/setuptests.* **/babel.config.* **/.babelrc* **/phpunit*.xml* **/pest.php **/.rspec
        **/spec_helper.rb **/rails_helper.rb **/test_helper.rb **/testng*.xml **/junit-platform.properties
        **/*.runsettings **/xunit.runner.json **/.nextest.toml **/nextest.toml **/tarpaulin.toml
        **/.tap/** **/.simplecov **/codeception*.y*ml **/behat*.y*ml **/behat*.php **/infection.json*
        **/directory.build.props **/directory.build.targets **/ctestcustom.cmake **/jasmine.json
        **/jasmine.mjs **/web-test-runner.config.* **/stryker.conf.* **/testem.js **/testem.json
        **/nightwatch.conf.* **/cucumber.js **/cucumber.y*ml **/intern.json **/.swcrc **/unittest.cfg
        **/nose2.cfg **/hatch.toml **/.busted **/test_helper.exs **/dart_test.y*ml **/jest.preset.*
        **/tests/bootstrap.php **/setupjest.* **/jest-setup.* **/vitest-setup.* **/cypress/support/**
        **/global-setup.* **/globalsetup.* global.json
        **/*.xctestplan **/*.xcscheme **/.rspec-local **/guardfile tests.edn **/flutter_test_config.dart
        **/vitest.projects.* **/cypress.env.json **/jest.environment.* **/.storybook/test-runner.*
        **/.testcaferc* **/mutmut_config.py **/mockito-extensions/** **/meta-inf/services/org.junit.*
        **/kotest.properties **/spockconfig.groovy **/ctestconfig.cmake **/cmakepresets.json
        **/cmakeuserpresets.json **/nunit.config **/allure.properties
    """,
    "lint configuration": """
        **/ruff.toml **/.ruff.toml **/.flake8 **/.pylintrc* **/pylintrc **/mypy.ini **/.mypy.ini
        **/pyrightconfig.json **/.isort.cfg **/.style.yapf **/.bandit* **/.eslintrc* **/eslint.config.*
        **/.eslintignore **/.prettierrc* **/prettier.config.* **/.prettierignore **/.stylelintrc*
        **/stylelint.config.* **/biome.json* **/tslint.json **/tsconfig*.json **/jsconfig.json
        **/.golangci.* **/.rubocop*.yml **/clippy.toml **/.clippy.toml **/rustfmt.toml **/.rustfmt.toml
        **/.clang-tidy **/.clang-format **/checkstyle*.xml **/.phpcs.xml* **/phpcs.xml* **/phpstan*.neon*
        **/psalm.xml* **/.editorconfig **/.shellcheckrc **/.yamllint* **/.secrets.baseline
        **/.gitleaks.toml **/sonar-project.properties **/.php-cs-fixer*.php **/.scalafmt.conf
        **/.scalafix.conf **/detekt*.y*ml **/.swiftlint.y*ml **/.swiftformat **/.hadolint.y*ml
        **/.markdownlint* **/.oxlint* **/.credo.exs **/.formatter.exs **/.standard.y*ml
        **/.reek.y*ml **/spotbugs*.xml **/pmd*.xml **/lint.xml **/.ktlint* **/.jshintrc **/.jscsrc
        **/.htmlhintrc **/.vale.ini **/.codespellrc **/.typos.toml **/_typos.toml **/.djlintrc
        **/deny.toml **/knip.json* **/cspell.json **/.cspell.json **/lychee.toml **/.pa11yci*
        **/lighthouserc.* **/.size-limit.* **/analysis_options.y*ml **/.syncpackrc*
    """,
    "task runner": """
        **/justfile **/.justfile **/taskfile.y*ml **/rakefile **/duties.py **/dodo.py **/turbo.json
        **/nx.json
        invoke.y*ml
    """,
    "devflow's own configuration": """
        **/.devflow.toml **/.devflow/**
    """,
    "instructions for agents": """
        **/agents.md **/claude.md **/claude.local.md **/gemini.md **/.claude/**
        **/.codex/** **/.gemini/** **/.cursor/** **/.cursorrules **/.cursorignore **/.windsurf/**
        **/.windsurfrules **/.clinerules **/.clinerules/** **/.roo/** **/.roorules **/.kiro/**
        **/.junie/** **/.continue/** **/.aider* **/.mcp.json **/mcp.json **/copilot-instructions.md
        **/.goosehints **/agent.md **/.agents/** **/.opencode/** opencode.json* **/.augment/**
        **/.augment-guidelines **/crush.md crush.json .crush.json **/.crush/** **/.trae/** **/qwen.md
        **/.qwen/** **/warp.md **/jules.md **/.idx/** **/.rules **/.rules/** **/.openhands/** sweep.y*ml
        **/.devin/** firebender.json **/.kilocode/** **/.kilocodemodes **/.tabnine/** **/.amazonq/**
        **/.sourcegraph/** **/.aiexclude **/.aiignore replit.md **/.voidrules **/.roomodes
        **/agents.*.md **/.claude-plugin/** **/.cursorindexingignore **/.rooignore **/.augmentignore
        **/.codeiumignore **/.copilotignore **/.geminiignore **/.clineignore **/.windsurfignore
        **/.kilocodeignore **/.mcp/** codex.toml **/.codexrules **/.goose/** **/.amp/** **/.factory/**
        **/.antigravity/** **/.agent/** **/.codeium/** **/.continuerules **/.zencoder/** **/.plandex/**
        **/.serena/** **/.taskmaster/** **/.bolt/** **/.lovable/** **/.v0/** **/.pearai/** **/.pearairules
        **/.ruler/** **/.rulesync/** rulesync.json* **/repomix.config.* **/.qodo/** **/.cline/**
        **/.prompts/**
    """,
    "settings of editors and shells": """
        **/.vscode/** **/.idea/** **/.devcontainer/** **/.devcontainer.json **/.envrc **/.env
        **/.env.local **/.ripgreprc **/.bashrc **/.profile **/.env.production **/.env.development
        **/.env.staging **/.env.prod **/.env.dev **/.env.*.local **/.zed/** **/.replit **/.gitpod.y*ml
        **/.zshrc **/.bash_profile
        **/.envrc.local **/.gitpod.dockerfile **/.ona/** **/flake.nix **/shell.nix **/devenv.nix
        **/devbox.json **/.flox/** **/*.code-workspace **/.run/** **/.fleet/** **/*.sublime-project
        **/.vimrc **/.exrc **/.nvimrc **/.nvim.lua **/.dir-locals.el **/.helix/** **/.projectile
        **/.tmux.conf **/.direnvrc **/.inputrc **/.gdbinit **/.lldbinit **/.irbrc **/.pryrc
        **/.pythonrc.py **/.curlrc **/.wgetrc **/.netrc **/.jj/** **/.hg/** **/.hgrc
    """,
    "settings of package tools": """
        **/.npmrc **/.yarnrc* **/.yarn/** **/.pnpmfile.cjs **/pnpm-workspace.yaml **/bunfig.toml
        **/pip.conf **/.pypirc **/uv.toml **/.cargo/** **/rust-toolchain* **/.bazelrc **/.tool-versions
        **/.mise.toml **/mise.toml **/.mvn/** **/nuget.config **/.condarc **/.gemrc **/.bundle/**
        **/gradle/wrapper/** **/init.gradle* **/.pnpmrc
        **/.mise.*.toml **/mise.*.toml **/.mise/** **/.config/mise/** **/.rtx.toml
        **/.asdfrc **/.node-version **/.nvmrc **/.python-version **/.ruby-version **/.java-version
        **/.swift-version **/.sdkmanrc **/.prototools **/.pnpmfile.mjs **/pip.ini **/pdm.toml
        **/.pdm-python **/poetry.toml auth.json **/gradle/init.d/** **/.gradle/** **/gradlew
        **/gradlew.bat **/mvnw **/mvnw.cmd **/project/plugins.sbt **/project/build.properties **/.sbtopts
        **/.jvmopts **/.config/dotnet-tools.json **/.swiftpm/** **/pubspec_overrides.y*ml go.env
        **/.bazelversion **/.buckconfig pants.toml **/.moon/** rush.json
    """,
    SHADOW: f"""
        **/*.pth **/pytest_plugins.py node_modules/** **/*.dist-info/** **/*.egg-info/** .venv/** {_shadows()}
    """,
}
KINDS: Mapping[str, tuple[str, ...]] = {kind: tuple(patterns.split()) for kind, patterns in _KINDS.items()}
"""The patterns of each kind."""
