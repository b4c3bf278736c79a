"""Tables of what is done to tests: honest work and what makes them worthless, a file for each language."""

from tests.guard.tampering.csharp import CSHARP
from tests.guard.tampering.go import GO
from tests.guard.tampering.java import JAVA
from tests.guard.tampering.php import PHP
from tests.guard.tampering.python import PYTHON
from tests.guard.tampering.ruby import RUBY
from tests.guard.tampering.rust import RUST
from tests.guard.tampering.scripts import SCRIPTS
from tests.guard.tampering.tap import TAP

TABLES = (PYTHON, SCRIPTS, TAP, GO, RUST, JAVA, CSHARP, RUBY, PHP)
