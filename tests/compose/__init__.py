"""All containers, started as an operator starts them."""
