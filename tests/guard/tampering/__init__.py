"""Tables of what is done to tests: honest work and what makes them worthless, a file for each language."""

from tests.guard.tampering.bats import BATS
from tests.guard.tampering.cpp import CATCH2, GTEST
from tests.guard.tampering.csharp import CSHARP, NUNIT, XUNIT
from tests.guard.tampering.dart import DART
from tests.guard.tampering.elixir import ELIXIR
from tests.guard.tampering.go import GO, TABLES_OF_GO
from tests.guard.tampering.groovy import SPOCK
from tests.guard.tampering.java import JAVA, JUNIT5
from tests.guard.tampering.kotlin import KOTEST, KOTLIN
from tests.guard.tampering.php import PEST, PHP, PHPUNIT
from tests.guard.tampering.python import PYTEST, PYTHON
from tests.guard.tampering.python_unittest import UNITTEST
from tests.guard.tampering.ruby import MINITEST, RSPEC, RUBY
from tests.guard.tampering.rust import RSTEST, RUST
from tests.guard.tampering.scala import SCALA
from tests.guard.tampering.scripts import SCRIPTS, VITEST
from tests.guard.tampering.swift import SWIFT_TESTING, XCTEST
from tests.guard.tampering.tap import TAP

TABLES = (
    *(PYTHON, PYTEST, UNITTEST, SCRIPTS, VITEST, TAP, GO, TABLES_OF_GO, RUST, RSTEST, RUBY, RSPEC, MINITEST),
    *(JAVA, JUNIT5, KOTLIN, KOTEST, SCALA, SPOCK, CSHARP, XUNIT, NUNIT, PHP, PHPUNIT, PEST),
    *(SWIFT_TESTING, XCTEST, DART, ELIXIR, GTEST, CATCH2, BATS),
)
