"""Where it is kept: one encrypted SQLite file, and the questions the product asks of it."""
