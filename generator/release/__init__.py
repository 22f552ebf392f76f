"""From figures to a frozen release folder."""
