"""The words of this floor, in the reader's language."""
