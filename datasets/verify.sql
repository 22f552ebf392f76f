-- Recomputes what a release publishes from its own count tables, in plain DuckDB (1.4 or newer) and without Gongshi.
--
-- Run it in the folder of a release, or in a folder that holds several (releases/, or unpacked archives):
--   duckdb < verify.sql
--   python -c "import duckdb; [r.show(max_rows=999) for s in duckdb.extract_statements(open('verify.sql').read()) for r in [duckdb.sql(s)] if s.type.name == 'SELECT']"
-- It prints the whole's rates over the months found here, the newest release's ranking, every disagreement (no row:
-- all agree), and how much was compared.
--
-- Compared, in exact integers: figures.csv (numerator, denominator, value) by the conditions that indicators.json
-- states; ranking.csv (rank, ties, status; not the rows `pooled`, whose counts nobody publishes); verdicts.csv (the four
-- counts). Not compared: hashes and signatures, states of verdicts, intervals, trends, case mix, scores, deductions,
-- ledgers, the atoms of answers, and whether something is missing. For those there is `gongshi verify`.
CREATE TEMP TABLE counts AS
SELECT parse_dirpath(filename) AS folder, regexp_extract(filename, 'counts-([a-z-]+)\.csv$', 1) AS cohort,
       * EXCLUDE (filename, n), n::BIGINT AS n
FROM read_csv('./**/counts-*.csv', filename = true, union_by_name = true, all_varchar = true, header = true, delim = ',');
CREATE TEMP TABLE published AS SELECT parse_dirpath(filename) AS folder, * EXCLUDE (filename)
FROM read_csv('./**/figures.csv', filename = true, union_by_name = true, all_varchar = true, header = true, delim = ',');
CREATE TEMP TABLE published_ranking AS SELECT parse_dirpath(filename) AS folder, * EXCLUDE (filename)
FROM read_csv('./**/ranking.csv', filename = true, union_by_name = true, all_varchar = true, header = true, delim = ',');
CREATE TEMP TABLE published_verdicts AS SELECT parse_dirpath(filename) AS folder, * EXCLUDE (filename)
FROM read_csv('./**/verdicts.csv', filename = true, union_by_name = true, all_varchar = true, header = true, delim = ',');
CREATE TEMP TABLE units AS SELECT parse_dirpath(parse_dirpath(filename)) AS folder, code AS unit, "group"
FROM read_csv('./**/codelists/units.csv', filename = true, union_by_name = true, all_varchar = true, header = true, delim = ',');
CREATE TEMP TABLE indicators AS SELECT parse_dirpath(filename) AS folder, * EXCLUDE (filename)
FROM read_json('./**/indicators.json', filename = true, columns = {id: 'VARCHAR', cohort: 'VARCHAR', numerator: 'VARCHAR',
     denominator: 'VARCHAR', ratio: 'BOOLEAN', minimum_n: 'BIGINT', direction: 'VARCHAR'});
-- The newest release of each month: a final one before a provisional one, then the higher number.
CREATE TEMP TABLE newest AS SELECT parse_dirpath(filename) AS folder, release, month
FROM read_json('./**/release.json', filename = true, columns = {release: 'VARCHAR', month: 'VARCHAR'})
QUALIFY row_number() OVER (PARTITION BY month ORDER BY release[9], release[10:]::INTEGER DESC) = 1;
-- Conditions are SQL that the release brings along: from here on nothing can read or write a file.
SET enable_external_access = false;

