"""One module per area of the site; each has its templates in the folder of the same name."""
