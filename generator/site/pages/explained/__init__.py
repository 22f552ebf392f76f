"""Pages that explain: method, how to read, worked examples, simulation, glossary."""
