"""Agents compared on environments: suites, cells that are resumed, statistics, tables."""
