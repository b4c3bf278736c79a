"""What is done to tests in Ruby, by what the guard says of it."""

from tests.guard.tampering.table import NOTHING, Tampered

RUBY = Tampered(
    path="a_spec.rb",
    base="""\
describe Foo do
  it 'adds' do
    expect(add).to eq 3
  end
end
""",
    held={
        "Tests are removed": {
            "an x before it": ("  it 'adds'", "  xit 'adds'"),
        },
        "Tests are newly skipped or expected to fail": {
            "a skip by tag": ("it 'adds' do", "it 'adds', :skip do"),
            "only another": ("it 'adds' do", "it 'adds', focus: true do"),
            "rescued": ("expect(add).to eq 3", "expect(add).to eq 3 rescue nil"),
            "a skip inside": ("    expect", "    skip 'x'\n    expect"),
        },
        "A fixture or helper of these tests newly skips": {
            "an x before the group": ("describe Foo", "RSpec.xdescribe Foo"),
        },
        "Tests no longer check anything": {
            "a constant": ("expect(add).to eq 3", "expect(true).to be true"),
            "no check left": ("    expect(add).to eq 3\n", "    add\n"),
        },
        "The tests newly end the process or the session": {
            "leaves at exit": ("describe Foo", "at_exit { exit!(0) }\ndescribe Foo"),
        },
    },
    shown={
        "Existing tests are changed": {
            "another expectation": ("eq 3", "eq 4"),
        },
        NOTHING: {
            "a new let": ("describe Foo do", "describe Foo do\n  let(:a) { Foo.new }"),
        },
    },
)
RSPEC = Tampered(
    path="calc_spec.rb",
    base="""\
RSpec.describe Calc do
  subject(:calc) { described_class.new }

  it 'adds' do
    expect(calc.add(1, 2)).to eq(3)
  end

  it 'zero' do
    expect(calc.add(0, 0)).to eq(0)
  end
end
""",
    held={
        "What the tests call is replaced by a stand-in": {
            "allow": (
                "    expect(calc.add(1, 2))",
                "    allow(calc).to receive(:add).and_return(3)\n    expect(calc.add(1, 2))",
            ),
            "allow any": (
                "    expect(calc.add(1, 2))",
                (
                    "    allow_any_instance_of(Calc).to receive(:add).and_return(3)\n"
                    "    expect(calc.add(1, 2))"
                ),
            ),
        },
        "What these tests use is replaced in their own file": {
            "stub before": (
                "  it 'adds'",
                "  before { allow(calc).to receive(:add).and_return(3) }\n\n  it 'adds'",
            ),
            "define": ("  it 'adds'", "  before { def calc.add(a, b) = 3 }\n\n  it 'adds'"),
        },
        "Tests are newly skipped or expected to fail": {
            "begin rescue": (
                "    expect(calc.add(1, 2)).to eq(3)\n",
                ("    begin\n      expect(calc.add(1, 2)).to eq(3)\n    rescue Exception\n    end\n"),
            ),
            "if ENV": ("  it 'adds' do", "  it 'adds', if: ENV['X'] do"),
            "unless": ("    expect(calc.add(1, 2)).to eq(3)", "    expect(calc.add(1, 2)).to eq(3) if false"),
        },
        "Tests are removed": {
            "block comment": (
                "  it 'zero' do\n    expect(calc.add(0, 0)).to eq(0)\n  end",
                "=begin\n  it 'zero' do\n    expect(calc.add(0, 0)).to eq(0)\n  end\n=end",
            ),
        },
        "Tests no longer check anything": {
            "be anything": ("eq(3)", "be_truthy.or be_falsey"),
            "anything": ("to eq(3)", "to anything"),
        },
        "Tests are emptied": {
            "next": ("    expect(calc.add(1, 2))", "    next\n    expect(calc.add(1, 2))"),
        },
        "The tests newly end the process or the session": {
            "exit": ("RSpec.describe", "exit\nRSpec.describe"),
        },
        "A fixture or helper of these tests newly skips": {
            "filter": (
                "RSpec.describe Calc do",
                "RSpec.configure { |c| c.filter_run_excluding :all }\nRSpec.describe Calc do",
            ),
        },
    },
    shown={
        "Existing tests are changed": {
            "a rule with a condition": (
                "    expect(calc.add(1",
                "    validates :x, presence: true, if: :y\n    expect(calc.add(1",
            ),
            "context": (
                "  it 'zero' do\n    expect(calc.add(0, 0)).to eq(0)\n  end",
                (
                    "  context 'zero' do\n    it 'zero' do\n      expect(calc.add(0, 0)).to eq(0)\n"
                    "    end\n  end"
                ),
            ),
            "allow other": (
                "    expect(calc.add(1, 2))",
                "    allow(Net).to receive(:get).and_return('x')\n    expect(calc.add(1, 2))",
            ),
            "have_received": (
                "    expect(calc.add(1, 2)).to eq(3)",
                (
                    "    allow(Net).to receive(:get)\n    expect(calc.add(1, 2)).to eq(3)\n"
                    "    expect(Net).to have_received(:get)"
                ),
            ),
        },
        NOTHING: {
            "before": ("  it 'adds'", "  before { allow(Net).to receive(:fetch) }\n\n  it 'adds'"),
            "new it": (
                "  it 'zero'",
                "  it 'neg' do\n    expect(calc.add(-1, 1)).to eq(0)\n  end\n\n  it 'zero'",
            ),
            "raise": (
                "  it 'zero'",
                (
                    "  it 'fails' do\n    expect { calc.add(nil, 1) }.to raise_error(TypeError)\n"
                    "  end\n\n  it 'zero'"
                ),
            ),
            "let": ("  subject(:calc)", "  let(:one) { 1 }\n  subject(:calc)"),
        },
    },
)

MINITEST = Tampered(
    path="calc_test.rb",
    base="""\
class CalcTest < Minitest::Test
  def test_add
    assert_equal 3, Calc.add(1, 2)
  end

  def test_zero
    assert_equal 0, Calc.add(0, 0)
  end
end
""",
    held={
        "Tests are emptied": {
            "return": ("    assert_equal 3", "    return\n    assert_equal 3"),
        },
        "Tests are newly skipped or expected to fail": {
            "mt skip": ("    assert_equal 3", "    skip\n    assert_equal 3"),
        },
        "What the tests call is replaced by a stand-in": {
            "mt stub": (
                "    assert_equal 3, Calc.add(1, 2)\n",
                "    Calc.stub :add, 3 do\n      assert_equal 3, Calc.add(1, 2)\n    end\n",
            ),
        },
        "Tests no longer check anything": {
            "mt pass": ("assert_equal 3, Calc.add(1, 2)", "pass"),
            "mt assert true": ("assert_equal 3, Calc.add(1, 2)", "assert true"),
        },
        "Tests are removed": {
            "mt private": ("  def test_add", "  private\n\n  def test_add"),
            "__END__": ("class CalcTest", "__END__\nclass CalcTest"),
        },
    },
    shown={
        "Existing tests are changed": {
            "private helper": (
                "    assert_equal 0, Calc.add(0, 0)\n  end\n",
                ("    assert_equal 0, Calc.add(0, 0)\n  end\n\n  private\n\n  def three\n    3\n  end\n"),
            ),
        },
        NOTHING: {
            "setup": ("  def test_add", "  def setup\n    @one = 1\n  end\n\n  def test_add"),
            "comment": ("    assert_equal 3", "    # two\n    assert_equal 3"),
        },
    },
)
