"""Owns: facilities master, users, sessions, one-time tokens, registration drafts, staff,
texts of the public site with their files, settings.
Serves: /api/registration/… for the portal and for foreign frontends.
Publishes: the events of shared.contracts.registration.
Consumes: MailBounced, FacilityLinkApproved."""
