"""Where counts are worked: the statements of counts run in DuckDB, or on a cluster of Apache Spark."""
