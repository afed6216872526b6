"""gennet/Charts-v0: questions about bars, lines, pies and tables that are drawn from data."""

from gennet_rl.envs.charts.task import ChartsTask

__all__ = ["ChartsTask"]
