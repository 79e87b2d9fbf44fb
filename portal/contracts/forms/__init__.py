"""The words of contracts, and the files of their statements."""
