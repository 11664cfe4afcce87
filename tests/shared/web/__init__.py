"""Mirror of shared/web."""
