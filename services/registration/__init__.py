"""Owns: facilities master, users, sessions, one-time tokens, registration drafts, staff.
Serves: /api/registration/… for the portal and for foreign frontends.
Publishes: the events of shared.contracts.registration.
Consumes: MailBounced, FacilityLinkApproved."""
