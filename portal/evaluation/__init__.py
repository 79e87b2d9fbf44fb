"""The evaluation floor: indicators with their rows, targets, points, closed years."""
