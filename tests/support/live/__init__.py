"""The whole portal as a person meets it: `./portal up`, a browser, and the people before it."""
