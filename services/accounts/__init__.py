"""Owns: applications, accounts and their terminals.
Serves: /api/accounts/….
Publishes: ApplicationSubmitted, ApplicationWithdrawn, ApplicationReturned, ApplicationRejected,
ApplicationCompleted, TerminalActivated, ActivationLocked, AccountSuspended, AccountResumed,
AccountReleased.
Consumes: UserActivated, UserChanged, ApplicationDocumentsReady."""