-- Half-up at the second decimal of the percentage, in integers.
CREATE TEMP MACRO hundredths(above, below) AS (20000 * above + below) // (2 * nullif(below, 0));
CREATE TEMP MACRO percentage(above, below) AS
  (hundredths(above, below) // 100) || '.' || lpad((hundredths(above, below) % 100)::VARCHAR, 2, '0');

-- A case counts in the numerator only where it counts in the denominator; a ratio counts the two side by side.
SET VARIABLE recount = (
  SELECT string_agg(format('SELECT folder, period, scope, key, ''{0}'' AS indicator,
      coalesce(sum(n) FILTER (WHERE ({1}) AND ({2})), 0)::BIGINT AS numerator, {3} AS denominator
    FROM counts WHERE cohort = ''{4}'' AND folder IN ({5}) GROUP BY ALL',
    id, numerator, CASE WHEN ratio THEN 'TRUE' ELSE coalesce(denominator, 'TRUE') END,
    CASE WHEN denominator IS NULL THEN 'NULL::BIGINT'
         ELSE format('coalesce(sum(n) FILTER (WHERE {}), 0)::BIGINT', denominator) END, cohort, folders), ' UNION ALL ')
  FROM (SELECT id, cohort, numerator, denominator, ratio, string_agg('''' || folder || '''', ', ') AS folders
        FROM indicators GROUP BY ALL));
-- Of answers there is a figure only where some are told, so only those that are published are compared.
CREATE TEMP TABLE figures AS SELECT *, percentage(numerator, denominator) AS value FROM query(getvariable('recount')) f
WHERE (folder, indicator) NOT IN (SELECT (folder, id) FROM indicators WHERE cohort = 'answers')
   OR (folder, period, indicator, scope, key) IN (SELECT (folder, period, indicator, scope, key) FROM published);

CREATE TEMP TABLE ranking AS
WITH rated AS (
  SELECT f.*, u."group", i.direction, f.denominator >= i.minimum_n AS enough FROM figures f
  JOIN units u ON (f.folder, f.key) = (u.folder, u.unit)
  JOIN indicators i ON (f.folder, f.indicator) = (i.folder, i.id)
  WHERE scope = 'unit' AND (f.folder, f.period, f.indicator) IN (SELECT (folder, period, indicator) FROM published_ranking)
), placed AS (
  SELECT a.*, count(*) FILTER (b.enough) AS rankable,
         1 + count(*) FILTER (b.enough AND CASE a.direction WHEN 'lower' THEN b.numerator * a.denominator < a.numerator * b.denominator
                              ELSE b.numerator * a.denominator > a.numerator * b.denominator END) AS place,
         count(*) FILTER (b.enough AND b.numerator * a.denominator = a.numerator * b.denominator) AS sharing
  FROM rated a JOIN rated b USING (folder, period, indicator, "group") GROUP BY ALL)
SELECT folder, period, indicator, "group", key AS unit, numerator, denominator, value,
       CASE WHEN NOT enough THEN 'few_cases' WHEN rankable < 5 THEN 'small_group' ELSE 'ranked' END AS status,
       CASE WHEN status = 'ranked' THEN place END AS rank, CASE WHEN status = 'ranked' THEN sharing END AS tied FROM placed;

CREATE TEMP TABLE verdicts AS
SELECT r.folder, r.period, r.indicator, r.unit, r.numerator, r.denominator, g.numerator AS group_numerator,
       g.denominator AS group_denominator
FROM ranking r JOIN figures g
ON (g.folder, g.period, g.indicator, g.scope, g.key) = (r.folder, r.period, r.indicator, 'group', r."group");

-- What stands in the release beside what comes out, as text; a place on one side only has nothing on the other.
CREATE TEMP MACRO told(a, b, c, d, e) AS concat_ws(' ', coalesce(a::VARCHAR, '-'), coalesce(b::VARCHAR, '-'), coalesce(c::VARCHAR, '-'), d, e);
CREATE TEMP TABLE compared AS
SELECT 'figures.csv' AS file, folder, period, indicator, scope || ' ' || key AS place,
       told(p.numerator, p.denominator, p.value, NULL, NULL) AS published, told(f.numerator, f.denominator, f.value, NULL, NULL) AS recomputed
FROM published p FULL JOIN (FROM figures SEMI JOIN published USING (folder, period, indicator)) f USING (folder, period, indicator, scope, key)
UNION ALL SELECT 'ranking.csv', folder, period, indicator, "group" || ' ' || unit, told(p.numerator, p.denominator, p.value, p.rank || '=' || p.tied, p.status),
       told(r.numerator, r.denominator, r.value, r.rank || '=' || r.tied, r.status)
FROM (FROM published_ranking WHERE status <> 'pooled') p FULL JOIN ranking r USING (folder, period, indicator, "group", unit)
UNION ALL SELECT 'verdicts.csv', folder, period, indicator, unit, told(p.numerator, p.denominator, p.group_numerator, p.group_denominator, NULL),
       told(v.numerator, v.denominator, v.group_numerator, v.group_denominator, NULL)
FROM published_verdicts p FULL JOIN verdicts v USING (folder, period, indicator, unit);

SELECT 'rate' AS what, min(month) AS first, max(month) AS last, indicator, sum(f.numerator)::BIGINT AS numerator,
       sum(f.denominator)::BIGINT AS denominator, percentage(sum(f.numerator), sum(f.denominator))::VARCHAR AS value
FROM figures f JOIN newest USING (folder) JOIN indicators i ON (f.folder, f.indicator) = (i.folder, i.id)
WHERE period = month AND scope = 'all' AND cohort <> 'open' GROUP BY indicator HAVING count(f.denominator) > 0 ORDER BY indicator;
SELECT 'rank' AS what, period, indicator, "group", rank, tied, unit, numerator, denominator, value FROM ranking
WHERE folder = (SELECT arg_max(folder, month) FROM newest) AND status = 'ranked' ORDER BY indicator, period, "group", rank, unit;
SELECT 'differs' AS what, * FROM compared WHERE published IS DISTINCT FROM recomputed ORDER BY ALL;
SELECT 'compared' AS what, file, count(*) AS rows, count(*) FILTER (published IS DISTINCT FROM recomputed) AS differing FROM compared GROUP BY ALL ORDER BY file;
