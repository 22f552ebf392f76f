"""Demonstration exports: what a platform would hand over, from a portal's recipe and a seed.

Knows the registers, the limits and the totals wanted; knows nothing of rates, cohorts or releases.
"""

from generator.synthesis.sample import SampleReport, write_deliveries, write_sample

__all__ = ["SampleReport", "write_deliveries", "write_sample"]
