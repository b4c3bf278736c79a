# devflow with what its sandbox needs, for CI systems that start a container a job: docs/ci/ has a page for each.
# Build it at a commit that you trust:  docker build -t devflow .
FROM docker.io/library/python:3.12-slim-bookworm

# -- the suite is pinned by the base image; its security updates are wanted
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends git ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 1000 devflow

WORKDIR /opt/devflow
COPY run.lock ./
RUN python -m venv .venv \
    && .venv/bin/python -m pip --no-cache-dir --disable-pip-version-check install --quiet \
        --require-hashes --only-binary :all: -r run.lock
COPY pyproject.toml README.md LICENSE CHANGELOG.md ./
COPY devflow devflow
COPY prompts prompts
COPY sandbox sandbox
COPY page page
COPY hooks hooks
COPY demo demo
RUN .venv/bin/python -m pip --no-cache-dir --disable-pip-version-check install --quiet \
        --no-deps --no-build-isolation . \
    && ln -s /opt/devflow/.venv/bin/devflow /usr/local/bin/devflow

# The sandbox is made by an unprivileged account; the job's own container must allow it namespaces (docs/github.md).
USER 1000
WORKDIR /work
ENTRYPOINT ["devflow"]
CMD ["--help"]
