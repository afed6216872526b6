"""gennet/Matrices-v0: progressive matrices whose text says which rules are to be broken."""

from gennet_rl.envs.matrices.task import MatricesTask

__all__ = ["MatricesTask"]
