"""From public counts to figures: exact rates, rankings, comparisons."""
