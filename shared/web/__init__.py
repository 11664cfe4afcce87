"""HTTP manners every service shares: one app shape, one error shape, one way to know the caller."""
