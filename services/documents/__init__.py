"""documents
Owns: the PDFs, the sealed data they show, archives of them, and who looked at them.
Serves: /api/documents/… to the owner of a document only; notices to staff as well.
Publishes: ApplicationDocumentsReady, ReissuedDocumentReady, DecisionNoticeReady.
Consumes: ApplicationCompleted, CredentialsReissued, GrantDecided, SettingsChanged.
"""
