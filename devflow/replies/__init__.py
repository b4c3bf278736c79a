"""What models' replies mean: a spec, and edits placed on the text of a commit."""

from devflow.replies.edits import NO_EDIT, TreeFiles, placed
from devflow.replies.spec import SpecReply, spec_from

__all__ = ["NO_EDIT", "SpecReply", "TreeFiles", "placed", "spec_from"]
