"""Mirror of shared/."""
