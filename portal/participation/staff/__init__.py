"""What staff use."""
