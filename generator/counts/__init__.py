"""From cases to full-grain counts, one table for each cohort."""
