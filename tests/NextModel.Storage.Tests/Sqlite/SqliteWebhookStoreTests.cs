using NextModel.Storage.Tests.Conformance;

namespace NextModel.Storage.Tests.Sqlite;

public sealed class SqliteWebhookStoreTests : WebhookStoreConformance
{
    protected override IOpenWebhooks Open() => new OpenSqliteLedger(Directory);
}
