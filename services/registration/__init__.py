"""Owns: facilities master, users, sessions, one-time tokens, registration drafts, staff.
Serves: /api/registration/… for the portal and for foreign frontends.
Publishes: RegistrationSubmitted, ExistingAddressRegistered, UserActivated, PasswordResetRequested,
PasswordChanged. Consumes: nothing yet."""
