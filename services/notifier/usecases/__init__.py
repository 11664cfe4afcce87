"""The verbs: what happens to mails, and how they are carried."""
