"""What is done to tests in Ruby, by what the guard says of it."""

from tests.guard.tampering.table import Tampered

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
            "a skip inside": ("    expect", "    skip 'x'\n    expect"),
        },
        "A fixture or helper of these tests newly skips": {
            "an x before the group": ("describe Foo", "RSpec.xdescribe Foo"),
        },
        "Tests no longer check anything": {
            "a constant": ("expect(add).to eq 3", "expect(true).to be true"),
            "rescued": ("expect(add).to eq 3", "expect(add).to eq 3 rescue nil"),
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
        "nothing": {
            "a new let": ("describe Foo do", "describe Foo do\n  let(:a) { Foo.new }"),
        },
    },
)
