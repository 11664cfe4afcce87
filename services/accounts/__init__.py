"""Owns: applications, accounts and their terminals, start dates, uploads
and decisions about grants.
Serves: /api/accounts/….
Publishes: ApplicationSubmitted, ApplicationWithdrawn, ApplicationReturned, ApplicationRejected,
ApplicationCompleted, ReleaseApproved, FacilityLinkApproved, TerminalActivated, ActivationLocked,
AccountSuspended, AccountResumed, AccountReleased, CredentialsReissued, StartDateRegistered,
StartDateReminderDue, GrantDecided.
Consumes: UserActivated, UserChanged, ApplicationDocumentsReady, ReissuedDocumentReady,
DecisionNoticeReady, FacilityLinkRefused."""
