"""What is done to tests in Elixir, by what the guard says of it."""

from tests.guard.tampering.table import NOTHING, Tampered

ELIXIR = Tampered(
    path="calc_test.exs",
    base="""\
defmodule CalcTest do
  use ExUnit.Case, async: true

  test "adds" do
    assert Calc.add(1, 2) == 3
  end

  describe "zero" do
    test "is zero" do
      assert Calc.add(0, 0) == 0
      refute Calc.add(0, 0) == 1
    end
  end
end
""",
    held={
        "Tests are newly skipped or expected to fail": {
            "tag": ('  test "adds"', '  @tag :skip\n  test "adds"'),
            "tag kw": ('  test "adds"', '  @tag skip: "x"\n  test "adds"'),
            "moduletag": (
                "  use ExUnit.Case, async: true\n",
                "  use ExUnit.Case, async: true\n  @moduletag :skip\n",
            ),
            "describetag": ('  describe "zero" do\n', '  describe "zero" do\n    @describetag :skip\n'),
            "rescue": (
                "    assert Calc.add(1, 2) == 3\n",
                ("    try do\n      assert Calc.add(1, 2) == 3\n    rescue\n      _ -> :ok\n    end\n"),
            ),
        },
        "Tests are removed": {
            "removed": ('  test "adds" do\n    assert Calc.add(1, 2) == 3\n  end\n', ""),
        },
        "Tests no longer check anything": {
            "pending": ('  test "adds" do\n    assert Calc.add(1, 2) == 3\n  end\n', '  test "adds"\n'),
            "true": ("assert Calc.add(1, 2) == 3", "assert true"),
            "comment": ("    assert Calc.add(1", "    # assert Calc.add(1"),
            "match": ("assert Calc.add(1, 2) == 3", "assert _ = Calc.add(1, 2)"),
        },
        "The tests newly end the process or the session": {
            "halt": ("    assert Calc.add(1", "    System.halt(0)\n    assert Calc.add(1"),
        },
        "What the tests call is replaced by a stand-in": {
            "mock": (
                "    assert Calc.add(1, 2) == 3\n",
                (
                    "    with_mock Calc, [add: fn _, _ -> 3 end] do\n"
                    "      assert Calc.add(1, 2) == 3\n    end\n"
                ),
            ),
        },
        "A fixture or helper of these tests newly skips": {
            "exclude": ("  use ExUnit.Case", "  ExUnit.configure(exclude: [:test])\n  use ExUnit.Case"),
        },
    },
    shown={
        "Existing tests are changed": {
            "a tag in a text": ("    assert Calc.add(1", '    tag = "skip"\n    assert Calc.add(1'),
            "new": (
                '  describe "zero"',
                '  test "neg" do\n    assert Calc.add(-1, 1) == 0\n  end\n\n  describe "zero"',
            ),
            "ctx": ('test "adds" do', 'test "adds", %{one: one} do'),
            "tag": ('  test "adds"', '  @tag :tmp_dir\n  test "adds"'),
            "mock": (
                "    assert Calc.add(1",
                "    expect(NetMock, :get, fn -> 1 end)\n    assert Calc.add(1",
            ),
        },
        NOTHING: {
            "setup": ('  test "adds" do', '  setup do\n    {:ok, one: 1}\n  end\n\n  test "adds" do'),
        },
    },
)
