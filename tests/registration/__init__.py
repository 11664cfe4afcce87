"""Mirror of services/registration."""
