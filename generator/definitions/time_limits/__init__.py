"""How long a case may take: limits, the deadlines that follow, working time, suspensions, warning cards."""
