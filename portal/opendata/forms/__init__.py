"""What fields, files, operations and charts are called in the reader's language."""
