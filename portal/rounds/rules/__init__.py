"""The rules of the rounds: values in, values out."""
