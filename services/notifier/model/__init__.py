"""The nouns: mails and the roads to their domains."""
