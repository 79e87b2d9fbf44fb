"""Rules about Findings: classes, acts, clocks, publication; pure."""
