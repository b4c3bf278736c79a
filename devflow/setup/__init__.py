"""Sets a base up for its checks: the repo's own commands, with the network, without keys; the result kept."""

from devflow.setup.making import Plan, Told, plan, plan_for_run, set_up

__all__ = ["Plan", "Told", "plan", "plan_for_run", "set_up"]
