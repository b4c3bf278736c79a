"""What `devflow doctor` finds out: whether a run can start here, and what to type where it cannot."""

from devflow.doctor.facts import Answer, Diagnosis, Finding, Setting
from devflow.doctor.looking import examine

__all__ = ["Answer", "Diagnosis", "Finding", "Setting", "examine"]
