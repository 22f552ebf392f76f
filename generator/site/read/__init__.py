"""What the site reads: releases, the chain, worked examples, files to download."""
