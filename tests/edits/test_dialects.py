"""What models and their tools write besides the plain formats: read as meant, or refused; never guessed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from textwrap import indent

import pytest

from devflow.edits import apply_reply
from tests.edits.replies import block, diff, refusal

PY = (
    'import os\n\n\ndef run(a, b):\n    if a < b and b > 0:\n        return "x"\n    return a & b\n\n\n'
    "def stop():\n    return 2\n"
)
GO = 'func main() {\n\tx := 1\n\tif x > 0 {\n\t\tfmt.Println("hi")\n\t}\n}\n'
FILES = {"src/app.py": PY, "main.go": GO, "i.html": "<div>\n  <p>C</p>\n</div>\n", "r.md": "# T\n\nend\n"}
OLD, NEW = "    return 2", "    return 3"
AFTER = {"src/app.py": PY.replace(OLD, NEW)}
BLOCK = f"<<<<<<< SEARCH\n{OLD}\n=======\n{NEW}\n>>>>>>> REPLACE\n"
NUMBERED = BLOCK.replace("SEARCH\n", "SEARCH\n:start_line:9\n-------\n")
HUNK = f" def stop():\n-{OLD}\n+{NEW}\n"
CALL = {"path": "src/app.py", "old_str": OLD, "new_str": NEW}
PATCH = f"*** Begin Patch\n*** Update File: src/app.py\n@@ def stop():\n-{OLD}\n+{NEW}\n*** End Patch"
PARAMETERS = (
    '<parameter name="command">str_replace</parameter>\n<parameter name="path">src/app.py</parameter>\n'
    f'<parameter name="old_str">{OLD}</parameter>\n<parameter name="new_str">\n{NEW}\n</parameter>\n'
)

READ: Mapping[str, str] = {
    "roo": f"<path>src/app.py</path>\n<diff>\n{NUMBERED}</diff>\n",
    "roo in cdata": "<file>\n<path>src/app.py</path>\n<diff><content><![CDATA[\n"
    f"{BLOCK}]]></content></diff>\n</file>\n",
    "an open bracket too many": f"src/app.py\n{BLOCK.replace('SEARCH', 'SEARCH>')}",
    "all in one fence": f"```\nsrc/app.py\n{BLOCK}```",
    "a fence glued to the end": f"src/app.py\n{BLOCK[:-1]}```\n",
    "thoughts first": f"<think>\nsrc/app.py\n{BLOCK.replace('3', '9')}<<<<<<< SEARCH\n</think>\n"
    f"src/app.py\n{BLOCK}",
    "aider's udiff": f"```diff\n--- src/app.py\n+++ src/app.py\n@@ ... @@\n{HUNK}```",
    "a diff then prose": f"{diff('src/app.py', '@@ -10,2 +10,2 @@' + chr(10) + HUNK)}\nNow it is three.\n",
    "a mail": f"From 12 Mon Sep 17 00:00:00 2001\nSubject: [PATCH] x\n---\n src/app.py | 2 +-\n\n"
    f"diff --git a/src/app.py b/src/app.py\nindex 1..2 100644\n"
    f"{diff('src/app.py', '@@ -8,4 +8,4 @@' + chr(10) + HUNK)}-- \n2.39.5\n",
    "a here-document": f'apply_patch <<"EOF"\n{PATCH}\nEOF\n',
    "./ before a path": PATCH.replace("src/app.py", "./src/app.py"),
    "a patch as a string": json.dumps({"command": ["apply_patch", PATCH]}),
    "a call as JSON": json.dumps({"command": "str_replace", **CALL}),
    "a call in a fence": f"I change it:\n```json\n{json.dumps(CALL, indent=2)}\n```\n",
    "a call within a line": json.dumps({"path": "src/app.py", "old_str": "urn 2", "new_str": "urn 3"}),
    "a call by another name": json.dumps({"file_path": "src/app.py", "old_string": OLD, "new_string": NEW}),
    "a call with its arguments as text": "<tool_call>\n"
    + json.dumps({"name": "edit", "arguments": json.dumps(CALL)})
    + "\n</tool_call>",
    "calls in a list": json.dumps({"path": "src/app.py", "edits": [{"oldText": OLD, "newText": NEW}]}),
    "a call as XML": f'<function_calls>\n<invoke name="edit">\n{PARAMETERS}</invoke>\n</function_calls>',
    "a call by its elements": f"<edit>\n<path>src/app.py</path>\n<old_str>{OLD}</old_str>\n"
    f"<new_str>{NEW}</new_str>\n</edit>",
    "blocks of a list": "1. So:\n\n" + indent(f"src/app.py\n```\n{BLOCK}```\n", "   "),
    "a diff of a list": "1. So:\n\n"
    + indent(f"```diff\n{diff('src/app.py', '@@' + chr(10) + HUNK)}```\n", "   "),
    "CRLF on the way": f"src/app.py\n{BLOCK}".replace("\n", "\r\n"),
}


@pytest.mark.parametrize("name", READ)
def test_a_dialect_gives_the_same_file(name: str) -> None:
    assert apply_reply(READ[name], FILES) == AFTER


@pytest.mark.parametrize(
    ("reply", "path", "after"),
    [
        (
            "<write_to_file>\n<path>n.py</path>\n<content>\nx = 1\n</content>\n</write_to_file>",
            "n.py",
            "x = 1\n",
        ),
        (json.dumps({"command": "create", "path": "n.py", "file_text": "x\n"}), "n.py", "x\n"),
        (
            block("src/app.py", "    if a &lt; b and b &gt; 0:\n", "    if a &lt; b and b &gt; 1:\n"),
            "src/app.py",
            PY.replace("b > 0", "b > 1"),
        ),
        (
            block(
                "src/app.py",
                "        return \u201cx\u201d\n",
                "        return \u201cy\u201d or \u2018z\u2019\n",
            ),
            "src/app.py",
            PY.replace('"x"', "\"y\" or 'z'"),
        ),
        (
            block("main.go", "    x := 1\n", "    x := 2\n    if x > 1 {\n        y()\n    }\n"),
            "main.go",
            GO.replace("\tx := 1\n", "\tx := 2\n\tif x > 1 {\n\t\ty()\n\t}\n"),
        ),
        (
            diff("src/app.py", f"@@\n def stop():\n-{OLD}\n+    x = 1\n\n+{NEW}\n"),
            "src/app.py",
            PY.replace(OLD, f"    x = 1\n\n{NEW}"),
        ),
        ("1. So:\n\n   r.md\n   ```md\n   # T\n\n     end\n   ```\n", "r.md", "# T\n\n  end\n"),
        (f"src/app.py\n```\n{PY}    x = [1]\n    ...\n```\n", "src/app.py", f"{PY}    x = [1]\n    ...\n"),
        (
            "n.rst\n```\n>>> for x in y:\n...     pass\n...\n1\n```\n",
            "n.rst",
            ">>> for x in y:\n...     pass\n...\n1\n",
        ),
        ("n.pyi\n```\ndef f() -> int:\n    ...\n```\n", "n.pyi", "def f() -> int:\n    ...\n"),
        (block("n.txt", "", "x\n").replace("\n", "\r\n"), "n.txt", "x\n"),
    ],
)
def test_what_a_reply_was_changed_to_on_its_way_is_undone(reply: str, path: str, after: str) -> None:
    assert apply_reply(reply, FILES) == {path: after}


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (block("src/app.py", f"{OLD}\n", "    return 2 &lt; 3\n"), "E_EDIT_AMBIGUOUS"),
        (block("src/app.py", f"{OLD}\n", "    return \u201ctwo\u201d\n"), "E_EDIT_AMBIGUOUS"),
        (block("n.py", "", "x = 1 &lt; 2\n"), "E_EDIT_AMBIGUOUS"),
        (diff("src/app.py", f"@@\n def stop():\n-{OLD}\n+{NEW}\n\n\n"), ""),
        (diff("r.md", "@@\n # T\n+new\n\n\n\n end\n"), "E_EDIT_AMBIGUOUS"),
        (
            block("src/app.py", "def stop():\n    return 2\n", "\ndef stop():\n    return 2\n"),
            "E_EDIT_AMBIGUOUS",
        ),
        (
            block(
                "src/app.py",
                f"    return a & b\ndef stop():\n{OLD}\n",
                f"    return a & b\n\ndef halt():\n{OLD}\n",
            ),
            "E_EDIT_AMBIGUOUS",
        ),
        (block("src/app.py", f"def stop():\n{OLD}\n", f"def stop():\n    ...\n{NEW}\n"), "E_EDIT_AMBIGUOUS"),
        (f"src/app.py\n```\n{PY.replace('    return 2', '    ...')}```\n", "E_EDIT_AMBIGUOUS"),
        ("  src/app.py\n" + "".join(f"  {line}\n" for line in BLOCK.splitlines()), "E_PATCH_PARSE"),
        ("".join(f"> {line}\n" for line in f"src/app.py\n{BLOCK}".splitlines()), "E_PATCH_PARSE"),
        (json.dumps({"path": "src/app.py", "old_str": "return", "new_str": "yield"}), "E_EDIT_AMBIGUOUS"),
        (json.dumps({**CALL, "replace_all": True}), "E_PATCH_PARSE"),
        (
            json.dumps({"command": "insert", "path": "src/app.py", "insert_line": 3, "new_str": "x"}),
            "E_EDIT_EMPTY",
        ),
        (json.dumps({"command": "create", "path": "src/app.py", "file_text": "x\n"}), "E_EDIT_CONFLICT"),
        (
            json.dumps({"path": "src/app.py", "content": "import os\n# ... rest of the code ...\n"}),
            "E_EDIT_AMBIGUOUS",
        ),
        (json.dumps({"name": "n", "path": "src/app.py", "new": True}), "E_EDIT_EMPTY"),
        # -- as another program set it: in curly quotes, with numbers, indented
        (block("n.yml", "", "args: \u201cx\u201d\n"), "E_EDIT_AMBIGUOUS"),
        (f"src/app.py\n```\n{PY.replace(chr(34), chr(0x201D)).replace(OLD, NEW)}```\n", "E_EDIT_AMBIGUOUS"),
        (block("n.txt", "", "1 | a\n2 | \n3 | b\n"), "E_EDIT_AMBIGUOUS"),
        (block("n.py", "", "    x = 1\n    y = 2\n"), "E_EDIT_AMBIGUOUS"),
        (block("changes/1.rst", "", "    Mended.\n"), "E_EDIT_AMBIGUOUS"),
        (block("n.py", "", "1 | if x:\n2 | \ty = 1\n"), "E_EDIT_AMBIGUOUS"),
        (block("n.py", "", 'x = \u2019a\u2019\ny = {"": 1}\n'), "E_EDIT_AMBIGUOUS"),
        (block("n.yml", "", '\u201con\u201d: push\nname: "CI"\n'), "E_EDIT_AMBIGUOUS"),
        (block("n.toml", "", "a = 'x'\nb = \u2018y\u2019\n"), "E_EDIT_AMBIGUOUS"),
        (f"src/app.py\n```\n{PY.replace(OLD, '').replace(chr(34), chr(0x201D))}```\n", "E_EDIT_AMBIGUOUS"),
        # -- a heading's line, moved in with all others, was the divider's twin
        (block("r.rst", "", "    News\n    =======\n"), "E_PATCH_PARSE"),
        (block("r.rst", "", "1 | News\n2 | =======\n"), "E_PATCH_PARSE"),
        # -- one part of it as it is, another escaped
        (
            block("i.html", "&lt;div&gt;\n...\n  <p>C</p>\n", "&lt;ul&gt;\n...\n  <p>D</p>\n"),
            "E_EDIT_MISMATCH",
        ),
        # -- blanks at an end that stood for a tab
        (block("main.go", "    x := 1\n", "    x := 2    \n"), "E_EDIT_MISMATCH"),
        ("[" * 5000, "E_EDIT_EMPTY"),
    ],
)
def test_what_may_mean_two_things_is_refused(reply: str, code: str) -> None:
    if code:
        assert refusal(reply, FILES).code == code
    else:
        assert apply_reply(reply, FILES) == AFTER


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("n.yml", "title: It\u2019s\n"),
        ("n.md", "\u201cYes,\u201d she said.\n"),
        ("n.txt", "1 a\n2 b\n"),
        ("n.tsv", "1\ta\n2\tb\n"),
        ("LICENSE", "    Apache\n    License\n"),
        ("n.txt", "    x = 1\n"),
        ("n.rst", "News\n====\n"),
        ("n.py", "x = '\u201cYes\u201d'\n"),
        ("n.yml", "title: 'The \u201cold\u201d one'\n"),
    ],
)
def test_a_new_file_may_look_like_one_that_was_changed_on_its_way(path: str, text: str) -> None:
    assert apply_reply(block(path, "", text), FILES) == {path: text}


def test_quotes_are_made_curly_where_nothing_else_is_asked_for() -> None:
    files = {"a.md": "It's so.\nIt's not.\n"}
    after = "It\u2019s so.\nIt\u2019s not.\n"
    assert apply_reply(f"a.md\n```\n{after}```\n", files) == {"a.md": after}
    assert apply_reply(block("a.md", files["a.md"], after), files) == {"a.md": after}


def test_a_call_beside_an_edit_is_only_told_of() -> None:
    told = json.dumps({"path": "r.md", "old_str": "end", "new_str": "END"})
    assert apply_reply(f"src/app.py\n{BLOCK}\n```json\n{told}\n```\n", FILES) == AFTER
