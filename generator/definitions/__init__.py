"""What the city decided: portal, registers, indicators, limits, periods, code lists."""
