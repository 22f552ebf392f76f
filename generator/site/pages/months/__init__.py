"""Pages of periods: monthly reports, quarters and years, the calendar of publication."""
