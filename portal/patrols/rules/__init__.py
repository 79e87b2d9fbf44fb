"""The domain of patrols: planning and its draw, Visits and what ends them, coverage, figures."""
