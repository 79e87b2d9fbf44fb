"""The rules of contracts; values in, values out."""
