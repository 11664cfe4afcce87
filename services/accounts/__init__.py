"""Owns: applications, accounts and their terminals.
Serves: /api/accounts/….
Publishes: ApplicationSubmitted, ApplicationWithdrawn, ApplicationReturned, ApplicationRejected,
ApplicationCompleted, TerminalActivated, ActivationLocked.
Consumes: UserActivated, UserChanged, ApplicationDocumentsReady."""
