"""A portal that can be killed at any step of the road, and what must hold afterwards."""
