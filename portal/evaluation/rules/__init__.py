"""Rules of evaluation: indicators with their rows, targets, points, problems, closed documents."""
