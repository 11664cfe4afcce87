"""Owns: applications, accounts and their terminals, start dates.
Serves: /api/accounts/….
Publishes: ApplicationSubmitted, ApplicationWithdrawn, ApplicationReturned, ApplicationRejected,
ApplicationCompleted, TerminalActivated, ActivationLocked, AccountSuspended, AccountResumed,
AccountReleased, StartDateRegistered, StartDateReminderDue.
Consumes: UserActivated, UserChanged, ApplicationDocumentsReady."""
