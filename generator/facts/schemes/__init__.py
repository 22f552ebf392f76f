"""Points and deductions: the city's own rules that turn rates or outcomes into points."""
