"""What people do, from the first page to an activated terminal, with JavaScript off."""
