"""What models' replies mean: a spec, and edits placed on the text of a commit."""

from devflow.replies.edits import NO_EDIT, TreeFiles, as_edited, placed
from devflow.replies.failed import FailedPart
from devflow.replies.spec import SpecReply, spec_from

__all__ = ["NO_EDIT", "FailedPart", "SpecReply", "TreeFiles", "as_edited", "placed", "spec_from"]
