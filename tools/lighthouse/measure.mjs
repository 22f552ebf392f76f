// Serves a built site, compressed, and prints Lighthouse's four scores and the main measures of home and a scorecard.
// usage: node measure.mjs SITE, with CHROME_PATH set (tools/lighthouse.sh does).
import { createReadStream, existsSync, readdirSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { createGzip } from "node:zlib";
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const site = process.argv[2];
const TYPES = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".xml": "application/xml",
};
const FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking"];
const MEASURES = ["first-contentful-paint", "largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift"];

const server = createServer((request, answer) => {
  const path = join(site, normalize(decodeURIComponent(new URL(request.url, "http://x").pathname)));
  if (!existsSync(path) || !statSync(path).isFile()) {
    answer.writeHead(404).end();
    return;
  }
  const type = TYPES[extname(path)] ?? "application/octet-stream";
  answer.writeHead(200, { "content-type": type, "content-encoding": "gzip", "cache-control": "max-age=3600" });
  createReadStream(path).pipe(createGzip()).pipe(answer);
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));

const card = readdirSync(join(site, "units")).sort().find((name) => name.endsWith(".html"));
const chrome = await launch({ chromeFlags: FLAGS });
try {
  for (const page of ["index.html", `units/${card}`]) {
    const address = `http://127.0.0.1:${server.address().port}/${page}`;
    const { lhr } = await lighthouse(address, { port: chrome.port, logLevel: "error" });
    const scores = Object.values(lhr.categories).map((one) => `${one.title} ${Math.round(one.score * 100)}`);
    const measures = MEASURES.map((name) => `${lhr.audits[name].title} ${lhr.audits[name].displayValue}`);
    console.log(`${page}: ${scores.join(", ")}`);
    console.log(`  ${measures.join(", ")}`);
    const failed = Object.values(lhr.audits).filter((one) => one.score !== null && one.score < 0.9);
    for (const one of failed) {
      console.log(`  ${one.id}: ${one.title}${one.displayValue ? ` (${one.displayValue})` : ""}`);
    }
  }
} finally {
  await chrome.kill();
  server.close();
}
