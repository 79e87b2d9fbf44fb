"""The words about Findings, in the reader's language."""
