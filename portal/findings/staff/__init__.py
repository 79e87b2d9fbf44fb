"""What staff do about leads and Findings."""
