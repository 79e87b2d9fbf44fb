"""What open data decides and draws: values in, values out."""
