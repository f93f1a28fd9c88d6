namespace NextModel.Telemetry;

/// <summary>The number of every log event, in ranges per room. A number is never used again for another event.</summary>
public static class EventIds
{
    // Accounts: 1000 to 1099.
    public const int SignedIn = 1000;
    public const int SignInRefused = 1001;
    public const int SignInHeld = 1002;

    // Webhooks: 2000 to 2099.
    public const int WebhookStoreFailed = 2000;
    public const int NoticeNotSaved = 2001;

    // Routing: 3000 to 3099.
    public const int TargetOpened = 3000;
    public const int TargetClosed = 3001;

    // Caching: 4000 to 4099.
    public const int CacheEntryMismatch = 4000;
    public const int CacheStoreFailed = 4001;
    public const int CacheRowRefused = 4002;
    public const int CacheFileRecreated = 4003;
    public const int CacheFileUnusable = 4004;

    // Idempotency: 4100 to 4199.
    public const int IdempotencyStoreFailed = 4100;
    public const int IdempotencyAnswerRefused = 4101;
    public const int FileSetAside = 4102;

    // Ledger: 5000 to 5099.
    public const int LedgerWriteFailed = 5000;
    public const int CheckpointNotKept = 5001;
    public const int IntentDamaged = 5002;
    public const int IntentUnowned = 5003;
    public const int IntentNotWritten = 5004;
    public const int LedgerClosed = 5005;
    public const int LastUseNotSaved = 5006;
    public const int DerivedFileRebuilt = 5010;
    public const int DerivedFileUnusable = 5011;
    public const int DerivedFileBehind = 5012;

    // Reporting: 6000 to 6099.
    public const int ExportNotWritten = 6000;
    public const int ReceiptsArchived = 6001;
    public const int ReceiptsNotArchived = 6002;

    // Kept responses: 6100 to 6199.
    public const int ResponseStoreFailed = 6100;
    public const int ResponseTooLarge = 6101;
    public const int ResponseRefused = 6102;

    // Limits: 6800 to 6899.
    public const int Overloaded = 6800;
    public const int OverloadEnded = 6801;

    // Pipeline: 6900 to 6999.
    public const int SlowRequest = 6900;
    public const int BatchNotCharged = 6901;

    // Gateway, admin API: 7100 to 7199.
    public const int AdminRequestFailed = 7100;

    // Gateway, payments and credit: 7200 to 7299.
    public const int PaymentRefused = 7200;
    public const int PaymentNotWritten = 7201;
    public const int PromosNotEnded = 7202;

    // Gateway, configuration: 7300 to 7399.
    public const int ConfigurationReloaded = 7300;
    public const int ConfigurationRefused = 7301;
    public const int ScheduledChangeRefused = 7302;

    // Replicas: 7600 to 7699.
    public const int ChangesNotFollowed = 7600;
    public const int ChangeNotFollowed = 7601;
    public const int AloneLost = 7602;

    // Gateway, comparisons: 7400 to 7499.
    public const int ComparisonFailed = 7400;

    // Pages: 7500 to 7599.
    public const int PageFailed = 7500;
}
