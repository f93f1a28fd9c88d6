using NextModel.Storage.Tests.Conformance;

namespace NextModel.Storage.Tests.Postgres;

public sealed class PostgresWebhookStoreTests : WebhookStoreConformance
{
    protected override IOpenWebhooks Open() => new OpenPostgres(Directory);
}
