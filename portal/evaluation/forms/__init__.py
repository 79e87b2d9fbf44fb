"""Words of evaluation: indicators, lines of the template, problems, errors, acts."""
