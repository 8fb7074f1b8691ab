"""Speed, accuracy and recovery, measured; each part prints a table and writes JSON."""
